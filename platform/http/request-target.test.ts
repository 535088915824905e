import { describe, expect, test } from 'vitest'
import { readTarget } from './request-target.ts'

describe('an address is read only when it is one of ours', () => {
  test.each([
    ['/', { path: '/', query: '' }],
    ['/ru/policy?from=1&to=2', { path: '/ru/policy', query: '?from=1&to=2' }],
    ['/kk/%D0%B0', { path: '/kk/%D0%B0', query: '' }],
    ['/ru/policy?', { path: '/ru/policy', query: '?' }],
    ['/a.b/..c', { path: '/a.b/..c', query: '' }],
  ])('%s', (url, read) => expect(readTarget(url)).toEqual(read))

  test.each([
    ['nothing', undefined],
    ['another host', 'http://evil.test/ru'],
    ['all of the server', '*'],
    ['a host after two slashes', '//evil.test/ru'],
    ['two slashes inside', '/ru//policy'],
    ['a broken escape', '/ru/%zz'],
    ['half an escape', '/ru/%e'],
    ['a lone surrogate', '/ru/%ED%A0%80'],
    ['bytes that are no UTF-8', '/ru/%ff'],
    ['too long a form of a slash', '/ru/%C0%AF'],
    ['NUL', '/ru/%00'],
    ['a line break', '/ru/%0d%0aSet-Cookie:x'],
    ['a backslash', '/ru\\policy'],
    ['an encoded backslash', '/ru/%5Cevil'],
    ['an encoded slash', '/ru/%2fevil'],
    ['a dot segment', '/ru/../my'],
    ['an encoded dot segment', '/ru/%2e%2E/my'],
    ['letters that were not encoded', '/ru/саясат'],
    ['NUL in the query', '/ru?a=%00'],
    ['a broken escape in the query', '/ru?a=%'],
    ['a fragment', '/ru#x'],
    ['2,001 characters', `/${'a'.repeat(2000)}`],
    ['a query of 5,000', `/ru?${'a'.repeat(5000)}`],
  ])('not %s', (_what, url) => expect(readTarget(url)).toBeNull())
})
