import { and, count, eq, like, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { request } from '#db/schema/requests.ts'
import type { SampleLearner } from '#db/seed/platform/learners.ts'
import { randomFor } from '#db/seed/platform/random.ts'
import type { Actor } from '#domain/access/actor.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { personByExternalId } from '#domain/people/record/person-records.ts'
import type { Calendar } from '#domain/requests/deadlines/calendar.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import type { StepInput } from '#domain/requests/forms/request-schemas.ts'
import { isRow, lockRow } from '#domain/requests/record/find-request.ts'
import { planReminders } from '#domain/requests/record/plan-reminders.ts'
import { readCalendarDays } from '#domain/requests/record/read-calendar.ts'
import { stateOf } from '#domain/requests/record/request-row.ts'
import { writeStep } from '#domain/requests/record/write-step.ts'
import { isForPackage } from '#domain/requests/rules/kinds.ts'
import { takeStep } from '#domain/requests/rules/take-step.ts'
import { addNote } from '#domain/requests/steps/add-note.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { type Member, membersByRole } from '#domain/staff/team/members-by-role.ts'
import { clockOf } from '#platform/clock.ts'
import { newId } from '#platform/ids.ts'
import { sampleConsentHistory } from './consent-history.ts'
import { type PastRequest, type PastStep, sampleRequests } from './request-history.ts'
import { requestWords } from './request-words.ts'

/**
 * Loads the requests of the sample's past, one transaction for each. They are filed and answered by the same use cases as any
 * other, at their time; the audit log is dated back, which only the owner can do. Requests that are there already are skipped.
 */
export async function loadSampleRequests(
  ctx: Context,
  learners: readonly SampleLearner[],
  now: Date,
): Promise<number> {
  const { calendar, desk } = await ctx.transaction(async (tx) => ({
    calendar: await readCalendarDays(tx),
    desk: await membersByRole(tx, ctx.services.keys, ['support', 'privacy-officer']),
  }))
  const withChoices = new Set(sampleConsentHistory(learners, now).map(({ externalId }) => externalId))
  const plan = sampleRequests(learners, now, calendar, withChoices)
  if ((await countLoaded(ctx)) === plan.length) return 0
  const localeOf = new Map(learners.map(({ externalId, locale }) => [externalId, locale]))
  let loaded = 0
  for (const [n, past] of plan.entries()) {
    const locale = localeOf.get(past.externalId)
    const done = locale && (await loadOne(ctx, past, { n, locale, desk, calendar }))
    if (done) loaded += 1
  }
  return loaded
}

async function countLoaded(ctx: Context): Promise<number> {
  const [row] = await ctx.transaction((tx) =>
    tx.select({ loaded: count() }).from(request).where(like(request.idempotencyKey, 'sample:%')),
  )
  return row?.loaded ?? 0
}

type Given = { n: number; locale: Locale; desk: readonly Member[]; calendar: Calendar }

async function loadOne(ctx: Context, past: PastRequest, given: Given): Promise<boolean> {
  const { n, locale, desk, calendar } = given
  return ctx.transaction(async (tx) => {
    const subjectId = await personByExternalId(tx, past.externalId)
    const idempotencyKey = `sample:${n}`
    const known = await tx
      .select({ requestId: request.requestId })
      .from(request)
      .where(and(eq(request.subjectId, subjectId ?? newId()), eq(request.idempotencyKey, idempotencyKey)))
    if (!subjectId || known.length > 0) return false
    const person: Actor = { kind: 'subject', subjectId }
    // One transaction for the whole of a request's past: every use case in it works in this one.
    const at = (actor: Actor, moment: Date, i: number): Context => ({
      ...contextFor(ctx.services, { actor, locale, requestId: `sample:${n}:${i}` }),
      clock: clockOf(() => moment),
      transaction: (run) => run(tx),
    })
    const details = randomFor(`request ${n}`).pick(requestWords[locale].details[past.kind] ?? [{}])
    const filing = at(person, past.receivedAt, 0)
    const filed = await fileRequest(filing, { kind: past.kind, details, idempotencyKey })
    if (filed.status !== 'filed') throw new Error(`sample request ${n} was not filed: ${filed.code}`)
    const [row] = await tx.select().from(request).where(eq(request.reference, filed.reference))
    if (!row) throw new Error(`sample request ${n} is not there`)
    for (const [i, step] of past.steps.entries()) {
      const actor = step.by === 'person' ? person : actorOf(step.by, desk)
      await take(tx, at(actor, step.at, i + 1), row, past, step, locale)
    }
    const moments = [past.receivedAt, ...past.steps.map((step) => step.at)]
    for (const [i, moment] of moments.entries())
      await tx.execute(sql`UPDATE audit_event SET at = ${moment.toISOString()}::timestamptz
        WHERE subject_id = ${subjectId}::uuid AND request_id = ${`sample:${n}:${i}`}`)
    await dropJobs(tx, row.requestId)
    const [after] = await tx.select().from(request).where(isRow(row))
    if (after?.closedAt === null)
      await planReminders(tx, ctx, { ...row, kind: past.kind }, calendar, {
        calendar,
        receivedAt: row.receivedAt,
      })
    return true
  })
}

function actorOf(by: Exclude<PastStep['by'], 'person'>, desk: readonly Member[]): Actor {
  if (by === 'system') return { kind: 'system', task: 'run-request-deadlines' }
  const role = by === 'officer' ? 'privacy-officer' : 'support'
  const member = desk.find(({ roles }) => roles.includes(role))
  if (!member) throw new Error(`the sample has no ${role}`)
  return { kind: 'staff', staffId: member.staffId, roles: member.roles, clearance: true, sudo: true }
}

async function take(
  tx: Transaction,
  ctx: Context,
  row: typeof request.$inferSelect,
  { kind }: PastRequest,
  { step }: PastStep,
  locale: Locale,
): Promise<void> {
  const { reference } = row
  const words = requestWords[locale]
  if (step === 'note') {
    await addNote(ctx, { reference, note: words.note, noteId: newId() })
    return
  }
  if (step === 'approve-after-delay' || step === 'execute' || (step === 'fulfil' && isForPackage(kind))) {
    const held = await lockRow(tx, isRow(row))
    const result = held && takeStep(stateOf(held), ctx.actor, step, {}, ctx.clock.now())
    if (!held || result?.status !== 'taken') throw new Error(`${reference} could not ${step}`)
    await writeStep(tx, ctx, null, held, { step, after: result.request })
    return
  }
  const answer = words.fulfil[kind] ?? words.fulfil.rectification ?? ''
  const inputs: Record<Exclude<PastStep['step'], 'note' | 'approve-after-delay' | 'execute'>, StepInput> = {
    take: { step: 'take', reference },
    ask: { step: 'ask', reference, message: words.ask },
    answer: { step: 'answer', reference, message: words.reply },
    propose: { step: 'propose', reference, decision: 'fulfil', message: answer },
    fulfil: { step: 'fulfil', reference, message: answer },
    'answer-question': { step: 'answer-question', reference, message: answer },
    refuse: {
      step: 'refuse',
      reference,
      refusalCode: 'DocumentsMissing',
      reason: words.refuse,
      reasonLocale: locale,
    },
    cancel: { step: 'cancel', reference },
  }
  const done = await takeRequestStep(ctx, inputs[step])
  if (done.status !== 'done') throw new Error(`${reference} ${step}: ${done.code}`)
}

/** The mails of the past were never sent, and its reminders are over. */
async function dropJobs(tx: Transaction, requestId: string) {
  await tx.execute(sql`DELETE FROM graphile_worker._private_jobs WHERE payload->>'requestId' = ${requestId}`)
}
