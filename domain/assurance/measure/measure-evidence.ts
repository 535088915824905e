import { evidenceIds } from '#db/schema/assurance-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { insertMeasurement, latestMeasurements, resourceOf } from '../record/measurements.ts'
import { type EvidenceId, evidence } from '../rules/evidence.ts'
import { readFigures } from '../rules/figures.ts'
import { type EvidenceState, stateAt } from '../rules/judge.ts'
import { expiryOf, isDue, periodFrom } from '../rules/measurement-times.ts'
import { withholdParts } from '../rules/withhold.ts'
import { measure } from './measure.ts'

export type Measured = { measured: EvidenceId[]; failed: { evidence: EvidenceId; error: unknown }[] }

/**
 * Measures what is due by the portal's clock, and renders the public pages when something was. What cannot be measured gets no
 * value: the one before it expires. Safe to run twice at once.
 */
export async function measureEvidence(ctx: Context): Promise<Measured> {
  authorize(ctx.actor, 'evidence.measure')
  const latest = await newest(ctx)
  const result: Measured = { measured: [], failed: [] }
  for (const id of evidenceIds) {
    if (!isDue(evidence[id], latest.get(id)?.measuredAt ?? null, ctx.clock.now())) continue
    try {
      if (await measureOne(ctx, id)) result.measured.push(id)
    } catch (error) {
      result.failed.push({ evidence: id, error })
    }
  }
  await renderPages(ctx, result.measured)
  return result
}

/**
 * Looks at what can change without the portal, and measures it out of turn when its state is another one than the page says. What
 * was never measured waits for its turn. Returns what has turned.
 */
export async function watchEvidence(ctx: Context): Promise<EvidenceId[]> {
  authorize(ctx.actor, 'evidence.measure')
  const latest = await newest(ctx)
  const now = ctx.clock.now()
  const turned: EvidenceId[] = []
  for (const id of evidenceIds) {
    const last = latest.get(id)
    if (!evidence[id].watched || !last) continue
    if (await measureOne(ctx, id, stateAt(evidence[id].kind, last, now))) turned.push(id)
  }
  await renderPages(ctx, turned)
  return turned
}

const newest = (ctx: Context) => ctx.transaction((tx) => latestMeasurements(tx, ctx.clock.now()))

async function renderPages(ctx: Context, measured: readonly EvidenceId[]): Promise<void> {
  if (measured.length > 0)
    await ctx.transaction((tx) => enqueue(tx, 'render-snapshots', {}, { key: 'render-snapshots' }))
}

/** The value and its audit record, together or not at all. `unless`: nothing is stored when this is still the state. */
async function measureOne(ctx: Context, id: EvidenceId, unless?: EvidenceState): Promise<boolean> {
  const now = ctx.clock.now()
  const from = periodFrom(evidence[id], now)
  const measured = await measure(ctx, id, { from: from ?? now, to: now })
  if (!measured) return false
  const { kind } = evidence[id]
  const known = readFigures(kind, measured)
  const figures = known ? withholdParts(kind, known) : measured
  const one = {
    evidence: id,
    measuredAt: now,
    expiresAt: expiryOf(evidence[id], now),
    periodFrom: from,
    figures,
  }
  if (stateAt(kind, one, now) === unless) return false
  return ctx.transaction(async (tx) => {
    const sha256 = await insertMeasurement(tx, one)
    if (!sha256) return false
    await append(tx, ctx.auditedAs, {
      action: 'evidence.measure',
      resource: resourceOf({ evidence: id, sha256 }),
      fields: Object.keys(figures),
    })
    return true
  })
}
