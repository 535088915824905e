import type { OperatorRecord } from '#domain/policy/operator/record-operator.ts'
import type { Decision, PurposeCode } from '../rules/catalogue.ts'
import type { Words } from '../texts/consent-texts.ts'
import { contextAt, dpvData, dpvPurposes, schemaVersion } from './dpv-terms.ts'

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
  words: { version: number; sha256: string; text: Words; termMonths: number | null }
  policy: { version: number; sha256: string }
  operator: OperatorRecord
}

export type Receipt = ReturnType<typeof buildReceipt>

/** What happened to the consent, as DPV says it. */
function stateOf({ decision, origin }: ReceiptFacts): string {
  if (decision === 'granted') return origin === 'renewal' ? 'dpv:RenewedConsentGiven' : 'dpv:ConsentGiven'
  return origin === 'term' ? 'dpv:ConsentExpired' : 'dpv:ConsentWithdrawn'
}

/** Who did it: the person, or whoever acted for them. */
const entityOf = ({ actorKind, principalId }: ReceiptFacts, operatorId: string) =>
  actorKind === 'subject' || actorKind === 'visitor' ? principalId : operatorId

function validity({ decision, words }: ReceiptFacts): string {
  if (decision === 'withdrawn') return 'until-given-again'
  return words.termMonths === null ? 'until-withdrawn' : `P${words.termMonths}M`
}

/**
 * The consent record of one event, and the receipt that is its copy: every mandatory field of ISO/IEC TS 27560, and what
 * Art. 8(4) of Law 94-V adds. The same facts give the same receipt, byte for byte, whenever it is asked for.
 */
export function buildReceipt(facts: ReceiptFacts) {
  const { locale, purpose, words, operator, policy } = facts
  const { url, ...party } = operator.operator
  const partyId = `bin:${party.bin}`
  const isSwitch = purpose !== 'service'
  return {
    '@context': contextAt(url),
    '@id': `${url}/receipts/${facts.eventId}`,
    '@type': 'dpv:ConsentReceipt',
    schema_version: schemaVersion,
    receipt_id: facts.eventId,
    ...(party.sample ? { sample: true } : {}),
    consent_record: {
      '@type': 'dpv:ConsentRecord',
      schema_version: schemaVersion,
      record_id: facts.eventId,
      pii_principal_id: facts.principalId,
      processing: [
        {
          '@type': 'dpv:Process',
          // What was imported was given under a policy that this portal never held.
          privacy_notice:
            policy.version === 0
              ? null
              : {
                  '@id': `${url}/${locale}/policy/versions/${policy.version}`,
                  version: policy.version,
                  sha256: policy.sha256,
                },
          language: locale,
          purpose: words.text.title ?? purpose,
          purpose_code: [purpose, facts.topic, facts.channel].filter(Boolean).join('/'),
          purpose_type: dpvPurposes[purpose],
          lawful_basis: 'dpv:ExplicitlyExpressedConsent',
          pii_information: dpvData[purpose].map((one) => ({ ...one, pii_optional: isSwitch })),
          pii_controllers: [partyId],
          collection_method: 'dpv:DataSubjectDataSource',
          processing_method: ['dpv:Collect', 'dpv:Store', 'dpv:Use'],
          storage_locations: ['KZ'],
          processing_locations: ['KZ'],
          retention_period: words.text.term ?? '',
          jurisdiction: 'KZ',
          recipient_third_parties: [],
          withdrawal_method: isSwitch ? `${url}/my/choices` : `${url}/requests/new/withdrawal`,
          privacy_rights: `${url}/${locale}/requests/new`,
        },
      ],
      parties: [
        {
          party_id: partyId,
          party_name: party.name[locale],
          party_address: party.address[locale],
          party_contact: party.email,
          party_phone: party.phone,
          party_type: 'organisation',
          party_role: 'dpv:DataController',
          responsible_person: party.responsiblePerson[locale],
        },
      ],
      events: [
        {
          event_time: (facts.givenAt ?? facts.recordedAt).toISOString(),
          recorded_at: facts.recordedAt.toISOString(),
          validity_duration: validity(facts),
          ...(facts.expiresAt ? { valid_until: facts.expiresAt.toISOString() } : {}),
          entity_id: entityOf(facts, partyId),
          entity_kind: facts.actorKind,
          event_type: 'dpv:ExplicitlyExpressedConsent',
          event_state: stateOf(facts),
        },
      ],
      kazakhstan: {
        law: '94-V',
        bin: party.bin,
        operator_version: operator.version,
        operator_sha256: operator.sha256,
        ...disclosed(words.text),
        text: words.text,
        text_version: words.version,
        text_sha256: words.sha256,
        locale,
        ui_evidence: { place: facts.origin, signal: facts.signal },
        representative: null,
      },
    },
  }
}

/** Yes or no, with the countries, as the words said; null where words of old did not say. */
function disclosed({ thirdParties, abroad, published }: Words) {
  const isYes = (said: string | undefined) => (said === undefined ? null : said !== 'no')
  return {
    third_parties: isYes(thirdParties),
    cross_border: isYes(abroad),
    cross_border_countries: isYes(abroad) ? (abroad ?? '').split(' ') : [],
    published: isYes(published),
  }
}
