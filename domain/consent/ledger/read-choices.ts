import { and, desc, eq, lt } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { consentEvent, consentState } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { purposesChangedIn } from '#domain/policy/versions/read-policy.ts'
import {
  type ChoiceKey,
  choiceName,
  type Decision,
  recordableChoices,
  type Signal,
} from '../rules/catalogue.ts'
import type { PressChange } from '../rules/event-status.ts'
import { catalogueIn } from '../texts/read-catalogue.ts'

export type ConsentState = ChoiceKey & {
  name: string
  /** null: never decided, which is off like `withdrawn`. */
  decision: Decision | null
  seq: number
  recordedAt: string | null
  /** When the grant ends by its term; null without one. */
  expiresAt: string | null
  signal: Signal
}

/**
 * The current state of one subject: every choice, off where nothing was recorded, where a grant has expired and where the
 * policy has changed what is done, whether or not the ledger says so yet.
 */
export async function readChoices(ctx: Context, subjectId: string): Promise<ConsentState[]> {
  authorize(ctx.actor, 'choices.read', { subjectId })
  const rows = await ctx.transaction((tx) =>
    tx.select().from(consentState).where(eq(consentState.subjectId, subjectId)),
  )
  const changedIn = await purposesChangedIn(ctx.database.db)
  const held = new Map(rows.map((row) => [choiceName(row), row]))
  return recordableChoices(await catalogueIn(ctx.database.db)).map((key) => {
    const name = choiceName(key)
    const row = held.get(name)
    const lapsed =
      (row?.expiresAt != null && row.expiresAt <= ctx.clock.now()) ||
      (row !== undefined && row.policyVersion < (changedIn.get(row.purpose) ?? 0))
    return {
      ...key,
      name,
      decision: lapsed ? 'withdrawn' : (row?.decision ?? null),
      seq: row?.seq ?? 0,
      recordedAt: row?.recordedAt.toISOString() ?? null,
      expiresAt: lapsed ? null : (row?.expiresAt?.toISOString() ?? null),
      signal: row?.signal ?? '',
    }
  })
}

/** Whether the subject consents to the service now. Throws `Denied`. */
export const consentsToService = async (ctx: Context, subjectId: string): Promise<boolean> =>
  (await readChoices(ctx, subjectId)).some(
    ({ purpose, decision }) => purpose === 'service' && decision === 'granted',
  )

export type HistoryEntry = {
  seq: number
  eventId: string
  name: string
  purpose: string
  topic: string
  channel: string
  decision: Decision
  recordedAt: string
  /** When it was made, as told by the system that it was imported from; null: when it was recorded. */
  givenAt: string | null
  /** 0: imported, made under no policy of this portal. */
  policyVersion: number
  /** Negative: imported words. */
  textVersion: number
  textSha256: string
  locale: string
  origin: string
  signal: Signal
  actorKind: string
  expiresAt: string | null
}

/** A person's choices as they were made, newest first; `before` is the last `seq` of the page before. */
export async function readHistory(
  ctx: Context,
  subjectId: string,
  page: { before?: number; size?: number } = {},
): Promise<{ items: HistoryEntry[]; next: number | null }> {
  authorize(ctx.actor, 'history.read', { subjectId })
  const size = page.size ?? 50
  const own = eq(consentEvent.subjectId, subjectId)
  const rows = await ctx.transaction((tx) =>
    tx
      .select()
      .from(consentEvent)
      .where(page.before === undefined ? own : and(own, lt(consentEvent.seq, page.before)))
      .orderBy(desc(consentEvent.seq))
      .limit(size + 1),
  )
  const items = rows.slice(0, size).map((row) => ({
    seq: row.seq,
    eventId: row.eventId,
    name: choiceName(row),
    purpose: row.purpose,
    topic: row.topic,
    channel: row.channel,
    decision: row.decision,
    recordedAt: row.recordedAt.toISOString(),
    givenAt: row.givenAt?.toISOString() ?? null,
    policyVersion: row.policyVersion,
    textVersion: row.textVersion,
    textSha256: row.textSha256.toString('hex'),
    locale: row.locale,
    origin: row.origin,
    signal: row.signal,
    actorKind: row.actorKind,
    expiresAt: row.expiresAt?.toISOString() ?? null,
  }))
  return { items, next: rows.length > size ? (items.at(-1)?.seq ?? null) : null }
}

/** The events that one press recorded under its key, each with the decision on the same choice before it. Throws `Denied`. */
export async function readPress(
  ctx: Context,
  subjectId: string,
  idempotencyKey: string,
): Promise<PressChange[]> {
  authorize(ctx.actor, 'choices.read', { subjectId })
  return ctx.transaction(async (tx) => {
    const events = await tx
      .select()
      .from(consentEvent)
      .where(and(eq(consentEvent.subjectId, subjectId), eq(consentEvent.idempotencyKey, idempotencyKey)))
      .orderBy(consentEvent.seq)
    const changes: PressChange[] = []
    for (const event of events) {
      const { purpose, topic, channel, decision, seq, recordedAt } = event
      const before = await decisionBefore(tx, event)
      changes.push({ name: choiceName(event), purpose, topic, channel, decision, seq, recordedAt, before })
    }
    return changes
  })
}

type Event = typeof consentEvent.$inferSelect

/** The decision on a choice before an event of it; null for the first one. */
export async function decisionBefore(
  tx: Transaction,
  { subjectId, purpose, topic, channel, seq }: Pick<Event, 'subjectId' | keyof ChoiceKey | 'seq'>,
): Promise<Pick<Event, 'decision' | 'expiresAt' | 'policyVersion'> | null> {
  const { decision, expiresAt, policyVersion } = consentEvent
  const [before = null] = await tx
    .select({ decision, expiresAt, policyVersion })
    .from(consentEvent)
    .where(
      and(
        eq(consentEvent.subjectId, subjectId),
        eq(consentEvent.purpose, purpose),
        eq(consentEvent.topic, topic),
        eq(consentEvent.channel, channel),
        lt(consentEvent.seq, seq),
      ),
    )
    .orderBy(desc(consentEvent.seq))
    .limit(1)
  return before
}
