import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { policyDraft, policyDraftItem } from '#db/schema/policy.ts'
import { contextFor } from '#domain/access/context.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import ru from '../db/seed/policy/version-1/ru.json' with { type: 'json' }
import { policyImport } from './policy-import.ts'
import { publishReferenceData } from './prepare/reference-data.ts'

const folder = mkdtempSync(join(tmpdir(), 'policy-import-'))
let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
  const services = { ...portal.services, database: portal.database.owner }
  await publishReferenceData(
    contextFor(services, { actor: { kind: 'system', task: 'test' }, locale: 'ru' }),
    new Date('2026-01-01T00:00:00Z'),
  )
})
afterAll(() => portal.close())
afterEach(() => vi.unstubAllEnvs())

function importFile(name: string, text: string, options: Record<string, string> = {}) {
  vi.stubEnv('INIT_CWD', folder)
  writeFileSync(join(folder, name), text)
  const { database } = portal.database.app ? { database: portal.database.app } : portal.services
  const open = () => ({ ...portal.services, database: { ...database, close: async () => {} } })
  return policyImport.run({ options: { file: name, locale: 'ru', ...options }, open })
}

const text = [
  ru.title,
  'Последнее обновление: 15 января 2025 года',
  ru.introduction,
  ...ru.parts.flatMap((part) => [part.title, ...part.clauses.flatMap(({ title, body }) => [title, body])]),
].join('\n')

it('reads a policy without markup into a draft, clause by clause under the ids of the portal', async () => {
  const tried = await importFile('policy.txt', text, { dryRun: 'true' })
  expect(tried.lines.at(-1)).toBe('Nothing was written.')
  expect(await portal.database.owner.db.select().from(policyDraft)).toEqual([])
  const { lines, json } = await importFile('policy.txt', text)
  expect(lines[0]).toBe(`${ru.title}, last updated 2025-01-15: 4 parts, 20 clauses`)
  expect(json).toMatchObject({ version: 2, date: '2025-01-15', missing: [], unplaced: [] })
  const items = await portal.database.owner.db
    .select()
    .from(policyDraftItem)
    .orderBy(policyDraftItem.position)
  expect(items.map(({ texts }) => [texts.ru.title, texts.ru.body].join('\n').trim()).join('\n')).toBe(
    text.split('\n').toSpliced(1, 1).join('\n'),
  )
  expect(items.every(({ changedBy }) => changedBy === null)).toBe(true)
})

it.each([
  ['a language that the portal does not have', { locale: 'de' }, '--locale'],
  ['a date that does not exist', { locale: 'ru', date: '2025-02-30' }, '--date'],
  ['an unknown encoding', { locale: 'ru', encoding: 'koi8-r' }, '--encoding'],
])('refuses %s', async (_, options, message) => {
  await expect(importFile('policy.txt', text, options)).rejects.toThrow(message)
})

it('says in one line why a file cannot be read', async () => {
  await expect(importFile('policy.docx', '%PDF-1.7 x')).rejects.toThrow('policy.docx: a PDF')
  await expect(importFile('short.txt', 'Один текст. И всё.')).rejects.toThrow('no headings were found')
})
