import { describe, expect, test } from 'vitest'
import { refusalCodes } from '#db/schema/request-codes.ts'
import { isRightKind, kindNames } from './kinds.ts'
import { complaintBasis, complaintRoutes } from './law.ts'
import { grounds, type Refusal, refusalFault, refusalLaw } from './refusal-codes.ts'

const everywhere = ['IdentityVerificationFailure', 'NotOurs']

// Besides the two that fit every right.
test.each([
  ['access', ['FulfilmentImpossible', 'ProcessExcessive']],
  ['portability', ['FulfilmentImpossible', 'ProcessExcessive']],
  ['rectification', ['DataAccurate', 'DocumentsMissing', 'FulfilmentImpossible']],
  ['erasure/wish', ['FulfilmentImpossible', 'LegalObligation']],
  ['erasure/unlawful', ['ConditionsKept']],
  ['restriction/disputed', ['DataAccurate', 'FulfilmentImpossible']],
  ['restriction/unlawful', ['ConditionsKept']],
  ['withdrawal/service', ['LegalObligation', 'UnfulfilledObligation']],
  ['withdrawal/optional', ['LegalObligation', 'UnfulfilledObligation']],
  ['objection', ['NotAutomated']],
] as const)('%s can be refused on %j', (kind, expected) => {
  expect(grounds(kind).sort()).toEqual([...everywhere, ...expected].sort())
})

test('a question is answered, never refused', () => expect(grounds('question')).toEqual([]))

test('every code is of use to some right, and rests on the law wherever it may be used', () => {
  for (const code of refusalCodes) {
    expect(kindNames.some((kind) => refusalLaw(code, kind).length > 0)).toBe(true)
  }
  expect(kindNames.filter(isRightKind).every((kind) => grounds(kind).length > 0)).toBe(true)
})

test('an unfulfilled obligation rests on Art. 8(2) and holds against a withdrawal only', () => {
  expect(refusalLaw('UnfulfilledObligation', 'withdrawal/service')).toEqual(['94-V:8(2)'])
  expect(kindNames.filter((kind) => refusalLaw('UnfulfilledObligation', kind).length > 0)).toEqual([
    'withdrawal/service',
    'withdrawal/optional',
  ])
})

describe('a refusal', () => {
  const good: Refusal = { code: 'LegalObligation', reason: 'Салық заңы сақтауды талап етеді.', locale: 'kk' }

  test.each<[string, Partial<Refusal>, ReturnType<typeof refusalFault>]>([
    ['is whole with a code, a reason and the language of the person', {}, null],
    ['is not, with a code for another right', { code: 'NotAutomated' }, 'code-not-for-this-kind'],
    ['is not, without a reason', { reason: '' }, 'no-reason'],
    ['is not, with a reason of blanks and dashes', { reason: ' \n - ... ' }, 'no-reason'],
    ['is not, in another language', { locale: 'ru' }, 'not-in-their-language'],
  ])('%s', (_name, change, expected) => {
    expect(refusalFault({ ...good, ...change }, 'erasure/wish', 'kk')).toBe(expected)
  })

  test('tells how to complain: to the authority or a court', () => {
    expect(complaintRoutes).toEqual(['authority', 'court'])
    expect(complaintBasis).toContain('94-V:30')
  })
})
