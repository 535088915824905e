import { expect, test } from 'vitest'
import { isPageWithoutLanguage, isServedWithoutLanguage, routePattern } from './addresses.ts'

test.each([
  ['/ru', '/:locale'],
  ['/kk/policy', '/:locale/policy'],
  ['/en/requests/CX-7K3M-Q2', '/:locale/requests/:reference'],
  ['/ru/requests/CX-7K3M-Q2/files/1', '/:locale/requests/:reference/files/:attachmentId'],
  ['/ru/u/secret', '/:locale/u/:token'],
  ['/u/secret', '/u/:token'],
  ['/receipts/1/file', '/receipts/:id/file'],
  ['/api/auth/callback/platform', '/api/auth/*'],
  ['/_next/static/chunks/1.js', '/_next/static/*'],
  ['/health/ready', '/health/ready'],
  ['/ru/secret-page', '(unknown)'],
  ['/policy', '(unknown)'],
  ['/ru/health/ready', '(unknown)'],
])('the pattern of %s is %s', (path, pattern) => expect(routePattern(path)).toBe(pattern))

test('only what is printed, mailed or asked for by programs has an address without a language', () => {
  const served = [
    '/u/secret',
    '/receipts/1',
    '/receipts/1/file',
    '/api/auth/session',
    '/.well-known/gpc.json',
  ]
  for (const path of served) expect(isServedWithoutLanguage(path), path).toBe(true)
  for (const path of ['/', '/policy', '/my', '/receipts', '/receipts/1/2/3'])
    expect(isServedWithoutLanguage(path), path).toBe(false)
  expect(served.filter(isPageWithoutLanguage)).toEqual(['/u/secret', '/receipts/1', '/receipts/1/file'])
})
