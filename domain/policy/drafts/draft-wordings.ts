import { eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { type DraftWording, policyDraft } from '#db/schema/policy.ts'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { recountImpact } from './draft-impact.ts'
import { findDraft } from './draft-row.ts'

export type WordingRefusal<Code extends string> = { status: 'refused'; code: Code; field?: string }

/** What is written of a purpose or a topic; who and when are added. */
export type WrittenWording = Omit<DraftWording, 'changedBy' | 'changedAt'>
export type DraftWordingChange<Code extends string> =
  /** `name`: the purpose or topic, for the audit record. `written` null: the words in force stay. */
  | { name: string; about: Pick<DraftWording, 'purpose' | 'topic'>; written: WrittenWording | null }
  | WordingRefusal<Code>

/**
 * Changes what the open draft does to one purpose or topic, with an audit record. `decide` sees what the draft does already, under the lock
 * of the draft. `consent` decides: the words in force are its own.
 */
export async function changeDraftWording<Code extends string>(
  ctx: Context,
  decide: (tx: Transaction, held: readonly DraftWording[]) => Promise<DraftWordingChange<Code>>,
): Promise<{ status: 'done' } | WordingRefusal<Code | 'no-draft' | 'not-a-draft'>> {
  authorize(ctx.actor, 'policy-drafts.edit')
  return ctx.transaction(async (tx) => {
    const draft = await findDraft(tx, { lock: true })
    if (!draft) return { status: 'refused', code: 'no-draft' }
    const { version, status, wordings } = draft.row
    if (status !== 'draft') return { status: 'refused', code: 'not-a-draft' }
    const decided = await decide(tx, wordings)
    if ('status' in decided) return decided
    const { name, about, written } = decided
    const at = wordings.findIndex(({ purpose, topic }) => purpose === about.purpose && topic === about.topic)
    const changed = { changedBy: actorId(ctx.actor) ?? '', changedAt: ctx.clock.now().toISOString() }
    const row = written === null ? [] : [{ ...written, ...changed }]
    const next = at === -1 ? [...wordings, ...row] : wordings.toSpliced(at, 1, ...row)
    await recountImpact(tx, draft.row, { ...draft.row, wordings: next })
    await tx.update(policyDraft).set({ wordings: next }).where(eq(policyDraft.version, version))
    await append(tx, ctx.auditedAs, {
      action: 'policy-draft.edit',
      resource: `policy:${version}`,
      fields: [name],
    })
    return { status: 'done' }
  })
}
