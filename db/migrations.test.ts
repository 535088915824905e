import { readdirSync, readFileSync } from 'node:fs'
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api'
import { expect, test } from 'vitest'

const here = new URL('./', import.meta.url)
const filesOf = (folder: string) => readdirSync(new URL(folder, here)).sort()

async function schemaTables() {
  const files = filesOf('schema').filter((name) => !name.endsWith('-codes.ts'))
  const modules = await Promise.all(files.map((name) => import(new URL(`schema/${name}`, here).href)))
  return Object.assign({}, ...modules) as Record<string, unknown>
}

const statements = (text: string) =>
  text
    .split('--> statement-breakpoint')
    .map((statement) => statement.trim())
    .sort()

test('the first migration makes the tables of db/schema', async () => {
  const tables = generateDrizzleJson(await schemaTables(), undefined, ['public', 'keystore'])
  const wanted = await generateMigration(generateDrizzleJson({}), tables)
  const written = readFileSync(new URL('migrations/0000_tables.sql', here), 'utf8')
  expect(statements(written)).toEqual(wanted.map((statement) => statement.trim()).sort())
})

test('the journal lists every file', () => {
  const journal = JSON.parse(readFileSync(new URL('migrations/meta/_journal.json', here), 'utf8'))
  const listed = journal.entries.map(({ tag }: { tag: string }) => `${tag}.sql`)
  expect(filesOf('migrations').filter((name) => name.endsWith('.sql'))).toEqual(listed)
})
