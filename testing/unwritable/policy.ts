import { purposeCodes } from '#db/schema/consent-codes.ts'
import { locales } from '#domain/access/locale.ts'
import { publishDueVersion } from '#domain/consent/wording/publish-wordings.ts'
import {
  approveDraft,
  approveLanguage,
  proposeDraft,
  takeDraftBack,
} from '#domain/policy/drafts/approve-draft.ts'
import {
  addClause,
  addPart,
  movePiece,
  removePiece,
  restorePiece,
} from '#domain/policy/drafts/change-structure.ts'
import { changeDraftWording } from '#domain/policy/drafts/draft-wordings.ts'
import {
  discardDraft,
  saveDraftFacts,
  settleUnplaced,
  startDraft,
  startProposedDraft,
} from '#domain/policy/drafts/edit-draft.ts'
import type { ProposalNames } from '#domain/policy/drafts/proposed-texts.ts'
import { publishDue } from '#domain/policy/drafts/publish-due.ts'
import { importPolicy } from '#domain/policy/import/import-draft.ts'
import { recordOperator } from '#domain/policy/operator/record-operator.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { textBlocks } from '#platform/documents/text-blocks.ts'
import { newId } from '#platform/ids.ts'
import { deleteDraft, inAll, openDraft, proposeChange, testBases, writeClause } from '../policy-drafts.ts'
import { type Calls, must, type World } from './world.ts'

const titles = { 'title-kk': 'Жаңа', 'title-ru': 'Новое', 'title-en': 'New' }

/** A draft in which one clause has new words. */
async function draft(world: World) {
  await deleteDraft(world.portal)
  await startDraft(world.officer.ctx)
  await writeClause(world.officer.ctx, 'data.learning', 'Changed')
  return openDraft(world.officer.ctx)
}
const facts = (revision: number, effectiveOn: string) => ({
  revision,
  change: 'words' as const,
  material: false,
  purposes: [],
  ...inAll(['summary'], () => 's'),
  effectiveOn,
})
/** A draft that waits for the second officer. */
async function proposed(world: World) {
  await deleteDraft(world.portal)
  await proposeChange(world.officer.ctx, { item: 'data.learning', body: newId(), effectiveOn: world.day(0) })
  return openDraft(world.second.ctx)
}
async function scheduled(world: World) {
  const { sha256 } = await proposed(world)
  const approved = await approveDraft(world.second.ctx, { sha256 })
  if (approved.status !== 'done') throw new Error(approved.code)
}
const document = [
  'Политика конфиденциальности',
  'Обновлено 20 января 2025 года',
  'Мы защищаем данные. Вот как.',
  'Что мы собираем',
  'L',
  'Мы записываем прогресс.',
  'Файлы cookie',
  'Мы их используем.',
  'Приложение 1',
]
const policyFile = () => ({
  locale: 'ru' as const,
  blocks: textBlocks(document.join('\n')),
  file: { name: 'ru.txt', sha256: 'a'.repeat(64) },
  replace: true,
  onlyTry: false,
})

export const policyCalls: Calls = {
  'domain/policy/drafts/edit-draft.ts#startDraft': async ({ portal, officer }) => {
    await deleteDraft(portal)
    return () => startDraft(officer.ctx)
  },
  'domain/policy/drafts/edit-draft.ts#saveDraftItem': async (world) => {
    await draft(world)
    return () => writeClause(world.officer.ctx, 'data.learning', 'Changed again')
  },
  'domain/policy/drafts/edit-draft.ts#saveDraftFacts': async (world) => {
    const { revision } = (await draft(world)).facts
    return () => saveDraftFacts(world.officer.ctx, facts(revision, world.day(0)))
  },
  'domain/policy/drafts/edit-draft.ts#discardDraft': async (world) => {
    await draft(world)
    return () => discardDraft(world.officer.ctx)
  },
  'domain/policy/drafts/edit-draft.ts#settleUnplaced': async (world) => {
    await deleteDraft(world.portal)
    await importPolicy(world.portal.system, policyFile())
    return () => settleUnplaced(world.officer.ctx, { locale: 'ru', line: 9 })
  },
  'domain/policy/drafts/edit-draft.ts#startProposedDraft': async ({ portal, officer }) => {
    await deleteDraft(portal)
    const named = Object.fromEntries(
      purposeCodes.map((code) => [code, code]),
    ) as ProposalNames['purposes']['kk']
    const purposes = { kk: named, ru: named, en: named }
    const names: ProposalNames = { purposes, countries: (_, codes) => codes.join(', ') }
    return () => startProposedDraft(officer.ctx, names)
  },
  'domain/policy/drafts/draft-wordings.ts#changeDraftWording': async (world) => {
    await draft(world)
    const about = { purpose: 'analytics', topic: '' } as const
    return () =>
      changeDraftWording(world.officer.ctx, async () => ({ name: 'analytics', about, written: null }))
  },
  'domain/policy/drafts/change-structure.ts#addClause': async (world) => {
    await draft(world)
    return () => addClause(world.officer.ctx, { part: 'data', name: 'cookies', ...titles })
  },
  'domain/policy/drafts/change-structure.ts#addPart': async (world) => {
    await draft(world)
    return () => addPart(world.officer.ctx, { name: 'more', ...titles })
  },
  'domain/policy/drafts/change-structure.ts#movePiece': async (world) => {
    await draft(world)
    await addPart(world.officer.ctx, { name: 'more', ...titles })
    await addClause(world.officer.ctx, { part: 'data', name: 'cookies', ...titles })
    return () => movePiece(world.officer.ctx, { item: 'data.cookies', to: 'down' })
  },
  'domain/policy/drafts/change-structure.ts#removePiece': async (world) => {
    await draft(world)
    return () => removePiece(world.officer.ctx, { item: 'data.learning' })
  },
  'domain/policy/drafts/change-structure.ts#restorePiece': async (world) => {
    await draft(world)
    await removePiece(world.officer.ctx, { item: 'data.learning' })
    return () => restorePiece(world.officer.ctx, { item: 'data.learning' })
  },
  'domain/policy/drafts/approve-draft.ts#approveLanguage': async (world) => {
    const { languageHashes } = await draft(world)
    return () => approveLanguage(world.officer.ctx, { locale: 'ru', sha256: languageHashes.ru })
  },
  'domain/policy/drafts/approve-draft.ts#proposeDraft': async (world) => {
    const { ctx } = world.officer
    const { revision } = (await draft(world)).facts
    await saveDraftFacts(ctx, facts(revision, world.day(0)))
    const { languageHashes } = await openDraft(ctx)
    for (const locale of locales) await approveLanguage(ctx, { locale, sha256: languageHashes[locale] })
    const { sha256 } = await openDraft(ctx)
    return () => proposeDraft(ctx, { sha256 })
  },
  'domain/policy/drafts/approve-draft.ts#approveDraft': async (world) => {
    const { sha256 } = await proposed(world)
    return () => approveDraft(world.second.ctx, { sha256 })
  },
  'domain/policy/drafts/approve-draft.ts#takeDraftBack': async (world) => {
    await proposed(world)
    return () => takeDraftBack(world.officer.ctx)
  },
  'domain/policy/drafts/publish-due.ts#publishDue': async (world) => {
    await scheduled(world)
    return () => publishDue(world.portal.system, async () => {})
  },
  'domain/consent/wording/publish-wordings.ts#publishDueVersion': async (world) => {
    await scheduled(world)
    return () => publishDueVersion(world.portal.system, testBases)
  },
  'domain/policy/import/import-draft.ts#importPolicy': async ({ portal }) => {
    await deleteDraft(portal)
    return () => importPolicy(portal.system, policyFile())
  },
  'domain/policy/operator/record-operator.ts#recordOperator': async ({ portal }) => {
    return () => recordOperator(portal.owner, { ...portal.operator, bin: '999999999999' })
  },
  'domain/policy/versions/publish-version.ts#publishVersion': async ({ portal }) => {
    await deleteDraft(portal)
    const next = must(await currentVersion(portal.visitor)) + 1
    return () => portal.publishPolicy(next)
  },
}
