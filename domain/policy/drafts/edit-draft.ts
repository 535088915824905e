import { and, eq, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { policyDraft, policyDraftItem } from '#db/schema/policy.ts'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { readOperator } from '../operator/operator.ts'
import { documentItem, itemsOfTexts } from '../rules/draft.ts'
import type { DraftFactsInput, DraftItemInput } from '../rules/draft-schemas.ts'
import { readVersionTexts } from '../versions/read-version-texts.ts'
import { recountImpact } from './draft-impact.ts'
import { findDraft, newestVersion } from './draft-row.ts'
import { type ProposalNames, proposedItems, proposedSummary } from './proposed-texts.ts'

type Refused<Code extends string> = { status: 'refused'; code: Code; field?: string }

/** `changed-meanwhile`: somebody saved this piece after it was shown; nothing was written. */
export type EditRefusal = Refused<'no-draft' | 'not-a-draft' | 'changed-meanwhile' | 'required'>

/** Begins the next version with the words of the one in force. A draft that is there already is kept. */
export async function startDraft(ctx: Context): Promise<{ status: 'done'; version: number }> {
  authorize(ctx.actor, 'policy-drafts.edit')
  return ctx.transaction((tx) => beginDraft(tx, ctx, null))
}

/**
 * Begins the next version with the wording that comes with the portal: the words in force made lawful. A draft that is there
 * already is kept.
 */
export async function startProposedDraft(
  ctx: Context,
  names: ProposalNames,
): Promise<{ status: 'done'; version: number }> {
  authorize(ctx.actor, 'policy-drafts.edit')
  return ctx.transaction((tx) => beginDraft(tx, ctx, names))
}

async function beginDraft(
  tx: Transaction,
  ctx: Context,
  names: ProposalNames | null,
): Promise<{ status: 'done'; version: number }> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('policy-draft'))`)
  const open = await findDraft(tx, { lock: false })
  if (open) return { status: 'done', version: open.row.version }
  const newest = await newestVersion(tx)
  const version = newest + 1
  const by = actorId(ctx.actor)
  const at = ctx.clock.now()
  const inForce = itemsOfTexts(await readVersionTexts(tx, newest))
  const operator = readOperator(ctx.services.env)
  const items = names ? proposedItems(inForce, { operator, names }) : inForce
  await tx.insert(policyDraft).values({
    version,
    origin: names ? 'proposal' : 'in-force',
    summary: names ? proposedSummary : { kk: '', ru: '', en: '' },
    createdBy: by,
    createdAt: at,
  })
  await tx
    .insert(policyDraftItem)
    .values(items.map((item, position) => ({ ...item, version, position, changedBy: by, changedAt: at })))
  const reason = names ? { reason: 'proposal' } : {}
  await append(tx, ctx.auditedAs, {
    action: 'policy-draft.start',
    resource: `policy:${version}`,
    ...reason,
  })
  return { status: 'done', version }
}

/**
 * Saves one piece in three languages. Two editors at once: the second one gets `changed-meanwhile`, keeps what was typed and
 * sees what the first one wrote.
 */
export async function saveDraftItem(
  ctx: Context,
  input: DraftItemInput,
): Promise<{ status: 'done' } | EditRefusal> {
  authorize(ctx.actor, 'policy-drafts.edit')
  const { item, revision } = input
  return ctx.transaction(async (tx) => {
    const draft = await findDraft(tx, { lock: true })
    if (!draft?.items.some((one) => one.item === item)) return { status: 'refused', code: 'no-draft' }
    const { version, status } = draft.row
    if (status !== 'draft') return { status: 'refused', code: 'not-a-draft' }
    const texts = {
      kk: { title: input['title-kk'], body: input['body-kk'] },
      ru: { title: input['title-ru'], body: input['body-ru'] },
      en: { title: input['title-en'], body: input['body-en'] },
    }
    if (item === documentItem || !item.startsWith('part:')) {
      const empty = (['kk', 'ru', 'en'] as const).find((locale) => texts[locale].body === '')
      if (empty) return { status: 'refused', code: 'required', field: `body-${empty}` }
    }
    const saved = await tx
      .update(policyDraftItem)
      .set({
        texts,
        revision: revision + 1,
        changedBy: actorId(ctx.actor) ?? '',
        changedAt: ctx.clock.now(),
      })
      .where(
        and(
          eq(policyDraftItem.version, version),
          eq(policyDraftItem.item, item),
          eq(policyDraftItem.revision, revision),
        ),
      )
      .returning({ item: policyDraftItem.item })
    if (saved.length === 0) return { status: 'refused', code: 'changed-meanwhile' }
    await append(tx, ctx.auditedAs, {
      action: 'policy-draft.edit',
      resource: `policy:${version}`,
      fields: [item],
    })
    return { status: 'done' }
  })
}

/** Saves what kind of change it is, for which purposes people are asked again, the summary and the date. */
export async function saveDraftFacts(
  ctx: Context,
  input: DraftFactsInput,
): Promise<{ status: 'done' } | EditRefusal> {
  authorize(ctx.actor, 'policy-drafts.edit')
  const { revision, change, material, purposes, effectiveOn } = input
  return ctx.transaction(async (tx) => {
    const draft = await findDraft(tx, { lock: true })
    if (!draft) return { status: 'refused', code: 'no-draft' }
    if (draft.row.status !== 'draft') return { status: 'refused', code: 'not-a-draft' }
    if (draft.row.revision !== revision) return { status: 'refused', code: 'changed-meanwhile' }
    const { version } = draft.row
    const asked = change === 'practice' ? purposes : []
    await recountImpact(tx, draft.row, { ...draft.row, purposes: asked })
    await tx
      .update(policyDraft)
      .set({
        revision: revision + 1,
        change,
        // What is done with people's data is never a small change.
        material: material || change === 'practice',
        purposes: asked,
        summary: { kk: input['summary-kk'], ru: input['summary-ru'], en: input['summary-en'] },
        effectiveOn,
      })
      .where(eq(policyDraft.version, version))
    const fields = ['change', 'material', 'purposes', 'summary', 'effectiveOn']
    await append(tx, ctx.auditedAs, { action: 'policy-draft.edit', resource: `policy:${version}`, fields })
    return { status: 'done' }
  })
}

/** Takes a line of an imported file from the list of those without a place: it was moved by hand, or is not needed. */
export async function settleUnplaced(
  ctx: Context,
  { locale, line }: { locale: Locale; line: number },
): Promise<{ status: 'done' } | EditRefusal> {
  authorize(ctx.actor, 'policy-drafts.edit')
  return ctx.transaction(async (tx) => {
    const draft = await findDraft(tx, { lock: true })
    if (!draft) return { status: 'refused', code: 'no-draft' }
    const { version, status, unplaced } = draft.row
    if (status !== 'draft') return { status: 'refused', code: 'not-a-draft' }
    const rest = unplaced.filter((one) => one.locale !== locale || one.line !== line)
    // Pressed twice: it is settled already.
    if (rest.length === unplaced.length) return { status: 'done' }
    await tx.update(policyDraft).set({ unplaced: rest }).where(eq(policyDraft.version, version))
    await append(tx, ctx.auditedAs, {
      action: 'policy-draft.edit',
      resource: `policy:${version}`,
      fields: ['unplaced'],
    })
    return { status: 'done' }
  })
}

/** Throws the draft away, also one that waits for its date. Published versions stay. */
export async function discardDraft(ctx: Context): Promise<{ status: 'done' } | EditRefusal> {
  authorize(ctx.actor, 'policy-drafts.edit')
  return ctx.transaction(async (tx) => {
    const draft = await findDraft(tx, { lock: true })
    if (!draft) return { status: 'refused', code: 'no-draft' }
    const { version } = draft.row
    await tx.delete(policyDraftItem).where(eq(policyDraftItem.version, version))
    await tx.delete(policyDraft).where(eq(policyDraft.version, version))
    await append(tx, ctx.auditedAs, { action: 'policy-draft.discard', resource: `policy:${version}` })
    return { status: 'done' }
  })
}
