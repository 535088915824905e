import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readProfile } from '#domain/people/subjects/profile.ts'
import { subjectsAfter } from '#domain/people/subjects/subjects-after.ts'
import { listVersions } from '#domain/policy/versions/read-policy.ts'
import { readFact, setFact } from '#platform/installation-facts.ts'
import { enqueue, enqueueEach } from '#platform/jobs/enqueue.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import type { ChoiceKey } from '../rules/catalogue.ts'
import { readAskedAgain } from './read-asked-again.ts'

const peopleAtOnce = 500

/** How far the mail about a version is; null once everybody has a job, so that no id of a person stays here. */
const progressSchema = z.object({ after: z.uuid().nullable() }).optional()
const progressOf = (version: number) => `policy-told:${version}`

/**
 * Enqueues the mail about a material version for the next people in the order of their ids, the job for those after them and
 * the progress, in one transaction. A batch that was enqueued before is not enqueued again: a worker may have been killed
 * before the job of the batch was done. Returns how many people.
 */
// no audit record: the publication has one
export async function tellPeople(
  ctx: Context,
  { version, after }: { version: number; after: string | null },
): Promise<number> {
  authorize(ctx.actor, 'terms.keep')
  const told = (await listVersions(ctx, ctx.locale)).find((one) => one.version === version)
  if (!told?.material) return 0
  const progress = progressOf(version)
  return ctx.transaction(async (tx) => {
    // The first batch has no row of progress to lock.
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext(${progress}))`)
    const before = progressSchema.parse(await readFact({ db: tx }, progress))
    const isNext = before === undefined ? after === null : after !== null && before.after === after
    if (!isNext) return 0
    const people = await subjectsAfter(tx, after, peopleAtOnce)
    const jobs = people.map((subjectId) => ({
      key: `policy-mail:${version}:${subjectId}`,
      payload: { version: String(version), subjectId },
    }))
    await enqueueEach(tx, 'send-policy-mail', jobs)
    const last = people.length === peopleAtOnce ? (people.at(-1) ?? null) : null
    if (last !== null)
      await enqueue(tx, 'tell-policy', { version, after: last }, { key: `tell-policy:${version}:${last}` })
    await setFact({ db: tx }, progress, { after: last })
    return people.length
  })
}

export type PolicyMail = {
  to: string
  locale: Locale
  version: number
  before: number | null
  summary: string
  effectiveOn: string
  change: 'practice' | 'words'
  /** What this person had agreed to and is off now. */
  ended: ChoiceKey[]
}

/** What the job `send-policy-mail` sends to one person; null without an address. */
export async function readPolicyMail(
  ctx: Context,
  { version, subjectId }: { version: number; subjectId: string },
): Promise<PolicyMail | null> {
  authorize(ctx.actor, 'terms.keep')
  const profile = await readProfile(ctx, subjectId)
  if (!profile?.email) return null
  const versions = await listVersions(ctx, profile.locale)
  const told = versions.find((one) => one.version === version)
  if (!told) return null
  const ended = (await readAskedAgain(ctx, subjectId)).filter((one) => one.policyVersion === version)
  return {
    to: profile.email,
    locale: profile.locale,
    version,
    before: versions.find((one) => one.version < version)?.version ?? null,
    summary: told.summary,
    // A document with a date of its own is in force here since it was published.
    effectiveOn:
      told.effectiveOn ?? (told.publishedAt ? almatyDate(new Date(told.publishedAt)) : told.lastUpdatedOn),
    change: told.change,
    ended,
  }
}
