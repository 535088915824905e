import { eq, ne, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { subject } from '#db/schema/people.ts'
import { historyDays } from '#db/seed/platform/learners.ts'
import { loadSamplePlatform, type SampleLearner, sampleLearners } from '#db/seed/platform/load.ts'
import { timeDaysAgo } from '#db/seed/platform/sample-time.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { recordChoices } from '#domain/consent/ledger/record-choices.ts'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { readFact, setFact } from '#platform/installation-facts.ts'
import { type PastChoices, sampleConsentHistory } from './consent-history.ts'
import { PrepareError } from './prepare-error.ts'
import { loadSampleAudits } from './sample-audits.ts'
import { type SampleFact, sampleFactName, sampleFactSchema } from './sample-fact.ts'
import { loadSampleRequests } from './sample-requests.ts'
import { loadSampleReview } from './sample-review.ts'
import { hasStaff, loadSampleStaff, sampleStaff } from './sample-staff.ts'
import { loadSampleStatistics } from './sample-statistics.ts'
import { loadSampleSubprocessors } from './sample-subprocessors.ts'

const accounts: SampleFact['accounts'] = [
  { email: 'learner@sample.test', kind: 'learner' },
  { email: 'learner2@sample.test', kind: 'learner' },
  ...sampleStaff.map(({ email, role }) => ({ email, kind: 'staff' as const, role })),
]

export type SamplePlan = {
  known: SampleFact | undefined
  /** The present of the sample. */
  now: Date
  /** When its portal opened: before the oldest of its records. */
  openedAt: Date
}

/**
 * Whether to load the sample; null when it was not asked for. Throws `PrepareError` rather than mix invented people
 * with real ones.
 */
export async function planSample(ctx: Context): Promise<SamplePlan | null> {
  const { database, env, clock } = ctx.services
  const known = sampleFactSchema.optional().parse(await readFact(database, sampleFactName))
  if (!env.sampleData) {
    if (known)
      throw new PrepareError(
        'PORTAL_SAMPLE_DATA: this database holds sample people and records, so it must be 1',
      )
    return null
  }
  if (!known && ((await holdsRealPeople(ctx)) || (await hasStaff(ctx))))
    throw new PrepareError(
      'PORTAL_SAMPLE_DATA: this database has real people, and no sample is loaded among them',
    )
  const now = known ? new Date(known.generatedFor) : clock.now()
  const policyDay = new Date('2025-01-15T04:00:00Z')
  const beforeAll = timeDaysAgo(now, historyDays + 1, 9 * 60)
  return { known, now, openedAt: policyDay < beforeAll ? policyDay : beforeAll }
}

/** The sample people and their past. A load that was cut off is finished by the next; one that is done is left alone. */
export async function loadSample(
  ctx: Context,
  { known, now, openedAt }: SamplePlan,
  platformOwnerUrl: string | undefined,
): Promise<SampleFact> {
  const { database } = ctx.services
  const learners = platformOwnerUrl
    ? (await loadSamplePlatform(platformOwnerUrl, now)).learners
    : sampleLearners(now)
  if (known?.state === 'loaded') return withStaff(ctx, known, openedAt, learners)

  const past = sampleConsentHistory(learners, now)
  const fact: SampleFact = {
    state: 'loading',
    generatedFor: now.toISOString(),
    people: learners.length,
    pastChoices: past.reduce((sum, { choices }) => sum + choices.length, 0),
    accounts,
  }
  await setFact(database, sampleFactName, fact)
  await importSubjects(ctx, learners, 'sample')
  const dated = await recordPast(ctx, learners, past)
  await ctx.transaction((tx) => dateBack(tx, dated, openedAt))
  return withStaff(ctx, { ...fact, state: 'loaded' }, openedAt, learners)
}

/** A sample that an earlier version loaded is given its staff, requests and audits too. */
async function withStaff(
  ctx: Context,
  known: SampleFact,
  openedAt: Date,
  learners: readonly SampleLearner[],
): Promise<SampleFact> {
  const now = new Date(known.generatedFor)
  await loadSampleStaff(ctx, now, openedAt)
  await loadSampleRequests(ctx, learners, now)
  await loadSampleAudits(ctx, now)
  await loadSampleSubprocessors(ctx, now)
  await loadSampleReview(ctx)
  await loadSampleStatistics(ctx, now)
  const fact = { ...known, accounts }
  await setFact(ctx.services.database, sampleFactName, fact)
  return fact
}

async function holdsRealPeople(ctx: Context): Promise<boolean> {
  const [real] = await ctx.transaction((tx) =>
    tx.select({ id: subject.subjectId }).from(subject).where(ne(subject.source, 'sample')).limit(1),
  )
  return real !== undefined
}

type Dated = { subject_id: string; key: string; at: string }

/** Through the ledger's one write, as the people would, and only then dated back, which none but the owner can do. */
async function recordPast(
  ctx: Context,
  learners: readonly SampleLearner[],
  past: readonly PastChoices[],
): Promise<Dated[]> {
  const policyVersion = await currentVersion(ctx)
  const rows = await ctx.transaction((tx) =>
    tx
      .select({ id: subject.subjectId, externalId: subject.externalId })
      .from(subject)
      .where(eq(subject.source, 'sample')),
  )
  const ids = new Map(rows.map(({ id, externalId }) => [externalId, id]))
  const localeOf = new Map(learners.map(({ externalId, locale }) => [externalId, locale]))
  const dated: Dated[] = []
  for (const [n, { externalId, at, origin, choices }] of past.entries()) {
    const subjectId = ids.get(externalId)
    if (!subjectId) throw new Error(`sample person ${externalId} was not imported`)
    const own = asPerson(ctx, subjectId, localeOf.get(externalId) ?? ctx.locale)
    const key = `sample:${n}:${externalId}`
    const result = await recordChoices(own, subjectId, {
      policyVersion,
      origin,
      idempotencyKey: key,
      choices: choices.map(({ key: { purpose, topic, channel }, decision }) => ({
        purpose,
        topic,
        channel,
        decision,
      })),
    })
    if (result.status !== 'recorded' && result.status !== 'repeated')
      throw new Error(`the past of sample person ${externalId} was not recorded: ${result.status}`)
    dated.push({ subject_id: subjectId, key, at: at.toISOString() })
  }
  return dated
}

function asPerson(ctx: Context, subjectId: string, locale: Locale): Context {
  return contextFor(ctx.services, { actor: { kind: 'subject', subjectId }, locale, requestId: ctx.requestId })
}

async function dateBack(tx: Transaction, dated: readonly Dated[], openedAt: Date) {
  const opened = openedAt.toISOString()
  await tx.execute(sql`UPDATE consent_text SET first_shown_at = ${opened}::timestamptz WHERE version = 1`)
  await tx.execute(
    sql`UPDATE audit_event SET at = ${opened}::timestamptz WHERE action IN ('policy.publish', 'consent-text.publish', 'operator.record', 'calendar.load')`,
  )
  await tx.execute(sql`UPDATE operator_record SET first_used_at = ${opened}::timestamptz WHERE version = 1`)
  const past = sql`json_to_recordset(${JSON.stringify(dated)}::text::json) AS p(subject_id uuid, key text, at timestamptz)`
  await tx.execute(sql`
    UPDATE audit_event a SET at = p.at
    FROM ${past}, LATERAL (SELECT min(seq) AS low, max(seq) AS high FROM consent_event e
      WHERE e.subject_id = p.subject_id AND e.idempotency_key = p.key) AS range
    WHERE a.subject_id = p.subject_id AND a.resource = 'consent_event:' || range.low || '-' || range.high`)
  await tx.execute(sql`
    UPDATE audit_event a SET at = subject.created_at FROM subject
    WHERE a.action = 'subject.create' AND subject.source = 'sample' AND a.subject_id = subject.subject_id`)
  await tx.execute(sql`
    UPDATE consent_event e SET recorded_at = p.at, expires_at = e.expires_at - (e.recorded_at - p.at) FROM ${past}
    WHERE e.subject_id = p.subject_id AND e.idempotency_key = p.key`)
  await tx.execute(sql`
    UPDATE consent_state s SET recorded_at = e.recorded_at, expires_at = e.expires_at
    FROM consent_event e JOIN subject USING (subject_id)
    WHERE subject.source = 'sample' AND e.subject_id = s.subject_id AND e.seq = s.seq`)
  await tx.execute(sql`
    UPDATE subject SET welcomed_at = e.recorded_at FROM consent_event e
    WHERE subject.source = 'sample' AND e.subject_id = subject.subject_id AND e.origin = 'welcome' AND e.purpose = 'service'`)
}
