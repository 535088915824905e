import { DataFactory } from 'n3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ConsentPortal, consentPortal } from '#testing/consent.ts'
import { graphOf } from '#testing/receipt-graph.ts'
import { policyGraph } from './policy-graph.ts'

const { namedNode } = DataFactory
const dpv = (name: string) => namedNode(`https://w3id.org/dpv#${name}`)
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
  const places = new Set(graph.getObjects(null, dpv('hasLocation'), null).map(({ value }) => value))
  for (const place of places) expect(place).toMatch(/^https:\/\/w3id\.org\/dpv\/loc#[A-Z]{2}$/)
})
