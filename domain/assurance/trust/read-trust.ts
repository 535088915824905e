import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { type ClauseAction, clauseActions } from '#domain/policy/rules/clause-actions.ts'
import { latestMeasurements } from '../record/measurements.ts'
import {
  clauseEvidence,
  type EvidencedClause,
  type EvidenceId,
  type EvidenceKind,
  evidence,
  evidencedClauses,
} from '../rules/evidence.ts'
import { readFigures } from '../rules/figures.ts'
import { type EvidenceState, stateAt } from '../rules/judge.ts'
import { isWithheld } from '../rules/withhold.ts'
import { madeRedOn } from './red-lights.ts'

/** One evidence as everybody sees it. Times are ISO 8601 in UTC. */
export type EvidenceView = {
  id: EvidenceId
  kind: EvidenceKind
  /** Now, not at the time of the measurement. */
  state: EvidenceState
  /** Of the newest value, which may have expired; null: there is none. */
  measuredAt: string | null
  expiresAt: string | null
  /** The beginning of its period, which ends with the measurement; null for a state at a moment. */
  from: string | null
  /** The group is smaller than ten: state and time are shown, figures are not. */
  withheld: boolean
  figures: Record<string, number | null> | null
  /** In hex; the audit record of the measurement names it. Not of a value that is withheld. */
  sha256: string | null
  /** The day on which a test last broke the real thing until the state was `broken`; null: it cannot be. */
  madeRedOn: string | null
}

export type ClauseView = {
  clause: EvidencedClause
  actions: ClauseAction['name'][]
  /** Empty: nothing of this clause is measured yet. */
  evidence: EvidenceView[]
}

/** Each clause with its actions and what is measured of it now. `sample`: the records are invented. */
export type TrustView = { sample: boolean; clauses: ClauseView[] }

/** What is known now of each clause of the policy, for everybody. Throws `Denied`. */
export async function readTrust(ctx: Context): Promise<TrustView> {
  authorize(ctx.actor, 'evidence.read')
  const now = ctx.clock.now()
  const latest = await ctx.transaction((tx) => latestMeasurements(tx, now))
  const views = (ids: readonly EvidenceId[]) => ids.map((id) => viewOf(id, latest.get(id), now))
  return {
    sample: ctx.services.env.sampleData,
    clauses: evidencedClauses.map((clause) => ({
      clause,
      actions: clause === 'data.recipients' ? [] : clauseActions[clause].map(({ name }) => name),
      evidence: views(clauseEvidence[clause]),
    })),
  }
}

type Row = Awaited<ReturnType<typeof latestMeasurements>> extends Map<EvidenceId, infer R> ? R : never

function viewOf(id: EvidenceId, row: Row | undefined, now: Date): EvidenceView {
  const { kind } = evidence[id]
  const figures = row ? readFigures(kind, row.figures) : null
  const withheld = figures !== null && isWithheld(kind, figures)
  return {
    id,
    kind,
    state: stateAt(kind, row, now),
    measuredAt: row?.measuredAt.toISOString() ?? null,
    expiresAt: row?.expiresAt.toISOString() ?? null,
    from: row?.periodFrom?.toISOString() ?? null,
    withheld,
    figures: withheld ? null : figures,
    sha256: row && !withheld ? row.sha256.toString('hex') : null,
    madeRedOn: madeRedOn(id),
  }
}
