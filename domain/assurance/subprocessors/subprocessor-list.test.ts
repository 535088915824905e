import { describe, expect, test } from 'vitest'
import { agreementState, listOn, notInRegister } from './subprocessor-list.ts'
import { subprocessorSchema } from './subprocessor-schemas.ts'

const entry = (
  subprocessorId: string,
  effectiveOn: string,
  given: { entry?: 'state' | 'end'; hour?: number; note?: string } = {},
) => ({
  subprocessorId,
  effectiveOn,
  entry: given.entry ?? ('state' as const),
  recordedAt: new Date(Date.UTC(2026, 0, 1, given.hour ?? 0)),
  note: given.note ?? '',
})

describe('the list on a day', () => {
  const today = '2026-11-30'
  const ids = (list: readonly { subprocessorId: string }[]) =>
    list.map(({ subprocessorId }) => subprocessorId)

  test('has what began by that day, announces what begins later, and keeps apart what has ended', () => {
    const entries = [
      entry('mail', '2025-01-15'),
      entry('sms', '2026-11-30'),
      entry('push', '2026-12-01'),
      entry('old', '2025-01-15'),
      entry('old', '2026-11-30', { entry: 'end' }),
      entry('leaving', '2025-01-15'),
      entry('leaving', '2027-01-01', { entry: 'end' }),
    ]
    const list = listOn(entries, today)
    expect(ids(list.current)).toEqual(['mail', 'sms', 'leaving'])
    expect(list.announced.map(({ subprocessorId, entry: what }) => [subprocessorId, what])).toEqual([
      ['push', 'state'],
      ['leaving', 'end'],
    ])
    expect(ids(list.ended)).toEqual(['old'])
  })

  test('of two entries of one day the later record holds, and an older day never replaces a newer one', () => {
    const entries = [
      entry('mail', '2026-01-01', { hour: 2, note: 'corrected' }),
      entry('mail', '2026-01-01', { hour: 1, note: 'wrong' }),
      entry('mail', '2025-01-01', { hour: 9, note: 'entered late' }),
      entry('mail', '2027-01-01', { hour: 1, note: 'plan' }),
      entry('mail', '2027-01-01', { hour: 2, note: 'new plan' }),
    ]
    const { current, announced } = listOn(entries, today)
    expect(current.map(({ note }) => note)).toEqual(['corrected'])
    expect(announced.map(({ note }) => note)).toEqual(['new plan'])
  })
})

test.each([
  [null, null, 'none'],
  ['2025-01-01', null, 'valid'],
  ['2025-01-01', '2026-11-29', 'over'],
  ['2025-01-01', '2026-11-30', 'soon'],
  ['2025-01-01', '2027-01-29', 'soon'],
  ['2025-01-01', '2027-01-30', 'valid'],
])('an agreement of %s that ends %s is %s', (agreementOn, agreementEndsOn, state) => {
  expect(agreementState({ agreementOn, agreementEndsOn }, '2026-11-30')).toBe(state)
})

test('recipients of the settings are found in the register by their name in any language', () => {
  const named = (text: string) => ({ name: { kk: `${text} kk`, ru: `${text} ru`, en: text } })
  expect(
    notInRegister([named('Mail'), named('SMS')], [{ name: { kk: 'x', ru: 'MAIL ', en: 'mail' } }]),
  ).toEqual([named('SMS')])
})

describe('a form', () => {
  const sound = {
    subprocessorId: '',
    effectiveOn: '2026-12-01',
    nameKk: 'A',
    nameRu: 'A',
    nameEn: 'A',
    serviceKk: 'Хат',
    serviceRu: 'Письма',
    serviceEn: 'Email',
    country: 'de',
    transferBasis: 'consent',
    categories: 'registration',
    since: '2026-12-01',
    agreementName: 'DPA.pdf',
    agreementSha256: 'AB'.repeat(32),
    agreementOn: '2026-11-01',
    agreementEndsOn: '',
  }
  const faults = (given: Record<string, unknown>) =>
    subprocessorSchema
      .safeParse({ ...sound, ...given })
      .error?.issues.map(({ path, message }) => `${path}: ${message}`) ?? []

  test('is read with its country in capitals and one category as a list', () => {
    expect(subprocessorSchema.parse(sound)).toMatchObject({
      subprocessorId: null,
      country: 'DE',
      categories: ['registration'],
      agreementSha256: 'ab'.repeat(32),
      agreementEndsOn: null,
    })
  })

  test.each([
    [{ country: 'XX' }, ['country: no-such-country']],
    [{ country: 'Germany' }, ['country: no-such-country']],
    [{ country: 'KZ' }, ['transferBasis: stays-home']],
    [{ transferBasis: 'home' }, ['transferBasis: goes-abroad']],
    [{ transferBasis: 'good will' }, ['transferBasis: required']],
    [{ categories: [] }, ['categories: required']],
    [{ agreementSha256: '' }, ['agreementSha256: required']],
    [{ agreementSha256: 'abc' }, ['agreementSha256: not-a-sum']],
    [
      { agreementName: '', agreementSha256: '', agreementOn: '', agreementEndsOn: '2027-01-01' },
      ['agreementName: required', 'agreementSha256: required', 'agreementOn: required'],
    ],
    [{ agreementName: '', agreementSha256: '', agreementOn: '' }, []],
    [{ agreementEndsOn: '2026-10-31' }, ['agreementEndsOn: before-begin']],
    [{ effectiveOn: '2026-02-30' }, ['effectiveOn: no-such-date']],
  ])('with %j has the faults %j', (given, wanted) => expect(faults(given)).toEqual(wanted))
})
