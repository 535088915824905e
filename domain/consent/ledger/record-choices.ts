import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import type { Outcome } from '#platform/group-commit.ts'
import type { RecordChoicesInput } from '../rules/choice-schemas.ts'
import { type ChoiceItem, ledgerItem } from './ledger-item.ts'
import { lockSubjects } from './lock-subjects.ts'
import { nothingRecorded, siftMinorGrants, withRefused } from './minor-grants.ts'
import type { ItemResult, RecordResult } from './plan-write.ts'
import { writerOf } from './write-items.ts'

export type BatchItemResult = ItemResult | { status: 'failed' }

/**
 * Records a subject's choices in the ledger, in the order of the row of the subject's head. A stale grant is refused, a
 * withdrawal never is (Art. 8(2), 24(1)(5) of Law 94-V). The same key with the same body has the first answer again.
 * Throws `Denied`, `DatabaseUnavailable`, `CommitUnknown`.
 */
export async function recordChoices(
  ctx: Context,
  subjectId: string,
  input: RecordChoicesInput,
): Promise<RecordResult> {
  authorize(ctx.actor, 'choices.record', { subjectId })
  return recordOne(ctx, subjectId, input)
}

/**
 * The same with the link of a message, by a visitor. Which choice the link is about has been looked up before.
 */
export async function recordThroughLink(
  ctx: Context,
  subjectId: string,
  input: RecordChoicesInput & Pick<ChoiceItem, 'endsBy'>,
): Promise<RecordResult> {
  authorize(ctx.actor, 'unsubscribe-links.use')
  return recordOne(ctx, subjectId, input)
}

/**
 * The same for choices that are brought back together: each keeps the end that it had (`endsBy`) and has its own answer.
 */
export async function recordRestored(
  ctx: Context,
  subjectId: string,
  inputs: readonly (RecordChoicesInput & Pick<ChoiceItem, 'endsBy'>)[],
): Promise<RecordResult[]> {
  authorize(ctx.actor, 'choices.record', { subjectId })
  const asked = inputs.map((input) => ({ ...input, person: { subjectId } }))
  return (await writeAllowed(ctx, asked)).map(resultOf)
}

/**
 * The same for many subjects, or one; each item has its own answer, in their order, and none stops another. `failed`: the
 * item alone could not be written. Throws `Denied`, `DatabaseUnavailable`, `CommitUnknown`.
 */
export async function recordForMany(ctx: Context, items: readonly ChoiceItem[]): Promise<BatchItemResult[]> {
  authorize(ctx.actor, 'choices.record-for-many')
  const outcomes = await writeAllowed(ctx, items)
  return outcomes.map((outcome) => {
    if ('result' in outcome) return outcome.result
    ctx.services.log.error({ err: outcome.error, requestId: ctx.requestId }, 'a choice could not be written')
    return { status: 'failed' }
  })
}

/**
 * For decisions that depend on the current state: locks the subjects, calls `decide`, and records its result, all in
 * one transaction. Concurrent writes for these subjects come before or after.
 */
export async function recordUnderLocks(
  ctx: Context,
  subjectIds: readonly string[],
  decide: (tx: Transaction) => Promise<readonly ChoiceItem[]>,
): Promise<ItemResult[]> {
  authorize(ctx.actor, 'choices.record-for-many')
  return ctx.transaction(async (tx) => {
    const subjects = subjectIds.map((subjectId) => ({ ref: { subjectId }, events: 0, needsName: false }))
    await lockSubjects(tx, { subjects, choices: [], keys: [] })
    const items = await decide(tx)
    if (items.length === 0) return []
    return writerOf(ctx.database).writeIn(
      tx,
      items.map((item) => ledgerItem(ctx, item)),
    )
  })
}

async function recordOne(
  ctx: Context,
  subjectId: string,
  input: Omit<ChoiceItem, 'person'>,
): Promise<RecordResult> {
  const [outcome] = await writeAllowed(ctx, [{ ...input, person: { subjectId } }])
  return resultOf(outcome)
}

/** Hands to the writer what is not a minor's own grant, and answers for the rest. */
async function writeAllowed(ctx: Context, asked: readonly ChoiceItem[]): Promise<Outcome<ItemResult>[]> {
  const sifted = await siftMinorGrants(ctx, asked)
  const allowed = sifted.flatMap(({ item }) => (item ? [ledgerItem(ctx, item)] : []))
  const outcomes = allowed.length === 0 ? [] : await writerOf(ctx.database).write(allowed)
  let place = 0
  return asked.map((item, at): Outcome<ItemResult> => {
    const one = sifted[at]
    const outcome = one?.item === null ? { result: nothingRecorded } : outcomes[place++]
    if (!outcome) throw new Error('the ledger answered nothing')
    if ('error' in outcome || !('choices' in outcome.result)) return outcome
    return { result: withRefused(item, one?.refused ?? [], outcome.result) }
  })
}

function resultOf(outcome: Outcome<ItemResult> | undefined): RecordResult {
  if (!outcome || 'error' in outcome) throw outcome?.error ?? new Error('the ledger answered nothing')
  if (outcome.result.status === 'unknown-subject') throw new Error('a subject id that is no subject')
  return outcome.result
}
