import { contextAt, purposeData, purposeTypes, receiptSchema, recordSchema } from './dpv-terms.ts'
import { disclosed, dpvStatus, isByPerson, type ReceiptFacts, validityOf } from './receipt-shape.ts'

export type SecondEditionReceipt = ReturnType<typeof buildSecondEdition>

/** The only country that is not named in the text itself. */
const home = 'loc:KZ'

/**
 * The second edition of a receipt: a graph of the W3C Data Privacy Vocabulary (its profile dpv-27560) whose members have the
 * names of ISO/IEC TS 27560, and what Art. 8(4) of Law 94-V adds. It contains the preimage of each hash that it states.
 */
export function buildSecondEdition(facts: ReceiptFacts) {
  const { operator, recordedAt } = facts
  const { url, ...party } = operator.operator
  const receiptUrl = `${url}/receipts/${facts.eventId}`
  const partyId = `bin:${party.bin}`
  return {
    '@context': contextAt(url),
    '@id': receiptUrl,
    '@type': 'dpv:ConsentReceipt',
    schema_version: receiptSchema,
    edition: 2,
    receipt_id: facts.eventId,
    publisher: partyId,
    ...(party.sample ? { sample: true } : {}),
    consent_record: {
      '@id': `${receiptUrl}#record`,
      '@type': 'dpv:ConsentRecord',
      schema_version: recordSchema,
      record_id: facts.eventId,
      recorded_at: recordedAt.toISOString(),
      language: facts.locale,
      pii_principal: {
        '@id': `${receiptUrl}#principal`,
        '@type': 'dpv:DataSubject',
        pii_principal_id: facts.principalId,
      },
      jurisdiction: home,
      processing: [processOf(facts, receiptUrl, partyId)],
      parties: [
        {
          '@id': partyId,
          '@type': 'dpv:DataController',
          party_name: party.name[facts.locale],
          party_address: party.address[facts.locale],
          party_contact: party.email,
          party_phone: party.phone,
          responsible_person: party.responsiblePerson[facts.locale],
        },
      ],
      kazakhstan: kazakhstanOf(facts, receiptUrl),
    },
  }
}

function processOf(facts: ReceiptFacts, receiptUrl: string, partyId: string) {
  const { locale, purpose, words } = facts
  const { url } = facts.operator.operator
  const isOptional = purpose !== 'service'
  const locations = locationsOf(facts)
  return {
    '@type': 'dpv:Process',
    purposes: purposeTypes(purpose, words.text).map((type) => ({
      '@type': type,
      purpose: words.text.title ?? purpose,
      purpose_code: [purpose, facts.topic, facts.channel].filter(Boolean).join('/'),
    })),
    lawful_basis: 'dpv:ExplicitlyExpressedConsent',
    pii_information: purposeData(purpose, words.text).map((one) => ({
      ...one,
      pii_necessity: isOptional ? 'dpv:Optional' : 'dpv:Required',
    })),
    pii_controllers: [partyId],
    collection_method: 'dpv:DataSubjectDataSource',
    processing_method: ['dpv:Collect', 'dpv:Store', 'dpv:Use'],
    storage_conditions: [
      ...(locations.length > 0 ? [{ '@type': 'dpv:StorageLocation', location: locations }] : []),
      ...(words.text.term ? [{ '@type': 'dpv:StorageDuration', duration: untilEvent(words.text.term) }] : []),
    ],
    processing_conditions:
      locations.length > 0 ? [{ '@type': 'dpv:ProcessingLocation', location: locations }] : [],
    recipients: [partyId],
    withdrawal_method: {
      '@type': 'dpv:WithdrawConsent',
      exercised_at: isOptional ? `${url}/my/choices` : `${url}/requests/new/withdrawal`,
    },
    privacy_rights: { '@type': 'dpv:DataSubjectRight', exercised_at: `${url}/${locale}/requests/new` },
    notices: noticesOf(facts, receiptUrl),
    events: [eventOf(facts, receiptUrl, partyId)],
  }
}

/** Where data is kept, as far as the text that was shown says it: imported texts do not. */
function locationsOf({ words }: ReceiptFacts): string[] {
  const { cross_border, cross_border_countries } = disclosed(words.text)
  return cross_border === null ? [] : [home, ...cross_border_countries.map((country) => `loc:${country}`)]
}

const untilEvent = (value: string) => ({ '@type': 'dpv:UntilEventDuration', value })

/** The text that was shown, and the policy unless the choice was made under none of this portal. */
function noticesOf({ locale, words, policy, operator }: ReceiptFacts, receiptUrl: string) {
  return [
    {
      '@id': `${receiptUrl}#text`,
      '@type': 'dpv:ConsentNotice',
      language: locale,
      version: words.version,
      sha256: words.sha256,
    },
    ...(policy.version > 0 && policy.sha256 !== ''
      ? [
          {
            '@id': `${operator.operator.url}/${locale}/policy/versions/${policy.version}`,
            '@type': 'dpv:PrivacyNotice',
            language: locale,
            version: policy.version,
            sha256: policy.sha256,
          },
        ]
      : []),
  ]
}

function eventOf(facts: ReceiptFacts, receiptUrl: string, partyId: string) {
  const validity = validityOf(facts)
  return {
    '@type': dpvStatus(facts),
    event_time: (facts.givenAt ?? facts.recordedAt).toISOString(),
    entity_id: facts.representative
      ? `${receiptUrl}#representative`
      : isByPerson(facts)
        ? `${receiptUrl}#principal`
        : partyId,
    entity_kind: facts.actorKind,
    event_method: facts.origin,
    ...(facts.signal === '' ? {} : { signal: facts.signal }),
    duration: validity.startsWith('P')
      ? { '@type': 'dpv:TemporalDuration', value: validity }
      : untilEvent(validity),
    ...(facts.expiresAt ? { valid_until: facts.expiresAt.toISOString() } : {}),
  }
}

/** What Kazakh law adds, with the preimages: `sha256(JCS(consent_text))` is `text_sha256`, and so of the operator. */
function kazakhstanOf(facts: ReceiptFacts, receiptUrl: string) {
  const { purpose, topic, locale, words, operator } = facts
  const { text, termMonths } = words
  return {
    law: '94-V',
    bin: operator.operator.bin,
    ...disclosed(text),
    consent_text: { purpose, topic, words: text, ...(termMonths === null ? {} : { termMonths }), locale },
    text_version: words.version,
    text_sha256: words.sha256,
    operator: operator.operator,
    operator_version: operator.version,
    operator_sha256: operator.sha256,
    representative: representativeOf(facts, receiptUrl),
  }
}

/** Who consented for a minor, by capacity and proved channel. Receipts without one say null, as they always have. */
function representativeOf({ representative }: ReceiptFacts, receiptUrl: string) {
  if (!representative) return null
  const { representativeId, capacity, verifiedAt } = representative
  return {
    '@id': `${receiptUrl}#representative`,
    '@type': 'dpv:GuardianOfDataSubject',
    representative_id: representativeId,
    capacity,
    channel: 'email',
    verified_at: verifiedAt.toISOString(),
  }
}
