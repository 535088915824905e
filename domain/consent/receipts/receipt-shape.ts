import type { representativeCapacities } from '#db/schema/people-codes.ts'
import type { OperatorRecord } from '#domain/policy/operator/record-operator.ts'
import type { Decision, PurposeCode } from '../rules/catalogue.ts'
import type { Words } from '../texts/consent-texts.ts'

/** A representative as a receipt names one: never by name or address, which may be erased while the receipt stays the same. */
export type ReceiptRepresentative = {
  /** Means nothing elsewhere; the same in all receipts of one representation. */
  representativeId: string
  capacity: (typeof representativeCapacities)[number]
  /** When the representative proved their own address. */
  verifiedAt: Date
}

/** Everything a receipt is made of, as it was when the event was recorded. None of it ever changes. */
export type ReceiptFacts = {
  eventId: string
  /** An id of the person that means nothing elsewhere. */
  principalId: string
  purpose: PurposeCode
  topic: string
  channel: string
  decision: Decision
  recordedAt: Date
  /** When it was given, where it was taken over from another system. */
  givenAt: Date | null
  expiresAt: Date | null
  locale: 'kk' | 'ru' | 'en'
  origin: string
  signal: string
  actorKind: string
  /** Who decided for a minor; absent: nobody did. */
  representative?: ReceiptRepresentative
  words: { version: number; sha256: string; text: Words; termMonths: number | null }
  policy: { version: number; sha256: string }
  operator: OperatorRecord
}

/** What happened to the consent. */
export type ReceiptEvent = 'given' | 'renewed' | 'withdrawn' | 'expired'

export function receiptEvent({ decision, origin }: Pick<ReceiptFacts, 'decision' | 'origin'>): ReceiptEvent {
  if (decision === 'granted') return origin === 'renewal' ? 'renewed' : 'given'
  return origin === 'term' ? 'expired' : 'withdrawn'
}

const dpvStatuses: Record<ReceiptEvent, string> = {
  given: 'dpv:ConsentGiven',
  renewed: 'dpv:RenewedConsentGiven',
  withdrawn: 'dpv:ConsentWithdrawn',
  expired: 'dpv:ConsentExpired',
}

/** The same as DPV says it. */
export const dpvStatus = (facts: Pick<ReceiptFacts, 'decision' | 'origin'>): string =>
  dpvStatuses[receiptEvent(facts)]

/** Whether the person acted, not a program or staff for them. */
export const isByPerson = ({ actorKind }: Pick<ReceiptFacts, 'actorKind'>) =>
  actorKind === 'subject' || actorKind === 'visitor'

/** How long the decision is valid, by the text that was shown. */
export function validityOf({ decision, words }: Pick<ReceiptFacts, 'decision' | 'words'>): string {
  if (decision === 'withdrawn') return 'until-given-again'
  return words.termMonths === null ? 'until-withdrawn' : `P${words.termMonths}M`
}

/** Yes or no, with the countries, as the text said; null where old texts did not say. */
export function disclosed({ thirdParties, abroad, published }: Words) {
  const isYes = (said: string | undefined) => (said === undefined ? null : said !== 'no')
  return {
    third_parties: isYes(thirdParties),
    cross_border: isYes(abroad),
    cross_border_countries: isYes(abroad) ? (abroad ?? '').split(' ') : [],
    published: isYes(published),
  }
}
