import { type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { peopleOpenedBy } from '#domain/audit/search/people-opened-by.ts'
import { peopleInItem } from '#domain/fulfilment/map/people-in-item.ts'
import { everybody, findNamed, knownAmong } from '#domain/people/record/known-people.ts'
import { parseEmailAddress } from '#domain/people/rules/email-address.ts'
import { memberByAddress } from '#domain/staff/team/find-staff.ts'
import { findIncident, incidentResource } from '../record/incident-rows.ts'
import { writeStep } from '../record/write-step.ts'
import { type AffectedQuery, namedIn, periodOf } from '../rules/affected-query.ts'
import type { LadderFault } from '../rules/ladder.ts'

export type AffectedResult =
  | { status: 'done'; count: number; unknown: number; frozen: boolean }
  | {
      status: 'refused'
      code:
        | LadderFault
        | 'not-found'
        | 'unknown-category'
        | 'unknown-member'
        | 'nobody-found'
        | 'count-changed'
      field?: string
    }

/** A million ids are read and inserted. */
const deadlineMs = 60_000

/**
 * Finds the people that an incident concerns: shows how many, and makes them the incident's list when asked to, which never
 * changes afterwards. Nothing is listed when the number differs from the one that was shown. Throws `Denied`.
 */
export async function listAffected(ctx: Context, query: AffectedQuery): Promise<AffectedResult> {
  const { actor } = ctx
  authorize(actor, 'incidents.work')
  if (actor.kind !== 'staff') return { status: 'refused', code: 'not-found' }
  return ctx.transaction(
    async (tx): Promise<AffectedResult> => {
      const freezes = query.press === 'freeze'
      const found = await findIncident(tx, ctx.services.keys, query.reference, { lock: freezes })
      if (!found) return { status: 'refused', code: 'not-found' }
      const parts = await partsOf(tx, ctx, query)
      if ('code' in parts) return { status: 'refused', ...parts }
      const people = knownAmong(sql.join(parts.selects, sql` UNION `))
      const [row] = await tx.execute<{ count: number }>(
        sql`SELECT count(*)::int AS count FROM (${people}) AS found`,
      )
      const count = row?.count ?? 0
      const { incidentId } = found.row
      if (!freezes) {
        await append(tx, ctx.auditedAs, {
          action: 'incident.count-people',
          resource: incidentResource(incidentId),
          fields: usedFields(query),
        })
        return { status: 'done', count, unknown: parts.unknown, frozen: false }
      }
      if (count === 0) return { status: 'refused', code: 'nobody-found' }
      if (count !== query.counted) return { status: 'refused', code: 'count-changed' }
      const fault = await writeStep(tx, { ...ctx, actor }, found, {
        step: 'list-people',
        text: { note: describe(query) },
        set: { people: count },
      })
      if (fault) return { status: 'refused', code: fault }
      await tx.execute(sql`INSERT INTO incident_person (subject_id, incident_id, listed_at)
        SELECT subject_id, ${incidentId}::uuid, ${ctx.clock.now().toISOString()}::timestamptz FROM (${people}) AS found`)
      return { status: 'done', count, unknown: parts.unknown, frozen: true }
    },
    { deadlineMs },
  )
}

type Parts =
  | { selects: SQL[]; unknown: number }
  | { code: 'unknown-category' | 'unknown-member'; field: string }

async function partsOf(tx: Transaction, ctx: Context, query: AffectedQuery): Promise<Parts> {
  const period = periodOf(query)
  const { keys } = ctx.services
  const selects: SQL[] = []
  let unknown = 0
  if (query.everybody) selects.push(everybody(query.everybody))
  if (query.category) {
    const part = peopleInItem(query.category, period)
    if (!part) return { code: 'unknown-category', field: 'category' }
    selects.push(part)
  }
  if (query.openedBy) {
    const address = parseEmailAddress(query.openedBy)
    const staffId = address.ok ? await memberByAddress(tx, keys, address.address) : null
    if (staffId === null) return { code: 'unknown-member', field: 'openedBy' }
    selects.push(peopleOpenedBy(staffId, period))
  }
  if (query.pasted !== '') {
    const named = await findNamed(tx, keys, namedIn(query.pasted))
    unknown = named.unknown
    selects.push(
      sql`SELECT jsonb_array_elements_text(${JSON.stringify(named.subjectIds)}::text::jsonb)::uuid`,
    )
  }
  return { selects, unknown }
}

const parts = ['everybody', 'category', 'openedBy', 'from', 'to', 'pasted'] as const

const usedFields = (query: AffectedQuery) =>
  parts.filter((name) => query[name] !== undefined && query[name] !== '')

/** How the list was made, for the register: of what was pasted only how much. */
function describe(query: AffectedQuery): string {
  const { pasted, ...rest } = query
  const named = namedIn(pasted)
  const words = parts.flatMap((name) => (name !== 'pasted' && rest[name] ? [`${name}: ${rest[name]}`] : []))
  const count = named.addresses.length + named.externalIds.length
  return [...words, ...(count > 0 ? [`pasted: ${count}`] : [])].join('; ')
}
