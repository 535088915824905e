import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import { incident, incidentPerson } from '#db/schema/incidents.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readPerson } from '#domain/people/record/person-records.ts'
import { membersByRole } from '#domain/staff/team/members-by-role.ts'
import { readFact, setFact } from '#platform/installation-facts.ts'
import { enqueue, enqueueEach } from '#platform/jobs/enqueue.ts'
import { openIncidentRow } from '../record/incident-rows.ts'
import type { NoticeText } from '../rules/incident-schemas.ts'
import { incidentOfficers } from '../rules/officers.ts'

const peopleAtOnce = 500

/** How far the letters about an incident are; null once everybody has a job. */
const progressSchema = z.object({ after: z.uuid().nullable() }).optional()
const progressOf = (incidentId: string) => `incident-told:${incidentId}`

/**
 * Enqueues the letter for the next people of the list in the order of their ids, the job for those after them, and the
 * progress, in one transaction: a batch that a killed worker repeats is not enqueued again. Returns how many people.
 */
// no audit record: the step `notify-subjects` has one
export async function tellIncident(
  ctx: Context,
  { incidentId, after }: { incidentId: string; after: string | null },
): Promise<number> {
  authorize(ctx.actor, 'incidents.mail')
  const progress = progressOf(incidentId)
  return ctx.transaction(async (tx) => {
    // The first batch has no row of progress to lock.
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext(${progress}))`)
    const row = await findRow(tx, incidentId)
    if (row?.subjects !== 'told') return 0
    const before = progressSchema.parse(await readFact({ db: tx }, progress))
    const isNext = before === undefined ? after === null : after !== null && before.after === after
    if (!isNext) return 0
    const rows = await tx
      .select({ subjectId: incidentPerson.subjectId })
      .from(incidentPerson)
      .where(
        and(
          eq(incidentPerson.incidentId, incidentId),
          after === null ? undefined : gt(incidentPerson.subjectId, after),
        ),
      )
      .orderBy(asc(incidentPerson.subjectId))
      .limit(peopleAtOnce)
    const jobs = rows.map(({ subjectId }) => ({
      key: `incident-mail:${incidentId}:${subjectId}`,
      payload: { incidentId, subjectId },
    }))
    await enqueueEach(tx, 'send-incident-mail', jobs)
    const last = rows.length === peopleAtOnce ? (rows.at(-1)?.subjectId ?? null) : null
    if (last !== null)
      await enqueue(
        tx,
        'tell-incident',
        { incidentId, after: last },
        { key: `tell-incident:${incidentId}:${last}` },
      )
    await setFact({ db: tx }, progress, { after: last })
    return rows.length
  })
}

const findRow = async (tx: Transaction, incidentId: string) =>
  (await tx.select().from(incident).where(eq(incident.incidentId, incidentId)))[0]

export type IncidentMail = {
  to: string
  locale: Locale
  text: NoticeText
  noticedAt: Date
  reference: string
}

/** What one person reads, in their language; null for somebody who is not on the list or has no address. Throws `Denied`. */
export async function readIncidentMail(
  ctx: Context,
  { incidentId, subjectId }: { incidentId: string; subjectId: string },
): Promise<IncidentMail | null> {
  authorize(ctx.actor, 'incidents.mail')
  return ctx.transaction(async (tx) => {
    const [listed] = await tx
      .select()
      .from(incidentPerson)
      .where(and(eq(incidentPerson.subjectId, subjectId), eq(incidentPerson.incidentId, incidentId)))
    const row = await findRow(tx, incidentId)
    const person = await readPerson(tx, ctx.services.keys, subjectId)
    if (!listed || row?.subjects !== 'told' || !person?.email) return null
    const { notice } = await openIncidentRow(tx, ctx.services.keys, row)
    if (!notice) return null
    const { locale, email } = person
    return { to: email, locale, text: notice[locale], noticedAt: row.noticedAt, reference: row.reference }
  })
}

export type IncidentAlert = 'opened' | 'soon' | 'passed'
export type IncidentAlertMail = {
  to: string
  locale: Locale
  alert: IncidentAlert
  reference: string
  dueAt: Date
}

/** What an officer reads about a term; null when the authority was told meanwhile, or the member is no officer. Throws `Denied`. */
export async function readIncidentAlert(
  ctx: Context,
  { incidentId, staffId, alert }: { incidentId: string; staffId: string; alert: IncidentAlert },
): Promise<IncidentAlertMail | null> {
  authorize(ctx.actor, 'incidents.mail')
  return ctx.transaction(async (tx) => {
    const row = await findRow(tx, incidentId)
    const officers = await membersByRole(tx, ctx.services.keys, incidentOfficers)
    const officer = officers.find((one) => one.staffId === staffId)
    const isSettled = row?.authority === 'told' || row?.authority === 'not-needed'
    if (!row || !officer || isSettled) return null
    return { to: officer.email, locale: officer.locale, alert, reference: row.reference, dueAt: row.dueAt }
  })
}
