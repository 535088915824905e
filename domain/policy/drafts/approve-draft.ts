import { eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { AuditAction } from '#db/schema/audit-codes.ts'
import { policyDraft } from '#db/schema/policy.ts'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { approversBeside, twoMustDecide } from '#domain/staff/team/second-person.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { almatyDate, almatyInstant } from '#platform/time/almaty-time.ts'
import { type DraftFault, faultsOf } from '../rules/draft.ts'
import { readVersionTexts } from '../versions/read-version-texts.ts'
import {
  approvedLanguages,
  type DraftRow,
  findDraft,
  languageHash,
  newestVersion,
  proposalHash,
} from './draft-row.ts'

const DAY = 86_400_000

/** `text-changed`: it is not the text that was read. `own-proposal`: another person has to approve it. */
export type ApprovalRefusal = {
  status: 'refused'
  code: 'no-draft' | 'not-a-draft' | 'not-proposed' | 'text-changed' | 'own-proposal' | DraftFault
}
const refused = (code: ApprovalRefusal['code']): ApprovalRefusal => ({ status: 'refused', code })

/** Approves the text of one language as it was read; an edit after that takes the approval back. */
export async function approveLanguage(
  ctx: Context,
  { locale, sha256 }: { locale: Locale; sha256: string },
): Promise<{ status: 'done' } | ApprovalRefusal> {
  authorize(ctx.actor, 'policy-drafts.approve')
  return ctx.transaction(async (tx) => {
    const draft = await findDraft(tx, { lock: true })
    if (!draft) return refused('no-draft')
    const { row, texts } = draft
    if (row.status !== 'draft') return refused('not-a-draft')
    if (languageHash(texts[locale], row.wordings, locale) !== sha256) return refused('text-changed')
    const approval = { by: actorId(ctx.actor) ?? '', at: ctx.clock.now().toISOString(), sha256 }
    await change(tx, row, { approvals: { ...row.approvals, [locale]: approval } })
    await record(tx, ctx, row, { action: 'policy-draft.approve-language', fields: [locale] })
    return { status: 'done' }
  })
}

/**
 * Asks a second person. Where one officer works alone a day stands in for them; where the operator's setting asks for one
 * person only, the version waits for its date at once.
 */
export async function proposeDraft(
  ctx: Context,
  { sha256 }: { sha256: string },
): Promise<{ status: 'done'; next: DraftRow['status'] } | ApprovalRefusal> {
  authorize(ctx.actor, 'policy-drafts.propose')
  return ctx.transaction(async (tx) => {
    const draft = await findDraft(tx, { lock: true })
    if (!draft) return refused('no-draft')
    const { row, texts } = draft
    if (row.status !== 'draft') return refused('not-a-draft')
    if (proposalHash(row, texts) !== sha256) return refused('text-changed')
    const now = ctx.clock.now()
    const by = actorId(ctx.actor) ?? ''
    const needsTwo = await twoMustDecide(tx)
    const isAlone = needsTwo && (await approversBeside(tx, now, by)).length === 0
    const delayEndsAt = isAlone ? new Date(now.getTime() + DAY) : null
    const before = await readVersionTexts(tx, await newestVersion(tx))
    const facts = { ...row, approved: approvedLanguages(row, texts) }
    const [fault] = faultsOf(facts, { before, after: texts, earliest: almatyDate(delayEndsAt ?? now) })
    if (fault) return refused(fault)
    const proposed = { proposedBy: by, proposedAt: now, delayEndsAt }
    await record(tx, ctx, row, { action: 'policy-draft.propose', reason: isAlone ? 'alone' : undefined })
    if (needsTwo) {
      await change(tx, row, { ...proposed, status: 'proposed' })
      if (delayEndsAt)
        await enqueue(tx, 'publish-due-policy', {}, { runAt: { at: delayEndsAt, clock: ctx.clock } })
      return { status: 'done', next: 'proposed' }
    }
    await change(tx, row, proposed)
    await schedule(tx, ctx, row, by)
    return { status: 'done', next: 'scheduled' }
  })
}

/** A second person approves what was proposed, as they read it. It then waits for its date. */
export async function approveDraft(
  ctx: Context,
  { sha256 }: { sha256: string },
): Promise<{ status: 'done' } | ApprovalRefusal> {
  authorize(ctx.actor, 'policy-drafts.approve')
  return ctx.transaction(async (tx) => {
    const draft = await findDraft(tx, { lock: true })
    if (!draft) return refused('no-draft')
    const { row, texts } = draft
    if (row.status !== 'proposed') return refused('not-proposed')
    const by = actorId(ctx.actor) ?? ''
    if (row.proposedBy === by) return refused('own-proposal')
    if (proposalHash(row, texts) !== sha256) return refused('text-changed')
    if (row.effectiveOn !== null && row.effectiveOn < almatyDate(ctx.clock.now())) return refused('date-past')
    await schedule(tx, ctx, row, by)
    return { status: 'done' }
  })
}

/** Takes a proposal or a date back: the draft can be edited again. Approvals of languages stay with their texts. */
export async function takeDraftBack(ctx: Context): Promise<{ status: 'done' } | ApprovalRefusal> {
  authorize(ctx.actor, 'policy-drafts.edit')
  return ctx.transaction(async (tx) => {
    const draft = await findDraft(tx, { lock: true })
    if (!draft) return refused('no-draft')
    if (draft.row.status === 'draft') return refused('not-proposed')
    const cleared = { proposedBy: null, proposedAt: null, delayEndsAt: null, approvedBy: null }
    await change(tx, draft.row, { ...cleared, status: 'draft' })
    await record(tx, ctx, draft.row, { action: 'policy-draft.take-back' })
    return { status: 'done' }
  })
}

/** Approved: from now on only its date is missing. `by` is null where the delay of a day approved it. */
export async function schedule(
  tx: Transaction,
  ctx: Context,
  row: DraftRow,
  by: string | null,
): Promise<void> {
  await change(tx, row, { status: 'scheduled', approvedBy: by })
  await record(tx, ctx, row, { action: 'policy-draft.approve', reason: by === null ? 'delay' : undefined })
  const at = row.effectiveOn ? almatyInstant(row.effectiveOn) : ctx.clock.now()
  await enqueue(tx, 'publish-due-policy', {}, { runAt: { at, clock: ctx.clock } })
}

const change = (tx: Transaction, { version }: DraftRow, to: Partial<DraftRow>) =>
  tx.update(policyDraft).set(to).where(eq(policyDraft.version, version))

const record = (
  tx: Transaction,
  ctx: Context,
  { version }: DraftRow,
  { action, fields, reason }: { action: AuditAction; fields?: string[]; reason?: string | undefined },
) =>
  append(tx, ctx.auditedAs, {
    action,
    resource: `policy:${version}`,
    ...(fields && { fields }),
    ...(reason !== undefined && { reason }),
  })
