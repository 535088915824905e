import type { PurposeCode } from '../rules/catalogue.ts'

// How the portal's words map to the W3C Data Privacy Vocabulary 2.3. Receipts must stay the same for ever: a
// change here is a new edition of the schema for events from then on, never an edit (docs/decisions/014-receipts.md).

export const schemaVersion = 'ISO/IEC TS 27560:2023, portal edition 1'

const id = (iri: string) => ({ '@id': iri, '@type': '@id' })

/** Inline, so that reading a receipt needs no network. `url` is the namespace of terms that no vocabulary has. */
export const contextAt = (url: string) => ({
  '@version': 1.1,
  '@vocab': `${url}/receipts/terms#`,
  dpv: 'https://w3id.org/dpv#',
  pd: 'https://w3id.org/dpv/pd#',
  dct: 'http://purl.org/dc/terms/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  schema_version: 'dct:conformsTo',
  receipt_id: 'dct:identifier',
  record_id: 'dct:identifier',
  pii_principal_id: 'dpv:hasDataSubject',
  privacy_notice: 'dpv:hasNotice',
  language: 'dct:language',
  purpose: 'dct:title',
  purpose_type: id('dpv:hasPurpose'),
  lawful_basis: id('dpv:hasLegalBasis'),
  pii_information: 'dpv:hasPersonalData',
  pii_type: id('@type'),
  pii_controllers: 'dpv:hasDataController',
  collection_method: id('dpv:hasDataSource'),
  processing_method: id('dpv:hasProcessing'),
  storage_locations: 'dpv:hasStorageCondition',
  retention_period: 'dpv:hasDuration',
  processing_locations: 'dpv:hasLocation',
  jurisdiction: 'dpv:hasJurisdiction',
  recipient_third_parties: 'dpv:hasRecipient',
  withdrawal_method: 'dpv:hasConsentControl',
  privacy_rights: 'dpv:hasRight',
  party_id: 'dct:identifier',
  party_name: 'dpv:hasName',
  party_address: 'dpv:hasAddress',
  party_contact: 'dpv:hasContact',
  party_role: id('@type'),
  event_time: { '@id': 'dct:date', '@type': 'xsd:dateTime' },
  valid_until: { '@id': 'dct:valid', '@type': 'xsd:dateTime' },
  entity_id: 'dpv:isImplementedByEntity',
  event_type: id('dpv:hasLegalBasis'),
  event_state: id('dpv:hasConsentStatus'),
})

/** Purposes of the operator are newer than this edition. */
export const dpvPurposes: Record<PurposeCode, readonly string[]> = {
  service: ['dpv:ServiceProvision'],
  support: ['dpv:CustomerCare'],
  security: ['dpv:EnforceSecurity', 'dpv:FraudPreventionAndDetection'],
  communication: ['dpv:CommunicationManagement'],
  personalisation: ['dpv:ServicePersonalisation'],
  improvement: ['dpv:ServiceOptimisation'],
  analytics: ['dpv:ServiceUsageAnalytics'],
}

type Pii = { pii_attribute_id: string; pii_type: string }
const pii = (attribute: string, type = 'dpv:PersonalData'): Pii => ({
  pii_attribute_id: attribute,
  pii_type: type,
})

const name = pii('full-name', 'pd:Name')
const email = pii('email', 'pd:EmailAddress')
const phone = pii('phone', 'pd:TelephoneNumber')
const progress = pii('course-progress')
const results = pii('test-results')
const assignments = pii('completed-assignments')
const timeSpent = pii('time-on-platform')
const device = [
  pii('ip-address', 'pd:IPAddress'),
  pii('browser-type'),
  pii('operating-system', 'pd:DeviceOperatingSystem'),
  pii('site-interaction'),
]

/** What each purpose's words list as its data, item by item. */
export const dpvData: Record<PurposeCode, readonly Pii[]> = {
  service: [name, email, phone, progress, results, assignments],
  support: [name, email, phone],
  security: device,
  communication: [email, phone, pii('enrolled-courses')],
  personalisation: [progress, results, assignments, timeSpent],
  improvement: device,
  analytics: [progress, results, timeSpent],
}
