import { refusalCodes } from '#db/schema/request-codes.ts'
import type { Locale } from '#domain/access/locale.ts'
import { isRightKind, type KindName, kindNames } from './kinds.ts'
import type { Article } from './law.ts'

export type RefusalCode = (typeof refusalCodes)[number]

type Ground = Partial<Record<KindName, readonly Article[]>>

const everyRight = (...law: Article[]): Ground =>
  Object.fromEntries(kindNames.filter(isRightKind).map((kind) => [kind, law]))

const everyWithdrawal = (...law: Article[]): Ground => ({
  'withdrawal/service': law,
  'withdrawal/optional': law,
})

const reasoned = ['94-V:25(2)(9)', 'rules-395:16'] as const
const onDocuments = ['94-V:24(1)(2)', '94-V:25(2)(8)'] as const

/**
 * The closed list of grounds: the kinds each may be used for and the law behind it. Names follow the W3C Data Privacy
 * Vocabulary where it has one. A withdrawal may be refused only where a law forbids it or an obligation is
 * unfulfilled (Art. 8(2)), or for the wrong person or operator; never as repeated or stale.
 */
export const refusalGrounds: Record<RefusalCode, Ground> = {
  IdentityVerificationFailure: everyRight('94-V:10(2)'),
  LegalObligation: { 'erasure/wish': ['DC:41(4)'], ...everyWithdrawal('94-V:8(2)') },
  UnfulfilledObligation: everyWithdrawal('94-V:8(2)'),
  FulfilmentImpossible: {
    access: reasoned,
    portability: reasoned,
    rectification: onDocuments,
    'restriction/disputed': onDocuments,
    'erasure/wish': ['DC:41'],
  },
  ProcessExcessive: { access: reasoned, portability: reasoned },
  NotOurs: everyRight('94-V:25(2)(8)', '94-V:25(2)(9)'),
  DataAccurate: { rectification: ['94-V:24(1)(2)'], 'restriction/disputed': ['94-V:24(1)(2)'] },
  DocumentsMissing: { rectification: onDocuments },
  ConditionsKept: {
    'restriction/unlawful': ['94-V:24(1)(3)'],
    'erasure/unlawful': ['94-V:24(1)(4)', '94-V:18'],
  },
  NotAutomated: { objection: ['94-V:19-1(3)'] },
}

/** The law behind a refusal of this kind on this ground; empty when the ground may not be used for it. */
export function refusalLaw(code: RefusalCode, kind: KindName): readonly Article[] {
  return refusalGrounds[code][kind] ?? []
}

/** The grounds on which a request of this kind can be refused at all. None for a question: it is answered. */
export function grounds(kind: KindName): RefusalCode[] {
  return refusalCodes.filter((code) => refusalLaw(code, kind).length > 0)
}

/** A refusal as the person will read it. The law and the ways to complain come from the code. */
export type Refusal = { code: RefusalCode; reason: string; locale: Locale }

export type RefusalFault = 'no-ground' | 'code-not-for-this-kind' | 'no-reason' | 'not-in-their-language'

/** What is wrong with a refusal, or null. A reason is owed in the language in which the person asked. */
export function refusalFault(refusal: Refusal, kind: KindName, locale: Locale): RefusalFault | null {
  if (refusalLaw(refusal.code, kind).length === 0) return 'code-not-for-this-kind'
  if (!/\p{L}/u.test(refusal.reason)) return 'no-reason'
  return refusal.locale === locale ? null : 'not-in-their-language'
}
