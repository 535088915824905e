import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contextFor } from '#domain/access/context.ts'
import { clauseIds } from '#domain/policy/rules/clauses.ts'
import { measureAgain } from '#testing/evidence.ts'
import { oscalFaults } from '#testing/oscal.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { publishReferenceData } from '../../../cli/prepare/reference-data.ts'
import { createPortalServer, type PortalServer } from './portal-server.ts'

let portal: TestPortal
let server: PortalServer
let url: string
beforeAll(async () => {
  portal = await testPortal()
  const owner = { ...portal.services, database: portal.database.owner }
  const actor = { kind: 'system', task: 'test' } as const
  await publishReferenceData(contextFor(owner, { actor, locale: 'ru' }), new Date())
  const snapshots = { find: () => undefined, count: () => 0, loaded: () => true, close: async () => {} }
  const next = async () => {}
  const { services } = portal
  server = createPortalServer({ services, next, snapshots, buildId: 'build', publicFiles: new Set() })
  server.listener.listen(0, '127.0.0.1')
  await once(server.listener, 'listening')
  url = `http://127.0.0.1:${(server.listener.address() as AddressInfo).port}`
})
afterAll(async () => {
  await server.drain()
  await portal.close()
})

async function read(path: string) {
  const answer = await fetch(url + path)
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
  return answer.json()
}

test('the catalogue has each clause of the policy with its own words', async () => {
  const document = await read('/trust/catalog.json')
  expect(oscalFaults('catalog', document)).toEqual([])
  const { groups, metadata } = document.catalog
  const controls = groups.flatMap((group: { controls: unknown[] }) => group.controls)
  expect(controls.map(({ id }: { id: string }) => id).toSorted()).toEqual(clauseIds.toSorted())
  expect(
    controls.every(({ parts: [part] }: { parts: { prose: string }[] }) => (part?.prose.length ?? 0) > 40),
  ).toBe(true)
  expect(metadata.version).toBe('1')
})

test('the results say what is measured, and expire as the values do', async () => {
  const before = await read('/trust/oscal.json')
  expect(oscalFaults('assessment-results', before)).toEqual([])
  expect(before['assessment-results'].results[0].observations).toBeUndefined()

  for (let n = 0; n < 12; n++) await portal.addPerson()
  await measureAgain(portal)
  const document = await read('/trust/oscal.json')
  expect(oscalFaults('assessment-results', document)).toEqual([])
  const [result] = document['assessment-results'].results
  const now = portal.services.clock.now().toISOString()
  expect(result.observations.length).toBeGreaterThan(10)
  for (const one of result.observations) {
    expect(one.collected <= now, one.title).toBe(true)
    expect(one.expires > now, one.title).toBe(true)
  }
  const targets = result.findings.map((one: { target: { 'target-id': string } }) => one.target['target-id'])
  expect(targets).toContain('purposes.service_smt')
  // No connection is measured at an address of this machine, and then nothing is said of the clause.
  expect(targets).not.toContain('security.encryption_smt')

  portal.passTime(3 * 86_400_000)
  const [late] = (await read('/trust/oscal.json'))['assessment-results'].results
  expect(late.findings).toBeUndefined()
  expect(late.remarks).toContain('security.encryption')
})
