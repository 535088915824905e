import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type KeptPerson, type ReferenceOptions, referenceSource } from './reference-source.ts'

const title = (en: string) => ({ kk: `${en} kk`, ru: `${en} ru`, en })
const field = (column: string, more: object = {}) => ({ column, title: title(column), ...more })

/** The settings of a system with three kinds of records. */
export const crmSettings = (url: string, key: Buffer, more: object = {}) => ({
  name: 'crm',
  title: title('CRM'),
  url,
  key: key.toString('base64'),
  country: 'KZ',
  recipients: [{ name: title('Hosting'), country: 'DE' }],
  restrict: true,
  object: true,
  items: [
    {
      item: 'contacts',
      title: title('Contacts'),
      category: 'registration',
      purpose: 'support',
      basis: 'consent',
      order: ['id'],
      fields: [field('id', { kind: 'number' }), field('name', { correctable: true }), field('phone')],
      erase: { how: 'delete' },
    },
    {
      item: 'calls',
      title: title('Calls'),
      category: 'technical',
      purpose: 'support',
      basis: 'consent',
      order: ['id'],
      fields: [field('id', { kind: 'number' }), field('note', { aboutOthers: true })],
      erase: { how: 'delete' },
    },
    {
      item: 'invoices',
      title: title('Invoices'),
      category: 'learning',
      purpose: 'service',
      basis: 'consent',
      order: ['id'],
      fields: [field('id', { kind: 'number' }), field('sum', { kind: 'number' })],
      erase: { how: 'keep', record: 'certificates' },
    },
  ],
  ...more,
})

/** `HTTP_SOURCES_FILE` with these systems; returns its path. */
export function httpSourcesFile(...sources: object[]): string {
  const file = join(mkdtempSync(join(tmpdir(), 'portal-sources-')), 'sources.json')
  writeFileSync(file, JSON.stringify({ sources }), { mode: 0o600 })
  return file
}

/**
 * The reference implementation as a server that can be down and come back at the same address. While it is down it keeps its
 * port, which another process could take, and ends every connection.
 */
export async function openCrm(answer: ReferenceOptions['answer'] = 'at-once') {
  const key = randomBytes(32)
  const options: ReferenceOptions = { key, answer, pageSize: 3 }
  const reference = referenceSource(new Map<string, KeptPerson>(), options)
  const { server } = reference
  let isDown = false
  server.on('connection', (socket) => {
    if (isDown) socket.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const up = () => {
    isDown = false
  }
  const down = () => {
    isDown = true
    server.closeAllConnections()
  }
  const close = () => {
    server.closeAllConnections()
    return new Promise((done) => server.close(done))
  }
  const addPerson = (externalId: string) => {
    const records: KeptPerson['records'] = [
      ...[1, 2, 3, 4].map((id) => ({ item: 'calls', key: [id], values: { id, note: `note ${id}` } })),
      { item: 'contacts', key: [7], values: { id: 7, name: 'Әлия', phone: '+77011234567' } },
      { item: 'invoices', key: [9], values: { id: 9, sum: 1200 } },
    ]
    reference.people.set(externalId, { restricted: false, objected: false, records })
  }
  /** A fault: it says that the person's records are erased and keeps them. */
  const keepRecords = (externalId: string) => {
    const person = reference.people.get(externalId)
    const records = person?.records ?? []
    Object.defineProperty(person, 'records', { get: () => records, set: () => {} })
  }
  const url = `http://127.0.0.1:${port}`
  return { ...reference, options, key, url, up, down, close, addPerson, keepRecords }
}
