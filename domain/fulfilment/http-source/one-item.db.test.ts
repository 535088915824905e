import { afterAll, beforeAll, expect, test } from 'vitest'
import { crmSettings, httpSourcesFile, openCrm } from '#testing/http-source.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { openSources } from '../sources/open-sources.ts'

const signal = new AbortController().signal
let portal: TestPortal
let crm: Awaited<ReturnType<typeof openCrm>>
beforeAll(async () => {
  crm = await openCrm('poll')
  const items = crmSettings(crm.url, crm.key).items.filter(({ item }) => item === 'contacts')
  portal = await testPortal({ HTTP_SOURCES_FILE: httpSourcesFile(crmSettings(crm.url, crm.key, { items })) })
})
afterAll(() => Promise.all([crm.close(), portal.close()]))

test('a system with one item that answers later is counted and read in the end, as a copy of the data does it', async () => {
  const person = await portal.addPerson()
  crm.addPerson(person.externalId)
  const states: string[] = []
  for (let tries = 0; tries < 6 && !states.includes('read'); tries += 1) {
    const source = openSources(portal.system).named('crm')
    const [item] = source.items
    if (!item) throw new Error('no item')
    const counted = await source.count(person, item, signal)
    states.push(counted.status)
    if (counted.status === 'done')
      for await (const one of source.collect(person, { items: [item.id] }, signal))
        states.push('record' in one ? 'read' : one.failure.code)
    await crm.finish()
  }
  expect(states).toEqual(['pending', 'done', 'pending', 'pending', 'done', 'read'])
})
