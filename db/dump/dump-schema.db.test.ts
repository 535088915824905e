import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { throwawayCluster } from '#testing/cluster.ts'
import { dumpSchema } from './dump-schema.ts'
import { withSnapshot } from './exported-snapshot.ts'
import { listTables } from './load-tables.ts'

const folder = mkdtempSync(join(tmpdir(), 'portal-tls-'))
let server: Awaited<ReturnType<typeof throwawayCluster>>
beforeAll(async () => {
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const files = ['-keyout', join(folder, 'key'), '-out', join(folder, 'certificate')]
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...names, ...files],
    {
      stdio: 'ignore',
    },
  )
  server = await throwawayCluster({
    ssl: 'on',
    ssl_cert_file: join(folder, 'certificate'),
    ssl_key_file: join(folder, 'key'),
  })
  const sql = postgres(server.superUrl, { max: 1, onnotice: () => {} })
  await sql`CREATE TABLE thing (id int PRIMARY KEY, name text NOT NULL)`
  await sql`CREATE EXTENSION pg_stat_statements`
  await sql`CREATE TABLE of_extension (id bigserial PRIMARY KEY)`
  await sql`INSERT INTO of_extension DEFAULT VALUES`
  for (const kind of ['TABLE of_extension', 'SEQUENCE of_extension_id_seq'])
    await sql.unsafe(`ALTER EXTENSION pg_stat_statements ADD ${kind}`)
  await sql.end()
}, 60_000)
afterAll(async () => {
  await server.remove()
  rmSync(folder, { recursive: true, force: true })
})

const urlWith = (change: (url: URL) => void) => {
  const url = new URL(server.superUrl)
  change(url)
  return url.href
}
const both = (url: string) =>
  withSnapshot(server.superUrl, async ({ id, tables, sequences }) => ({
    tables,
    sequences: await sequences(),
    before: await dumpSchema(url, { section: 'pre-data', snapshot: id }),
    after: await dumpSchema(url, { section: 'post-data', snapshot: id }),
  }))

test('the table is before the rows and its key after them', async () => {
  const { before, after } = await both(server.superUrl)
  expect(before).toContain('CREATE TABLE public.thing')
  expect(before).not.toContain('PRIMARY KEY')
  // A server of the newest minor version notes this at each column, and no other one takes it.
  expect(before).not.toContain('pg_attver')
  expect(after).toContain('ADD CONSTRAINT thing_pkey PRIMARY KEY (id)')
})

test('an extension that an administrator has added is left out: only a superuser could create it again', async () => {
  const { before, after, tables, sequences } = await both(server.superUrl)
  expect(before + after).not.toMatch(/pg_stat_statements|of_extension/)
  expect(tables.map(({ name }) => name)).toEqual(['thing'])
  expect(sequences).toBe('')
  const sql = postgres(server.superUrl, { max: 1 })
  expect(await listTables(sql)).toEqual(['public.thing'])
  await sql.end()
})

test('over TLS too, and not to a server whose certificate nobody vouches for where that is asked', async () => {
  const { before } = await both(urlWith((url) => url.searchParams.set('sslmode', 'require')))
  expect(before).toContain('CREATE TABLE public.thing')
  const strict = urlWith((url) => {
    url.hostname = 'localhost'
    url.searchParams.set('sslmode', 'verify-full')
  })
  await expect(both(strict)).rejects.toThrow(/self-signed certificate/)
})

test('a wrong password is said in the server’s words', async () => {
  const wrong = urlWith((url) => {
    url.password = 'wrong'
  })
  await expect(both(wrong)).rejects.toThrow('password authentication failed')
})
