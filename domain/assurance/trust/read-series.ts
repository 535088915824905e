import { evidenceIds } from '#db/schema/assurance-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { measurementsBetween } from '../record/measurements.ts'
import { type EvidenceId, evidence } from '../rules/evidence.ts'
import { stateAt } from '../rules/judge.ts'
import { SERIES_WEEKS, type Series, seriesOf } from '../rules/series.ts'

const WEEK_MS = 7 * 86_400_000

/** What each evidence said over the last year, by week and by month, for everybody. Throws `Denied`. */
export async function readSeries(ctx: Context): Promise<ReadonlyMap<EvidenceId, Series>> {
  authorize(ctx.actor, 'evidence.read')
  const now = ctx.clock.now()
  const from = new Date(now.getTime() - (SERIES_WEEKS + 1) * WEEK_MS)
  const rows = await ctx.transaction((tx) => measurementsBetween(tx, { from, to: now }))
  const byEvidence = Map.groupBy(rows, (row) => row.evidence)
  return new Map(
    evidenceIds.map((id) => {
      const days = (byEvidence.get(id) ?? []).map((row) => ({
        day: almatyDate(row.measuredAt),
        state: stateAt(evidence[id].kind, row, row.measuredAt),
      }))
      return [id, seriesOf(days, now)]
    }),
  )
}
