import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { safeReturnPath } from '#domain/access/return-path.ts'
import { browserCookie, sessionCookie } from '#domain/access/session-cookie.ts'
import { parseUntrusted } from '#platform/untrusted-json.ts'
import {
  askSignInSchema,
  codeSchema,
  emailChangeSchema,
  externalIdSchema,
  importedSubjectSchema,
  parsePhone,
  profileSchema,
} from './person-schemas.ts'

describe('a path to return to', () => {
  it.each([
    '/kk',
    '/ru/my/choices?from=mail#top',
    '/en/requests/CX-7K3M-Q2',
    '/my',
    '/policy/versions/2',
    '/u/abc',
  ])('%j is ours', (path) => {
    expect(safeReturnPath(path)).toBe(path)
  })

  it.each([
    '',
    'ru/my',
    '//evil.kz',
    '/\\evil.kz',
    '/ru\\evil',
    '/\t/evil.kz',
    '/ru/\nmy',
    'https://evil.kz/ru',
    'javascript:alert(1)',
    '/api/auth/signout',
    '/rubbish',
    '/ru/../api/v1',
    '/ru/%2e%2e/api',
    '/ru/\u0000',
    '/ru/\u202emy',
    '/ru/\ud800',
    `/ru/${'a'.repeat(300)}`,
    null,
    undefined,
  ])('%j is forgotten', (path) => {
    expect(safeReturnPath(path)).toBeUndefined()
  })

  it('never leaves the site, whatever it is', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      'ru',
      'kk',
      '..',
      '.',
      '@',
      ':',
      '//',
      'evil.kz',
      '%2f',
      '?',
      '#',
      '\t',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const path = safeReturnPath(`/${pieces.join('')}`)
        if (path !== undefined) expect(new URL(path, 'https://portal.kz').host).toBe('portal.kz')
      }),
    )
  })
})

describe('what is typed', () => {
  it.each([
    ['+7 (701) 123-45-67', '+77011234567'],
    ['8 701 123 45 67', '+77011234567'],
    ['77011234567', '+77011234567'],
    ['\u202a+7 701 123 45 67\u202c', '+77011234567'],
    ['+44 20 7946 0958', '+442079460958'],
    ['701 123 45 67', null],
    ['+0701123456', null],
    ['+7701123456789012', null],
    ['+7701123456a', null],
  ])('as a phone, %j, is %j', (typed, phone) => {
    expect(parsePhone(typed)).toBe(phone)
  })

  it('as a profile is brought into one form', () => {
    const typed = { fullName: '  Әлия   Серікқызы ', phone: ' ', locale: 'kk', role: 'administrator' }
    expect(profileSchema.parse(typed)).toEqual({ fullName: 'Әлия Серікқызы', phone: null, locale: 'kk' })
  })

  it.each([
    [{ fullName: '', phone: '', locale: 'kk' }, 'empty'],
    [{ fullName: 'a\u0000', phone: '', locale: 'kk' }, 'malformed'],
    [{ fullName: 'a\nb', phone: '', locale: 'kk' }, 'malformed'],
    [{ fullName: 'a\u202eb', phone: '', locale: 'kk' }, 'malformed'],
    [{ fullName: 'a\ud800', phone: '', locale: 'kk' }, 'malformed'],
    [{ fullName: 'ә'.repeat(201), phone: '', locale: 'kk' }, 'too-long-200'],
    [{ fullName: 'a', phone: '12', locale: 'kk' }, 'malformed'],
    [{ fullName: 'a', phone: '', locale: 'de' }, 'wrong'],
  ])('as a profile, %j, is refused', (typed, code) => {
    expect(profileSchema.safeParse(typed).error?.issues[0]?.message).toBe(code)
  })

  it.each([
    ['012345', '012345'],
    [' 012 345 ', '012345'],
    ['012-345', '012345'],
    ['０１２３４５', '012345'],
    ['12345', null],
    ['1234567', null],
    ['12345a', null],
  ])('as a code, %j, is %j', (typed, code) => {
    expect(codeSchema.safeParse({ code: typed }).data?.code ?? null).toBe(code)
  })

  it('is refused or taken, never an error, whatever it is', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({
        unit: fc.constantFrom('\0', '\ud800', '\udfff', '\u202e', '@', 'a', '+', '8', ' ', '/', '\r\n'),
      }),
      fc.constant('x'.repeat(1_000_000)),
    )
    // Objects come from JSON, as forms and the API parse it.
    const object = fc.json().map((json) => {
      try {
        return parseUntrusted(json)
      } catch {
        return undefined
      }
    })
    const any = fc.oneof(text, object, fc.anything({ maxDepth: 0 }))
    const schemas = [askSignInSchema, profileSchema, emailChangeSchema, codeSchema, importedSubjectSchema]
    const input = fc.record(
      {
        email: any,
        returnTo: any,
        fullName: any,
        phone: any,
        locale: any,
        code: any,
        externalId: any,
        createdAt: any,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(input, (typed) => {
        for (const schema of schemas) {
          const { data, success } = schema.safeParse(typed)
          if (success) expect(JSON.stringify(data)).not.toMatch(/\\u0000|\\ud[89a-f]/)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('the id by which the platform knows a person', () => {
  it.each([
    'u-17',
    '1',
    '019ac1f0-7a55-7c11-8a3e-0d5b0f6f2f10',
    'LMS:learner#17?x=%2F',
    '...',
    '.a',
    'tenant@17',
    '12345678901',
    '1234567890123',
    '71234567890123456',
    'x'.repeat(200),
  ])('%j is taken', (id) => expect(externalIdSchema.safeParse(id).success).toBe(true))

  it.each([
    ['', 'malformed'],
    ['.', 'malformed'],
    ['..', 'malformed'],
    ['a/b', 'malformed'],
    ['a\\b', 'malformed'],
    ['a b', 'malformed'],
    ['ә', 'malformed'],
    ['x'.repeat(201), 'malformed'],
    ['learner@example.kz', 'looks-like-email'],
    ['a.b+c@mail.example.kz', 'looks-like-email'],
    ['900101300123', 'looks-like-iin'],
    ['+77011234567', 'looks-like-phone'],
    ['+442071234567', 'looks-like-phone'],
    ['87011234567', 'looks-like-phone'],
    ['8(701)123-45-67', 'looks-like-phone'],
    ['7.701.123.45.67', 'looks-like-phone'],
  ])('%j is refused: %s', (id, code) =>
    expect(externalIdSchema.safeParse(id).error?.issues.map(({ message }) => message)).toEqual([code]),
  )
})

describe('cookies', () => {
  it('belong to this host alone where there is TLS', () => {
    const env = { APP_URL: 'https://privacy.example.kz' }
    const options = { httpOnly: true, sameSite: 'lax', path: '/', secure: true }
    expect(sessionCookie(env)).toEqual({ name: '__Host-portal.session', options })
    expect(browserCookie(env).name).toBe('__Host-portal.sign-in')
  })

  it('work on a machine of one’s own without it', () => {
    const { name, options } = sessionCookie({ APP_URL: 'http://localhost:3000' })
    expect([name, options.secure]).toEqual(['portal.session', false])
  })
})
