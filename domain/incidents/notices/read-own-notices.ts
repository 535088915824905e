import { and, desc, eq, inArray } from 'drizzle-orm'
import { incident, incidentPerson } from '#db/schema/incidents.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { openIncidentRow } from '../record/incident-rows.ts'
import type { NoticeText } from '../rules/incident-schemas.ts'

export type OwnNotice = { reference: string; noticedAt: Date; toldAt: Date; text: NoticeText }

/** The incidents of which a person was told, newest first, in the language of the page. Throws `Denied`. */
export async function readOwnNotices(ctx: Context, subjectId: string): Promise<OwnNotice[]> {
  authorize(ctx.actor, 'incidents.read-own', { subjectId })
  const listed = await ctx.transaction((tx) =>
    tx
      .select({ incidentId: incidentPerson.incidentId })
      .from(incidentPerson)
      .where(eq(incidentPerson.subjectId, subjectId)),
  )
  if (listed.length === 0) return []
  // A person cannot read incidents, only the notice about them.
  return asSystem(ctx, 'incident-notices').transaction(async (tx) => {
    const ids = listed.map(({ incidentId }) => incidentId)
    const rows = await tx
      .select()
      .from(incident)
      .where(and(inArray(incident.incidentId, ids), eq(incident.subjects, 'told')))
      .orderBy(desc(incident.subjectsAt))
    const notices: OwnNotice[] = []
    for (const row of rows) {
      const { notice } = await openIncidentRow(tx, ctx.services.keys, row)
      if (notice && row.subjectsAt)
        notices.push({
          reference: row.reference,
          noticedAt: row.noticedAt,
          toldAt: row.subjectsAt,
          text: notice[ctx.locale],
        })
    }
    return notices
  })
}
