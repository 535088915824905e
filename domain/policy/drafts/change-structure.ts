import { and, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { policyClause, policyDraftItem, policyPart } from '#db/schema/policy.ts'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { itemsOfTexts, partItem } from '../rules/draft.ts'
import type { NewClauseInput, NewPartInput } from '../rules/draft-schemas.ts'
import { canRemove, movedPiece, withPiece } from '../rules/draft-structure.ts'
import { readVersionTexts } from '../versions/read-version-texts.ts'
import { type DraftItemRow, type DraftRow, findDraft, newestVersion } from './draft-row.ts'

/** `id-taken`: the draft has it, or a version that was published had it. `not-empty`: a part with clauses. */
export type StructureRefusal = {
  status: 'refused'
  code: 'no-draft' | 'not-a-draft' | 'id-taken' | 'no-place' | 'not-empty'
  field?: string
}
type Changed = { status: 'done'; item: string } | StructureRefusal
type Open = { row: DraftRow; items: DraftItemRow[]; order: string[] }

const refused = (code: StructureRefusal['code'], field?: string): StructureRefusal => ({
  status: 'refused',
  code,
  ...(field && { field }),
})
const titles = (input: NewPartInput) => ({
  kk: { title: input['title-kk'], body: '' },
  ru: { title: input['title-ru'], body: '' },
  en: { title: input['title-en'], body: '' },
})

/** A clause at the end of a part, with an id that no version ever had. Its text is written in the editor. */
export async function addClause(ctx: Context, input: NewClauseInput): Promise<Changed> {
  authorize(ctx.actor, 'policy-drafts.edit')
  const item = `${input.part}.${input.name}`
  return inDraft(ctx, async (tx, open) => {
    const [published] = await tx
      .select({ id: policyClause.clauseId })
      .from(policyClause)
      .where(eq(policyClause.clauseId, item))
      .limit(1)
    if (published || open.order.includes(item)) return refused('id-taken', 'name')
    const order = withPiece(open.order, item, partItem(input.part))
    if (!order) return refused('no-place', 'part')
    await addPiece(tx, ctx, open, { item, order, texts: titles(input) })
    return { status: 'done', item }
  })
}

/** A part without clauses at the end, with an id that no version ever had. */
export async function addPart(ctx: Context, input: NewPartInput): Promise<Changed> {
  authorize(ctx.actor, 'policy-drafts.edit')
  const item = partItem(input.name)
  return inDraft(ctx, async (tx, open) => {
    const [published] = await tx
      .select({ id: policyPart.partId })
      .from(policyPart)
      .where(eq(policyPart.partId, input.name))
      .limit(1)
    if (published || open.order.includes(item)) return refused('id-taken', 'name')
    const order = withPiece(open.order, item)
    if (!order) return refused('no-place')
    await addPiece(tx, ctx, open, { item, order, texts: titles(input) })
    return { status: 'done', item }
  })
}

/** One step up or down; a part goes with its clauses. */
export async function movePiece(
  ctx: Context,
  { item, to }: { item: string; to: 'up' | 'down' },
): Promise<Changed> {
  authorize(ctx.actor, 'policy-drafts.edit')
  return inDraft(ctx, async (tx, open) => {
    const order = movedPiece(open.order, item, to)
    if (!order) return refused('no-place')
    await writeOrder(tx, open, order)
    await record(tx, ctx, open.row, 'move', item)
    return { status: 'done', item }
  })
}

/** Takes a clause or an empty part out of the draft. Its id stays that of its published versions. */
export async function removePiece(ctx: Context, { item }: { item: string }): Promise<Changed> {
  authorize(ctx.actor, 'policy-drafts.edit')
  return inDraft(ctx, async (tx, open) => {
    if (!open.order.includes(item)) return refused('no-place')
    if (!canRemove(open.order, item)) return refused('not-empty')
    await tx
      .delete(policyDraftItem)
      .where(and(eq(policyDraftItem.version, open.row.version), eq(policyDraftItem.item, item)))
    await record(tx, ctx, open.row, 'remove', item)
    return { status: 'done', item }
  })
}

/** Puts a piece of the version in force back, with its words, at the end of its part. */
export async function restorePiece(ctx: Context, { item }: { item: string }): Promise<Changed> {
  authorize(ctx.actor, 'policy-drafts.edit')
  return inDraft(ctx, async (tx, open) => {
    const before = itemsOfTexts(await readVersionTexts(tx, await newestVersion(tx)))
    const at = before.findIndex((one) => one.item === item)
    const was = before[at]
    if (!was || open.order.includes(item)) return refused('no-place')
    const part = before.slice(0, at).findLast((one) => one.item.startsWith('part:'))?.item
    const order = item.startsWith('part:') ? withPiece(open.order, item) : withPiece(open.order, item, part)
    // The part of a clause comes back first.
    if (!order) return refused('no-place')
    await addPiece(tx, ctx, open, { item, order, texts: was.texts })
    return { status: 'done', item }
  })
}

function inDraft(ctx: Context, change: (tx: Transaction, open: Open) => Promise<Changed>): Promise<Changed> {
  return ctx.transaction(async (tx) => {
    const draft = await findDraft(tx, { lock: true })
    if (!draft) return refused('no-draft')
    if (draft.row.status !== 'draft') return refused('not-a-draft')
    return change(tx, { ...draft, order: draft.items.map(({ item }) => item) })
  })
}

async function addPiece(
  tx: Transaction,
  ctx: Context,
  open: Open,
  given: { item: string; order: readonly string[]; texts: DraftItemRow['texts'] },
) {
  const { item, order, texts } = given
  const { version } = open.row
  await tx.insert(policyDraftItem).values({
    version,
    item,
    texts,
    position: order.length,
    changedBy: actorId(ctx.actor),
    changedAt: ctx.clock.now(),
  })
  await writeOrder(tx, open, order)
  await record(tx, ctx, open.row, 'add', item)
}

/** The words of the pieces stay as they are: who has one open in the editor can still save it. */
async function writeOrder(tx: Transaction, { row, items }: Open, order: readonly string[]) {
  const was = new Map(items.map(({ item, position }) => [item, position]))
  for (const [position, item] of order.entries())
    if (was.get(item) !== position)
      await tx
        .update(policyDraftItem)
        .set({ position })
        .where(and(eq(policyDraftItem.version, row.version), eq(policyDraftItem.item, item)))
}

const record = (
  tx: Transaction,
  ctx: Context,
  { version }: DraftRow,
  what: 'add' | 'move' | 'remove',
  item: string,
) =>
  append(tx, ctx.auditedAs, {
    action: `policy-draft.${what}`,
    resource: `policy:${version}`,
    fields: [item],
  })
