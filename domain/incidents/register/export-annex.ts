import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { incidentPerson } from '#db/schema/incidents.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append, appendForEach } from '#domain/audit/record/append.ts'
import { notErased } from '#domain/people/record/not-erased.ts'
import { type PersonRecord, readPerson } from '#domain/people/record/person-records.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { ageLock, lockedWithAge, passphraseSchema } from '#platform/crypto/age-lock.ts'
import { csvTable, delimiterFor } from '#platform/csv-table.ts'
import { findIncident, incidentResource } from '../record/incident-rows.ts'
import { incidentReference } from '../rules/incident-schemas.ts'

/** `notice`: it goes with the notice. `asked`: the authority asked for it. */
export const annexReasons = ['notice', 'asked'] as const

export const annexSchema = z.strictObject({
  reference: incidentReference,
  reason: z.enum(annexReasons, 'required'),
  passphrase: passphraseSchema,
})

export const annexColumns = ['externalId', 'fullName', 'phone', 'email'] as const
export type AnnexColumn = (typeof annexColumns)[number]

/** So many people are read at a time. */
const batch = 500

/**
 * The annex of the notice to the authority: the people on the list with the data by which they can be told, as CSV in a file of `age`
 * that opens with the passphrase alone. Recorded before anything is given, also with each person. Throws `Denied`, `SudoNeeded`.
 */
export async function exportAnnex(
  ctx: Context,
  { reference, reason, passphrase }: z.output<typeof annexSchema>,
  heads: Record<AnnexColumn, string>,
): Promise<
  | { status: 'done'; content: AsyncIterable<Uint8Array> }
  | { status: 'refused'; code: 'not-found' | 'no-list' }
> {
  authorize(ctx.actor, 'incidents.annex')
  requireSudo(ctx)
  const found = await ctx.transaction(async (tx) => {
    const incident = await findIncident(tx, ctx.services.keys, reference)
    if (!incident) return 'not-found'
    const { incidentId, people } = incident.row
    if (people === null) return 'no-list'
    await append(tx, ctx.auditedAs, {
      action: 'incident.annex',
      resource: incidentResource(incidentId),
      reason,
      fields: annexColumns,
    })
    // In each person's own list of who looked at their data.
    await appendForEach(tx, ctx.auditedAs, {
      people: sql`SELECT subject_id FROM incident_person l WHERE incident_id = ${incidentId}
        AND ${notErased(sql`l.subject_id`)}`,
      action: 'incident.annex-person',
      resource: incidentResource(incidentId),
      reason,
      fields: annexColumns,
    })
    return { incidentId }
  })
  if (typeof found === 'string') return { status: 'refused', code: found }
  const lock = await ageLock(passphrase)
  return { status: 'done', content: await lockedWithAge(lock, tableOf(ctx, found.incidentId, heads)) }
}

async function* tableOf(
  ctx: Context,
  incidentId: string,
  heads: Record<AnnexColumn, string>,
): AsyncGenerator<Uint8Array> {
  const delimiter = delimiterFor(ctx.locale)
  yield Buffer.from(csvTable([annexColumns.map((column) => heads[column])], { delimiter }))
  for (let after: string | undefined; ; ) {
    const { people, last } = await readBatch(ctx, incidentId, after)
    if (last === undefined) return
    after = last
    const lines = people.map((person) => annexColumns.map((column) => person[column] ?? ''))
    yield Buffer.from(csvTable(lines, { delimiter, bom: false }))
  }
}

/** Each batch in a transaction of its own: the file is given while it is read. Who was erased since the list was made is left out. */
function readBatch(ctx: Context, incidentId: string, after: string | undefined) {
  return ctx.transaction(async (tx) => {
    const next = after === undefined ? undefined : gt(incidentPerson.subjectId, after)
    const rows = await tx
      .select({ subjectId: incidentPerson.subjectId })
      .from(incidentPerson)
      .where(and(eq(incidentPerson.incidentId, incidentId), next))
      .orderBy(asc(incidentPerson.subjectId))
      .limit(batch)
    const people: PersonRecord[] = []
    for (const { subjectId } of rows) {
      const person = await readPerson(tx, ctx.services.keys, subjectId)
      if (person?.cipher) people.push(person)
    }
    return { people, last: rows.at(-1)?.subjectId }
  })
}
