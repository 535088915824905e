import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Context } from '#domain/access/context.ts'
import { type Locale, locales } from '#domain/access/locale.ts'
import { Denied } from '#domain/access/permissions.ts'
import { publishDueVersion } from '#domain/consent/wording/publish-wordings.ts'
import { textBlocks } from '#platform/documents/text-blocks.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { type ConsentPortal, consentPortal } from '#testing/consent.ts'
import { addPolicyStaff, deleteDraft, openDraft, testBases, writeClause } from '#testing/policy-drafts.ts'
import { approveDraft, approveLanguage, proposeDraft } from '../drafts/approve-draft.ts'
import { saveDraftFacts, saveDraftItem, settleUnplaced, startDraft } from '../drafts/edit-draft.ts'
import { readDraft } from '../drafts/read-draft.ts'
import { currentVersion, readPolicy } from '../versions/read-policy.ts'
import { versionOn } from '../versions/version-on.ts'
import { importPolicy } from './import-draft.ts'

let portal: ConsentPortal
let officer: Context
let second: Context
let auditor: Context
beforeAll(async () => {
  portal = await consentPortal()
  ;({ officer, second, auditor } = await addPolicyStaff(portal))
})
afterAll(() => portal.close())
beforeEach(() => deleteDraft(portal))

const lines = {
  ru: [
    'Политика конфиденциальности',
    'Обновлено 20 января 2025 года',
    'Мы защищаем данные. Вот как.',
    'Что мы собираем',
    'L',
    'Мы записываем прогресс.',
    'Файлы cookie',
    'Мы их используем.',
    'Приложение 1',
  ],
  kk: [
    'Құпиялылық саясаты',
    '2025 жылғы 20 қаңтарда жаңартылды',
    'Біз деректерді қорғаймыз.',
    'Біз қандай деректерді жинаймыз',
    'L',
    'Біз үлгерімді жазамыз.',
    'Cookie файлдары',
    'Біз оларды қолданамыз.',
  ],
}
type Given = Partial<Parameters<typeof importPolicy>[1]>
const importIn = (locale: 'ru' | 'kk', given: Given = {}, ctx = portal.system) =>
  importPolicy(ctx, {
    locale,
    blocks: textBlocks(lines[locale].join('\n')),
    file: { name: `${locale}.txt`, sha256: 'a'.repeat(64) },
    replace: false,
    onlyTry: false,
    ...given,
  })
const bodiesIn = (texts: Awaited<ReturnType<typeof openDraft>>['texts'], locale: Locale) =>
  texts[locale].parts.flatMap(({ clauses }) => clauses.map(({ id, body }) => [id, body]))

async function pieceOf(item: string) {
  const found = (await openDraft(officer)).items.find((one) => one.item === item)
  if (!found) throw new Error(`no piece ${item}`)
  return found
}

test('a file becomes a draft with its words, its date and what has no place, and nothing is published', async () => {
  const before = await currentVersion(portal.visitor)
  const result = await importIn('ru')
  expect(result).toMatchObject({ status: 'done', version: before + 1, date: '2025-01-20', missing: [] })
  const draft = await openDraft(officer)
  expect(draft.facts).toMatchObject({ origin: 'import', documentDate: '2025-01-20', status: 'draft' })
  expect(draft.facts.unplaced).toEqual([{ locale: 'ru', line: 9, text: 'Приложение 1' }])
  expect(draft.facts.importedFiles.ru?.name).toBe('ru.txt')
  expect(draft.texts.ru.introduction).toBe('Мы защищаем данные. Вот как.')
  expect(bodiesIn(draft.texts, 'ru')).toEqual([
    ['data.learning', 'Мы записываем прогресс.'],
    ['data.faily-cookie', 'Мы их используем.'],
  ])
  // Another language has the words in force, and nothing where there are none.
  expect(bodiesIn(draft.texts, 'en')).toEqual([
    ['data.learning', 'B1'],
    ['data.faily-cookie', ''],
  ])
  expect(draft.faults).toEqual(expect.arrayContaining(['text-missing', 'unplaced-text']))
  expect(await currentVersion(portal.visitor)).toBe(before)
  expect((await portal.audit()).at(-1)).toMatchObject({ action: 'policy-draft.import' })
})

test('a second language joins the draft by the place of its clauses', async () => {
  await importIn('ru')
  expect(await importIn('kk')).toMatchObject({ status: 'done', date: '2025-01-20' })
  const draft = await openDraft(officer)
  expect(bodiesIn(draft.texts, 'kk')).toEqual([
    ['data.learning', 'Біз үлгерімді жазамыз.'],
    ['data.faily-cookie', 'Біз оларды қолданамыз.'],
  ])
  expect(bodiesIn(draft.texts, 'ru')[1]?.[1]).toBe('Мы их используем.')
  expect(draft.facts.unplaced).toHaveLength(1)
  expect(Object.keys(draft.facts.importedFiles).toSorted()).toEqual(['kk', 'ru'])
})

test('a second language with one clause less loses nothing of the first', async () => {
  await importIn('ru')
  await importIn('kk', { blocks: textBlocks(lines.kk.slice(0, 6).join('\n')) })
  const { texts, faults } = await openDraft(officer)
  expect(bodiesIn(texts, 'ru')).toHaveLength(2)
  expect(bodiesIn(texts, 'kk')[1]).toEqual(['data.faily-cookie', ''])
  expect(faults).toContain('text-missing')
})

test('an import is refused where it would lose work or cannot be dated', async () => {
  const dateless = textBlocks(lines.ru.toSpliced(1, 1).join('\n'))
  expect(await importIn('ru', { blocks: dateless })).toMatchObject({ code: 'no-date' })
  expect(await importIn('ru', { blocks: textBlocks('Просто текст. И ещё.') })).toMatchObject({
    code: 'no-clauses',
  })
  const tomorrow = addDays(almatyDate(portal.services.clock.now()), 1)
  expect(await importIn('ru', { date: tomorrow })).toMatchObject({ code: 'date-future' })
  expect(await importIn('ru', { onlyTry: true })).toMatchObject({ status: 'done' })
  expect(await readDraft(officer)).toBeNull()
  await startDraft(officer)
  expect(await importIn('ru')).toMatchObject({ code: 'draft-open' })
  expect(await importIn('ru', { replace: true })).toMatchObject({ status: 'done' })
  expect(await importIn('kk', { date: '2025-02-01' })).toMatchObject({ code: 'other-date' })
  await expect(importIn('ru', {}, officer)).rejects.toThrow(Denied)
  await importIn('ru')
  await expect(settleUnplaced(auditor, { locale: 'ru', line: 9 })).rejects.toThrow(Denied)
})

test('the imported document replaces our wording, with its own date', async () => {
  const before = await currentVersion(portal.visitor)
  await importIn('ru')
  await importIn('kk')
  // Nobody imported the English text: an officer writes it.
  const { revision, texts } = await pieceOf('data.faily-cookie')
  await saveDraftItem(officer, {
    item: 'data.faily-cookie',
    revision,
    'title-kk': texts.kk.title,
    'title-ru': texts.ru.title,
    'title-en': 'Cookies',
    'body-kk': texts.kk.body,
    'body-ru': texts.ru.body,
    'body-en': 'We use them.',
  })
  await settleUnplaced(officer, { locale: 'ru', line: 9 })
  const today = almatyDate(portal.services.clock.now())
  await saveDraftFacts(officer, {
    revision: (await openDraft(officer)).facts.revision,
    change: 'words',
    material: false,
    purposes: [],
    'summary-kk': 'Бұрынғы құжат',
    'summary-ru': 'Прежний документ',
    'summary-en': 'The earlier document',
    effectiveOn: today,
  })
  const { languageHashes, faults } = await openDraft(officer)
  expect(faults).toEqual(['language-not-approved'])
  for (const locale of locales) await approveLanguage(officer, { locale, sha256: languageHashes[locale] })
  const { sha256 } = await openDraft(officer)
  expect(await proposeDraft(officer, { sha256 })).toMatchObject({ status: 'done' })
  expect(await writeClause(officer, 'data.learning', 'x')).toMatchObject({ code: 'not-a-draft' })
  expect(await importIn('ru')).toMatchObject({ code: 'not-a-draft' })
  await approveDraft(second, { sha256 })
  expect(await publishDueVersion(portal.system, testBases)).toBe(before + 1)
  const policy = await readPolicy(portal.visitor, 'ru')
  expect(policy).toMatchObject({ lastUpdatedOn: '2025-01-20', effectiveOn: null, wording: 'original' })
  expect(policy?.parts[0]?.clauses.map(({ id, actions }) => [id, actions.length])).toEqual([
    ['data.learning', 1],
    ['data.faily-cookie', 0],
  ])
  // For days before the portal opened it is the operator's document; from then on what the portal showed.
  expect(await versionOn(portal.visitor, '2025-06-01')).toBe(before + 1)
  expect(await versionOn(portal.visitor, '2025-01-16')).toBe(before)
  expect(await versionOn(portal.visitor, today)).toBe(before + 1)
})
