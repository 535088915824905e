import { describe, expect, it } from 'vitest'
import { acceptedStep, authenticatorUri, codeOfStep, newTotpSecret, timeStepOf } from './totp.ts'

// RFC 6238, appendix B, the SHA-1 rows cut to six digits.
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const at = (seconds: number) => new Date(seconds * 1000)

describe('codes of an authenticator', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
  ])('are those of the standard at %i s', (seconds, code) => {
    expect(codeOfStep(secret, timeStepOf(at(seconds)))).toBe(code)
    expect(acceptedStep(secret, code, at(seconds), 0)).toBe(Math.floor(seconds / 30))
  })

  it('are good in their own half-minute and the two beside it, from its first to its last second', () => {
    const step = 40_000_000
    const code = codeOfStep(secret, step)
    const good = [-31, -30, -1, 0, 29, 30, 59, 60].filter((offset) =>
      acceptedStep(secret, code, at(step * 30 + offset), 0),
    )
    expect(good).toEqual([-30, -1, 0, 29, 30, 59])
  })

  it('are good once, and none older after it', () => {
    const step = 40_000_000
    const now = at(step * 30 + 10)
    expect(acceptedStep(secret, codeOfStep(secret, step), now, step)).toBeNull()
    expect(acceptedStep(secret, codeOfStep(secret, step - 1), now, step)).toBeNull()
    expect(acceptedStep(secret, codeOfStep(secret, step + 1), now, step)).toBe(step + 1)
  })

  it.each(['', '12345', '1234567', 'abcdef', '12345６', '000000\n'])(
    'of another shape are wrong: %j',
    (code) => {
      expect(acceptedStep(secret, code, at(59), 0)).toBeNull()
    },
  )

  it('come from a secret of 160 bits that the app is given with the name of the service', () => {
    const made = newTotpSecret()
    expect(made).toMatch(/^[A-Z2-7]{32}$/)
    expect(newTotpSecret()).not.toBe(made)
    const uri = new URL(authenticatorUri(made, 'a+b@x.kz'))
    expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual([
      'otpauth:',
      'totp',
      '/Cloudex Learning:a+b@x.kz',
    ])
    expect(uri.searchParams.get('secret')).toBe(made)
    expect(uri.searchParams.get('issuer')).toBe('Cloudex Learning')
  })
})
