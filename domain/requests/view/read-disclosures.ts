import { and, eq, inArray } from 'drizzle-orm'
import { readInOrder } from '#db/in-order.ts'
import { request } from '#db/schema/requests.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readStaffActsAbout } from '#domain/audit/record/about-person.ts'
import { rolesOfMembers } from '#domain/staff/team/members-by-role.ts'
import { disclosed, reportsOf } from '../access-reports/report-rows.ts'
import { revealReasons } from '../forms/request-schemas.ts'
import type { Disclosure } from '../record/request-views.ts'

const SHOWN = 100
const HOUR = 3_600_000

/**
 * Who of the staff opened a person's case, when and why, newest first, at most 100. The same member's openings within an
 * hour are one. As the system, since roles of staff are beyond a person's reach; names are not told.
 */
export async function readDisclosures(ctx: Context, subjectId: string): Promise<Disclosure[]> {
  authorize(ctx.actor, 'requests.disclosures', { subjectId })
  return disclosuresOf(ctx, subjectId)
}

/** The same for the page of one person. */
// no permission: the caller has authorized
export function disclosuresOf(ctx: Context, subjectId: string): Promise<Disclosure[]> {
  return asSystem(ctx, 'disclosures').transaction(async (tx) => {
    await readInOrder(tx)
    const staff = await readStaffActsAbout(tx, subjectId, Object.keys(disclosed), SHOWN * 5)
    const roles = await rolesOfMembers(tx, [...new Set(staff.flatMap(({ actorId }) => actorId ?? []))])
    const requestIds = [
      ...new Set(
        staff.flatMap(({ resource }) =>
          resource?.startsWith('request:') ? resource.slice('request:'.length) : [],
        ),
      ),
    ]
    const rows = requestIds.length
      ? await tx
          .select({ requestId: request.requestId, reference: request.reference })
          .from(request)
          .where(and(eq(request.subjectId, subjectId), inArray(request.requestId, requestIds)))
      : []
    const references = new Map(rows.map(({ requestId, reference }) => [`request:${requestId}`, reference]))
    const seen = new Map<string, number>()
    const shown: Disclosure[] = []
    const reports = await reportsOf(tx, ctx, subjectId)
    for (const { auditId, at, action, actorId, resource, reason } of staff) {
      const kind = disclosed[action]
      const key = `${actorId} ${action} ${resource}`
      const later = seen.get(key)
      seen.set(key, at.getTime())
      if (!kind || (later !== undefined && later - at.getTime() < HOUR)) continue
      shown.push({
        auditId,
        at: at.toISOString(),
        what: kind,
        roles: roles.get(actorId ?? '') ?? [],
        reason: revealReasons.find((one) => one === reason) ?? null,
        reference: references.get(resource ?? '') ?? null,
        report: reports.get(auditId) ?? null,
      })
    }
    return shown.slice(0, SHOWN)
  })
}
