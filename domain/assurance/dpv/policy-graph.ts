import { purposeCodes } from '#db/schema/consent-codes.ts'
import type { PurposeFacts } from '#db/schema/purpose-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { type Locale, locales } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { purposeData, purposeTypes } from '#domain/consent/receipts/dpv-terms.ts'
import { allPurposes, choiceName } from '#domain/consent/rules/catalogue.ts'
import { type ConsentText, readConsentTexts } from '#domain/consent/texts/consent-texts.ts'
import { readCatalogue } from '#domain/consent/texts/read-catalogue.ts'
import { readOwnPurposes } from '#domain/consent/wording/read-wordings.ts'
import { type Operator, readOperator } from '#domain/policy/operator/operator.ts'
import { clauseActions } from '#domain/policy/rules/clause-actions.ts'
import { clauseIds } from '#domain/policy/rules/clauses.ts'
import { type Policy, readPolicy } from '#domain/policy/versions/read-policy.ts'

const iri = (id: string) => ({ '@id': id, '@type': '@id' })

/** Given inline, as for receipts: nothing has to be fetched to read it. */
const context = {
  '@version': 1.1,
  dpv: 'https://w3id.org/dpv#',
  pd: 'https://w3id.org/dpv/pd#',
  loc: 'https://w3id.org/dpv/loc#',
  dct: 'http://purl.org/dc/terms/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  schema: 'https://schema.org/',
  title: 'dct:title',
  description: 'dct:description',
  identifier: 'dct:identifier',
  version: 'dct:hasVersion',
  modified: { '@id': 'dct:modified', '@type': 'xsd:date' },
  publisher: iri('dct:publisher'),
  sha256: 'schema:sha256',
  clauses: { '@id': 'dct:hasPart', '@container': '@list' },
  process: 'dpv:hasProcess',
  purpose: 'dpv:hasPurpose',
  data: 'dpv:hasPersonalData',
  basis: iri('dpv:hasLegalBasis'),
  recipients: 'dpv:hasRecipient',
  storage: 'dpv:hasStorageCondition',
  location: iri('dpv:hasLocation'),
  duration: 'dpv:hasDuration',
  value: 'rdf:value',
  rights: 'dpv:hasRight',
  exercisedAt: iri('dpv:isExercisedAt'),
  controller: 'dpv:hasDataController',
  name: 'dpv:hasName',
  address: 'dpv:hasAddress',
  contact: 'dpv:hasContact',
}

type InLanguages = Record<Locale, string>
const worded = (text: InLanguages) =>
  locales.map((locale) => ({ '@value': text[locale], '@language': locale }))

/**
 * The version in force as a graph of the W3C Data Privacy Vocabulary 2.3: clauses in three languages, and for each purpose its
 * title and topics, data, recipients, places and terms that the operator has set. What the operator did not set is left out. Null
 * before the first version. Throws `Denied`.
 */
export async function policyGraph(ctx: Context): Promise<string | null> {
  authorize(ctx.actor, 'policy.read')
  const { env } = ctx.services
  const policies: Policy[] = []
  for (const locale of locales) {
    const policy = await readPolicy(ctx, locale, policies[0]?.version)
    if (policy) policies.push(policy)
  }
  if (policies.length < locales.length) return null
  const operator = readOperator(env)
  const catalogue = await readCatalogue(ctx)
  const own = await readOwnPurposes(ctx)
  const texts: Partial<Record<Locale, readonly ConsentText[]>> = {}
  for (const locale of locales) texts[locale] = await readConsentTexts(ctx, locale)
  const purposes = allPurposes(catalogue).map((purpose) => ({
    purpose,
    topics: purpose === 'communication' ? catalogue.topics.map(({ code }) => code) : [],
    set: purposeCodes.some((one) => one === purpose)
      ? operator.processing[purpose as keyof Operator['processing']]
      : own.find((one) => one.purpose === purpose)?.facts,
  }))
  const graph = graphOfPolicy(policies, { operator, url: env.APP_URL, purposes, texts })
  return `${JSON.stringify(graph, null, 2)}\n`
}

type PurposeInForce = {
  purpose: string
  topics: readonly string[]
  /** What the operator has set about it. */
  set: Omit<PurposeFacts, 'categories' | 'dpvType'> | undefined
}
type InForce = {
  operator: Operator
  url: string
  purposes: readonly PurposeInForce[]
  texts: Partial<Record<Locale, readonly ConsentText[]>>
}

/** The graph of one version, given in each language. */
export function graphOfPolicy(policies: readonly Policy[], inForce: InForce) {
  const { operator, url, purposes } = inForce
  const [first] = policies
  if (!first) throw new Error('no policy')
  const clausesOf = (policy: Policy) => policy.parts.flatMap(({ clauses }) => clauses)
  const inLanguages = (read: (policy: Policy) => string) =>
    policies.map((policy) => ({ '@value': read(policy), '@language': policy.locale }))
  const controller = `bin:${operator.bin}`
  return {
    '@context': context,
    '@id': `${url}/policy/versions/${first.version}`,
    '@type': 'dpv:PrivacyNotice',
    title: inLanguages(({ title }) => title),
    description: inLanguages(({ introduction }) => introduction),
    version: first.version,
    modified: first.lastUpdatedOn,
    sha256: first.sha256,
    publisher: controller,
    controller: {
      '@id': controller,
      '@type': 'dpv:DataController',
      name: worded(operator.name),
      address: worded(operator.address),
      contact: [operator.email, operator.phone],
    },
    clauses: clausesOf(first).map(({ id }) => ({
      '@id': `${url}/policy#${id}`,
      identifier: id,
      title: inLanguages((policy) => clausesOf(policy).find((one) => one.id === id)?.title ?? ''),
      description: inLanguages((policy) => clausesOf(policy).find((one) => one.id === id)?.body ?? ''),
    })),
    process: purposes.map((purpose) => processOf(purpose, inForce, controller)),
    rights: rightsOf(url),
  }
}

function processOf({ purpose, topics, set }: PurposeInForce, { url, texts }: InForce, controller: string) {
  const textOf = (locale: Locale, topic = '') =>
    texts[locale]?.find((one) => one.purpose === purpose && one.topic === topic)?.words
  const titled = (topic: string) =>
    locales.flatMap((locale) => {
      const title = textOf(locale, topic)?.title
      return title ? [{ '@value': title, '@language': locale }] : []
    })
  const types = purposeTypes(purpose, textOf('ru') ?? {})
  return {
    '@id': `${url}/policy#process-${purpose}`,
    '@type': 'dpv:Process',
    identifier: purpose,
    title: titled(''),
    purpose: [
      ...types.map((type) => ({ '@type': type })),
      ...topics.map((topic) => ({
        '@type': types[0],
        identifier: choiceName({ purpose, topic, channel: '' }),
        title: titled(topic),
      })),
    ],
    data: purposeData(purpose, textOf('ru') ?? {}).map((one) => ({
      '@type': one['@type'],
      identifier: one.pii_attribute_id,
    })),
    basis: purpose === 'security' ? 'dpv:LegalObligation' : 'dpv:ExplicitlyExpressedConsent',
    ...(set && {
      recipients: [
        { '@id': controller },
        ...set.recipients.map(({ name, country }) => ({
          '@type': 'dpv:ThirdParty',
          name: worded(name),
          location: `loc:${country}`,
        })),
      ],
      storage: [
        { '@type': 'dpv:StorageLocation', location: set.storage.map((country) => `loc:${country}`) },
        {
          '@type': 'dpv:StorageDuration',
          duration: { '@type': 'dpv:UntilEventDuration', value: worded(set.retention) },
        },
      ],
    }),
  }
}

/** The rights that a clause offers, each with the page where it is exercised. */
const rightsOf = (url: string) =>
  [
    ...new Set(
      clauseIds.flatMap((id) =>
        clauseActions[id].flatMap((one) => (one.to === 'request' ? [one.right] : [])),
      ),
    ),
  ].map((right) => ({
    '@type': 'dpv:DataSubjectRight',
    identifier: right,
    exercisedAt: `${url}/requests/new/${right}`,
  }))
