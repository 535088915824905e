import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { monthsAfter } from '#domain/consent/rules/consent-term.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { type ItemRow, type RunRow, readItems, writeItems, writeRun } from '../erasure-record/erasure-rows.ts'
import { readHeard } from '../http-source/open-calls.ts'
import type { MapItem } from '../rules/data-map.ts'
import { keyItem } from '../rules/erasure-plan.ts'
import { isSettled, nextErasureTry, stateAfter } from '../rules/erasure-run.ts'
import type { Counted, DataSource, Outcome, SourceSubject } from '../rules/source.ts'
import { codeOf, collectAgain, readBack } from './read-back.ts'

/** The code of a kept item whose system has no mark for restricted data. */
export const notLockable = 'not-lockable'

/**
 * Erases what a source has of the person, collects it again and records what was found; true when nothing of it is left to do.
 * Items that are settled are not touched again.
 */
// no permission: `runErasures` has authorized
export async function eraseSource(
  ctx: Context,
  run: RunRow,
  source: DataSource,
  subject: SourceSubject,
  signal: AbortSignal,
): Promise<boolean> {
  const before = await ctx.transaction((tx) => readItems(tx, run))
  const open = source.items.filter(({ id }) => {
    const row = before.find(({ item }) => item === id)
    return id !== keyItem && !(row && isSettled(row.state))
  })
  if (open.length === 0) return true
  const erasable = open.filter(({ erase }) => erase.how !== 'keep')
  const round = roundOf(before, open)
  // What is erased again after a restore is another request than the first time.
  const again = run.replayedAt?.toISOString() ?? 'first'
  const on = (step: string) => ({ ...subject, occasion: `${run.requestId}/${again}/${round}/${step}` })
  const outcomes = await source.erase(on('erase'), erasable, signal)
  // What was not erased need not be looked for, and what is found now would be no proof later.
  const erased = outcomes.flatMap(({ item, outcome }) => (outcome.status === 'done' ? [item] : []))
  const found = await collectAgain(source, on('read-back'), erased, signal)
  const now = ctx.clock.now()
  const counted = await Promise.all(
    open.map(async (item) => {
      const outcome =
        item.erase.how === 'keep'
          ? keptOutcome(await source.count(on('kept'), item, signal))
          : readBack(item, outcomes.find((one) => one.item.id === item.id)?.outcome, found)
      // What is erased again after a restore is kept no longer than the first time.
      return rowOf(ctx, item, outcome, before, { now, erasedAt: run.replayedAt ? run.startsAt : now })
    }),
  )
  const isKeeping = counted.some(({ state }) => state === 'kept')
  const lock = isKeeping ? await lockKept(source, on('lock'), signal) : 'locked'
  const rows = counted.map((row) => (row.state === 'kept' ? withLock(row, lock) : row))
  const isDone = rows.every(({ state }) => isSettled(state))
  await ctx.transaction(async (tx) => {
    await writeRun(tx, run, now, {})
    await writeItems(tx, run, rows)
    await append(tx, ctx.auditedAs, {
      action: isDone ? 'erasure.source' : 'erasure.source-failed',
      subjectId: run.subjectId,
      resource: `request:${run.requestId}`,
      reason: source.name,
    })
  })
  return isDone
}

/** Questions of one round are the same requests to the source; after a final answer that was not enough a new round begins. */
const roundOf = (rows: readonly ItemRow[], items: readonly MapItem[]) =>
  Math.max(0, ...rows.filter(({ item }) => items.some(({ id }) => id === item)).map(({ round }) => round))

const isFinal = (outcome: Outcome) =>
  outcome.status === 'done' || (outcome.status === 'failed' && outcome.failure.code === 'refused')

type Lock = 'locked' | typeof notLockable | { failed: string }

/** Marks what is kept in another system as restricted, and reads the mark back. The portal locks its own when the run is closed. */
async function lockKept(source: DataSource, subject: SourceSubject, signal: AbortSignal): Promise<Lock> {
  if (source.kind === 'portal') return 'locked'
  const outcome = await source.restrict(subject, true, signal)
  if (outcome.status === 'done' && outcome.matched === 0) return notLockable
  if (outcome.status === 'done' && outcome.left === 0) return 'locked'
  if (outcome.status === 'failed' && outcome.failure.code === 'not-supported') return notLockable
  return { failed: codeOf(outcome) }
}

type Row = ReturnType<typeof rowOf>

function withLock(row: Row, lock: Lock): Row {
  if (lock === 'locked') return row
  if (lock === notLockable) return { ...row, code: notLockable }
  return { ...row, state: 'failed', code: lock.failed, failedSince: row.at, keptUntil: null }
}

const keptOutcome = (counted: Counted): Outcome =>
  counted.status === 'done' ? { status: 'done', matched: counted.rows, changed: 0, left: 0 } : counted

function rowOf(
  ctx: Context,
  item: MapItem,
  outcome: Outcome,
  before: readonly ItemRow[],
  { now, erasedAt }: { now: Date; erasedAt: Date },
) {
  const known = before.find((row) => row.item === item.id)
  const isKeeping = item.erase.how === 'keep'
  const numbers = outcome.status === 'done' ? outcome : null
  const matched = Math.max((isKeeping ? 0 : known?.matched) ?? 0, numbers?.matched ?? 0)
  const after = stateAfter(numbers ? { ...numbers, matched } : outcome)
  const state = isKeeping && after === 'erased' ? ('kept' as const) : after
  const keeping =
    item.erase.how === 'keep' ? readOperator(ctx.services.env).keeping[item.erase.record] : undefined
  return {
    item: item.id,
    source: item.source,
    state,
    matched: numbers ? matched : (known?.matched ?? null),
    // Rows that were there when it began and are gone now: an earlier try may have been killed before it could say so.
    changed: numbers && (isKeeping ? 0 : Math.max(matched - numbers.left, 0)),
    leftOver: numbers?.left ?? null,
    code: state === 'failed' ? codeOf(outcome) : null,
    failedSince: state === 'failed' ? (known?.failedSince ?? now) : null,
    round: (known?.round ?? 0) + (state === 'failed' && isFinal(outcome) ? 1 : 0),
    record: item.erase.how === 'keep' ? item.erase.record : null,
    keptUntil: state === 'kept' && keeping ? monthsAfter(erasedAt, keeping.months) : null,
    at: now,
  }
}

/** Lets the run wait for its next try. `heardBefore`: what systems had said when this try was taken. */
// no permission: `runErasures` has authorized
// no audit record: the failure of the source has one
export async function wait(ctx: Context, run: RunRow, heardBefore: ReadonlySet<string>): Promise<void> {
  const now = ctx.clock.now()
  const isStarted = run.state === 'erasing' || run.state === 'stuck'
  await ctx.transaction(async (tx) => {
    const heard = await readHeard(tx, run.subjectId)
    const hasNews = [...heard].some((one) => !heardBefore.has(one))
    await writeRun(tx, run, now, {
      // What waits for its start and cannot be counted still waits: nothing was deleted.
      state: isStarted ? 'stuck' : 'waiting',
      tries: run.tries + 1,
      // A system that became ready meanwhile is asked at once.
      tryAt: hasNews ? now : nextErasureTry(run.tries, now),
      leaseUntil: null,
    })
  })
}
