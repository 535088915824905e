import { purposeDataCategories } from '#db/schema/purpose-codes.ts'
import type { BuiltInPurpose } from '../rules/catalogue.ts'
import type { Words } from '../texts/consent-texts.ts'

// How the portal's words map to the W3C Data Privacy Vocabulary 2.3 in receipts of the second edition. Receipts must stay the
// same for ever: a change here is a new edition for events from then on, never an edit (docs/decisions/014-receipts.md).

const schema = 'https://w3id.org/dpv/schema/dpv-27560'
export const receiptSchema = `${schema}#receipt`
export const recordSchema = `${schema}#record`

const iri = (id: string) => ({ '@id': id, '@type': '@id' })
const moment = (id: string) => ({ '@id': id, '@type': 'xsd:dateTime' })
const json = (name: string) => ({ '@id': name, '@type': '@json' })

/**
 * Given inline: nothing has to be fetched to read a receipt. `url` is where the portal is; its page `/receipts` explains the
 * members that no vocabulary has. Names are those of ISO/IEC TS 27560 where it has one.
 */
export const contextAt = (url: string) => ({
  '@version': 1.1,
  '@vocab': `${url}/receipts#`,
  dpv: 'https://w3id.org/dpv#',
  pd: 'https://w3id.org/dpv/pd#',
  loc: 'https://w3id.org/dpv/loc#',
  dct: 'http://purl.org/dc/terms/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  schema_version: iri('dct:conformsTo'),
  edition: 'dct:hasVersion',
  receipt_id: 'dct:identifier',
  record_id: 'dct:identifier',
  publisher: iri('dct:publisher'),
  consent_record: 'dpv:hasRecordOfActivity',
  recorded_at: moment('dct:created'),
  language: 'dct:language',
  pii_principal: 'dpv:hasDataSubject',
  pii_principal_id: 'dct:identifier',
  jurisdiction: iri('dpv:hasJurisdiction'),
  processing: 'dpv:hasProcess',
  purposes: 'dpv:hasPurpose',
  purpose: 'dct:title',
  purpose_code: 'dct:identifier',
  lawful_basis: iri('dpv:hasLegalBasis'),
  pii_information: 'dpv:hasPersonalData',
  pii_attribute_id: 'dct:identifier',
  pii_necessity: iri('dpv:hasNecessity'),
  pii_controllers: iri('dpv:hasDataController'),
  collection_method: iri('dpv:hasDataSource'),
  processing_method: iri('dpv:hasProcessing'),
  storage_conditions: 'dpv:hasStorageCondition',
  processing_conditions: 'dpv:hasProcessingCondition',
  location: iri('dpv:hasLocation'),
  duration: 'dpv:hasDuration',
  value: 'rdf:value',
  recipients: iri('dpv:hasRecipient'),
  withdrawal_method: 'dpv:hasConsentControl',
  privacy_rights: 'dpv:hasRight',
  exercised_at: iri('dpv:isExercisedAt'),
  notices: 'dpv:hasNotice',
  version: 'dct:hasVersion',
  events: 'dpv:hasConsentStatus',
  event_time: moment('dpv:isIndicatedAtTime'),
  entity_id: iri('dpv:isIndicatedBy'),
  event_method: 'dpv:hasIndicationMethod',
  valid_until: moment('dct:valid'),
  parties: 'dpv:hasEntity',
  party_name: 'dpv:hasName',
  party_address: 'dpv:hasAddress',
  party_contact: 'dpv:hasContact',
  party_phone: 'dpv:hasContact',
  consent_text: json('consent_text'),
  operator: json('operator'),
})

const dpvPurposes: Record<BuiltInPurpose, readonly string[]> = {
  service: ['dpv:ServiceProvision'],
  support: ['dpv:CustomerCare'],
  security: ['dpv:EnforceSecurity', 'dpv:FraudPreventionAndDetection'],
  communication: ['dpv:CommunicationManagement'],
  personalisation: ['dpv:ServicePersonalisation'],
  improvement: ['dpv:ServiceOptimisation'],
  analytics: ['dpv:ServiceUsageAnalytics'],
}

type Pii = { pii_attribute_id: string; '@type': string }
const pii = (attribute: string, type: string): Pii => ({ pii_attribute_id: attribute, '@type': type })

const name = pii('full-name', 'pd:Name')
const email = pii('email', 'pd:EmailAddress')
const phone = pii('phone', 'pd:TelephoneNumber')
const courses = pii('enrolled-courses', 'pd:EducationTraining')
const progress = pii('course-progress', 'pd:EducationTraining')
const results = pii('test-results', 'pd:School')
const assignments = pii('completed-assignments', 'pd:EducationQualification')
const timeSpent = pii('time-on-platform', 'pd:ServiceConsumptionBehaviour')
const device = [
  pii('ip-address', 'pd:IPAddress'),
  pii('browser-type', 'pd:UserAgent'),
  pii('operating-system', 'pd:DeviceOperatingSystem'),
  pii('site-interaction', 'pd:BrowsingBehaviour'),
]

/** What each purpose's text lists as its data, item by item. */
const dpvData: Record<BuiltInPurpose, readonly Pii[]> = {
  service: [name, email, phone, progress, results, assignments],
  support: [name, email, phone],
  security: device,
  communication: [email, phone, courses],
  personalisation: [progress, results, assignments, timeSpent],
  improvement: device,
  analytics: [progress, results, timeSpent],
}

const dpvCategories: Record<(typeof purposeDataCategories)[number], readonly Pii[]> = {
  registration: [name, email, phone],
  learning: [courses, progress, results, assignments, timeSpent],
  technical: device,
}

const isBuiltIn = (purpose: string): purpose is BuiltInPurpose => Object.hasOwn(dpvPurposes, purpose)

/** What DPV calls the purpose. That of the operator says it in its text, which never changes. */
export const purposeTypes = (purpose: string, words: Words): readonly string[] =>
  isBuiltIn(purpose) ? dpvPurposes[purpose] : [`dpv:${words.dpvType ?? 'Purpose'}`]

/** The data of the purpose as DPV calls it, item by item. */
export function purposeData(purpose: string, words: Words): readonly Pii[] {
  if (isBuiltIn(purpose)) return dpvData[purpose]
  const named = (words.dataCategories ?? '').split(' ')
  return purposeDataCategories.filter((one) => named.includes(one)).flatMap((one) => dpvCategories[one])
}
