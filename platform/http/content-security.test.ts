import { expect, test } from 'vitest'
import { dynamicPolicy, fixedPolicy, securityHeaders } from './content-security.ts'

const directives = (policy: string) =>
  Object.fromEntries(policy.split('; ').map((one) => [one.split(' ')[0], one.split(' ').slice(1).join(' ')]))

test('a dynamic page runs only what carries its nonce', () => {
  const policy = directives(dynamicPolicy('abc', { dev: false, formTargets: [] }))
  expect(policy).toMatchObject({
    'default-src': "'none'",
    'script-src': "'nonce-abc' 'strict-dynamic'",
    'style-src': "'self' 'nonce-abc'",
    'connect-src': "'self'",
    'form-action': "'self'",
    'base-uri': "'none'",
    'frame-ancestors': "'none'",
    'object-src': "'none'",
  })
  expect(Object.values(policy).join()).not.toContain('unsafe')
})

test('only hot reload loosens it', () => {
  const policy = directives(dynamicPolicy('abc', { dev: true, formTargets: [] }))
  expect(policy['script-src']).toContain("'unsafe-eval'")
  expect(policy['connect-src']).toContain('ws:')
})

test('a fixed page runs nothing, or the one script whose hash it names', () => {
  expect(directives(fixedPolicy({ formTargets: [] }))['script-src']).toBe("'none'")
  expect(directives(fixedPolicy({ formTargets: [], scriptHash: 'sha256-x' }))['script-src']).toBe(
    "'sha256-x'",
  )
})

test('a form may begin the single sign-on', () => {
  const policy = directives(fixedPolicy({ formTargets: ['https://id.example'] }))
  expect(policy['form-action']).toBe("'self' https://id.example")
})

test('strict transport only where people come over TLS', () => {
  expect(securityHeaders('https://a.kz')['strict-transport-security']).toMatch(
    /max-age=\d{8}; includeSubDomains/,
  )
  expect(securityHeaders('http://localhost:3000')['strict-transport-security']).toBeUndefined()
})
