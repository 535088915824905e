import { DataFactory, type Term } from 'n3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPolicy } from '#domain/policy/versions/read-policy.ts'
import { type ConsentPortal, consentPortal } from '#testing/consent.ts'
import { dpvTermsIn } from '#testing/dpv.ts'
import { graphOf } from '#testing/receipt-graph.ts'
import { graphOfPolicy, policyGraph } from './policy-graph.ts'

const { namedNode } = DataFactory
const dpv = (name: string) => namedNode(`https://w3id.org/dpv#${name}`)
const rdfValue = namedNode('http://www.w3.org/1999/02/22-rdf-syntax-ns#value')
const type = namedNode('http://www.w3.org/1999/02/22-rdf-syntax-ns#type')

let portal: ConsentPortal
beforeAll(async () => {
  portal = await consentPortal()
})
afterAll(() => portal.close())

test('the policy is a graph that jsonld and n3 read without fetching anything', async () => {
  const text = await policyGraph(portal.visitor)
  const document = JSON.parse(text ?? '{}')
  // Throws for a term without a definition.
  const graph = await graphOf(document)
  const { APP_URL } = portal.services.env
  const notice = namedNode(`${APP_URL}/policy/versions/1`)
  expect(graph.countQuads(notice, type, dpv('PrivacyNotice'), null)).toBe(1)
  expect(graph.countQuads(null, type, dpv('Process'), null)).toBe(7)
  expect(graph.countQuads(notice, dpv('hasRight'), null, null)).toBe(6)
  const analytics = namedNode(`${APP_URL}/policy#process-analytics`)
  expect(graph.countQuads(analytics, dpv('hasPersonalData'), null, null)).toBe(3)
  const [legal] = graph.getObjects(
    namedNode(`${APP_URL}/policy#process-security`),
    dpv('hasLegalBasis'),
    null,
  )
  expect(legal?.value).toBe(dpv('LegalObligation').value)
  const titles = graph.getObjects(notice, namedNode('http://purl.org/dc/terms/title'), null)
  expect(titles.map((title) => ('language' in title ? title.language : '')).toSorted()).toEqual([
    'en',
    'kk',
    'ru',
  ])
  const [clause] = document.clauses
  expect(graph.countQuads(namedNode(clause['@id']), null, null, null)).toBe(7)
})

/** The process of a purpose, with what can be reached from it. */
async function processOf(purpose: string) {
  const graph = await graphOf(JSON.parse((await policyGraph(portal.visitor)) ?? '{}'))
  const process = namedNode(`${portal.services.env.APP_URL}/policy#process-${purpose}`)
  const objects = (subject: Term, name: string) => graph.getObjects(subject, dpv(name), null)
  const ofType = (nodes: Term[], name: string) =>
    nodes.filter((node) => graph.countQuads(node, type, dpv(name), null) > 0)
  const inRussian = (nodes: Term[]) =>
    nodes.flatMap((node) => ('language' in node && node.language === 'ru' ? [node.value] : []))
  const countries = (nodes: Term[]) =>
    nodes.flatMap((node) => objects(node, 'hasLocation').map(({ value }) => value))
  return { graph, process, objects, ofType, inRussian, countries }
}
const place = (country: string) => `https://w3id.org/dpv/loc#${country}`

test('each purpose has the recipients, countries and term that the operator set', async () => {
  const purposes = Object.entries(portal.operator.processing)
  expect(purposes.length).toBeGreaterThan(5)
  for (const [purpose, set] of purposes) {
    const { graph, process, objects, ofType, inRussian, countries } = await processOf(purpose)
    const recipients = objects(process, 'hasRecipient')
    expect(recipients).toHaveLength(set.recipients.length + 1)
    expect(recipients.map(({ value }) => value)).toContain(`bin:${portal.operator.bin}`)
    const others = ofType(recipients, 'ThirdParty')
    const named = others.map((one) => [inRussian(objects(one, 'hasName'))[0], countries([one])[0]])
    expect(named.toSorted()).toEqual(
      set.recipients.map(({ name, country }) => [name.ru, place(country)]).toSorted(),
    )

    const conditions = objects(process, 'hasStorageCondition')
    expect(countries(ofType(conditions, 'StorageLocation'))).toEqual(set.storage.map(place))
    const terms = ofType(conditions, 'StorageDuration').flatMap((one) => objects(one, 'hasDuration'))
    expect(terms).toHaveLength(1)
    const values = graph.getObjects(terms[0] ?? null, rdfValue, null)
    expect(values).toHaveLength(3)
    expect(inRussian(values)).toEqual([set.retention.ru])
  }
  const { process, objects, ofType } = await processOf('communication')
  expect(ofType(objects(process, 'hasRecipient'), 'ThirdParty').length).toBeGreaterThan(0)
})

test('of a purpose about which the operator set nothing, neither recipient nor term is said', async () => {
  const policy = await readPolicy(portal.visitor, 'ru')
  if (!policy) throw new Error('no policy')
  const purposes = [{ purpose: 'analytics', topics: [], set: undefined }]
  const { APP_URL: url } = portal.services.env
  const document = graphOfPolicy([policy], { operator: portal.operator, url, purposes, texts: {} })
  const graph = await graphOf(document)
  expect(graph.countQuads(null, dpv('hasProcess'), null, null)).toBe(1)
  for (const name of ['hasRecipient', 'hasStorageCondition', 'hasLocation', 'hasDuration'])
    expect(graph.countQuads(null, dpv(name), null, null)).toBe(0)
})

test('uses terms that DPV 2.3 has', async () => {
  const { graph } = await processOf('communication')
  const { used, unknown } = dpvTermsIn(graph)
  expect(used.size).toBeGreaterThan(20)
  expect(unknown).toEqual([])
})
