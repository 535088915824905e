import { contextAt, dpvData, dpvPurposes, schemaVersion } from './first-edition-terms.ts'
import { disclosed, dpvStatus, isByPerson, type ReceiptFacts, validityOf } from './receipt-shape.ts'

export type FirstEditionReceipt = ReturnType<typeof buildFirstEdition>

/**
 * The first edition of a receipt: every mandatory field of ISO/IEC TS 27560 and what Art. 8(4) of Law 94-V adds.
 * Never change it: issued receipts are verified by comparing them with what this builds.
 */
export function buildFirstEdition(facts: ReceiptFacts) {
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
          // An imported consent was given under a policy that this portal never had.
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
          purpose_type: dpvPurposes[purpose] ?? [],
          lawful_basis: 'dpv:ExplicitlyExpressedConsent',
          pii_information: (dpvData[purpose] ?? []).map((one) => ({ ...one, pii_optional: isSwitch })),
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
          validity_duration: validityOf(facts),
          ...(facts.expiresAt ? { valid_until: facts.expiresAt.toISOString() } : {}),
          entity_id: isByPerson(facts) ? facts.principalId : partyId,
          entity_kind: facts.actorKind,
          event_type: 'dpv:ExplicitlyExpressedConsent',
          event_state: dpvStatus(facts),
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
