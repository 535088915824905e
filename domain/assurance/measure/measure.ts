import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { readTrialCounts } from '#domain/fulfilment/canary/run-canary.ts'
import { countErasures } from '#domain/fulfilment/erasure-record/count-erasures.ts'
import { measureUsage } from '#domain/fulfilment/usage/read-usage.ts'
import { countNotices } from '#domain/incidents/term/run-terms.ts'
import { countUndelivered } from '#domain/integrations/export/count-undelivered.ts'
import { countReviews } from '#domain/staff/access-review/count-reviews.ts'
import { type EvidenceId, type EvidenceKind, evidence } from '../rules/evidence.ts'
import type { Figures } from '../rules/figures.ts'
import { measureConnections } from './measure-connections.ts'
import { measureAnswers, measureServiceConsent, measureWithdrawals } from './measure-consent.ts'
import { measureColumns } from './measure-data-map.ts'
import {
  measureAgreements,
  measureAuditLog,
  measureAudits,
  measureBackups,
  measureClearances,
  measureCosignatures,
  measureDrills,
  measureFields,
  measureFindings,
  measureKeys,
  measureLogArchiving,
  measureTests,
  measureTrainings,
} from './measure-protection.ts'
import {
  measureFirstAnswers,
  measurePunctuality,
  measureRecordedActions,
  type Period,
} from './measure-requests.ts'

/** A measurement reads many rows and nobody waits for it. */
const deadlineMs = 120_000

type Given = { ctx: Context; id: EvidenceId; period: Period }
type Measures = { [K in EvidenceKind]: (given: Given) => Promise<Figures[K] | null> }

const read = <T>({ ctx }: Given, run: (tx: Transaction) => Promise<T>) => ctx.transaction(run, { deadlineMs })

const measures: Measures = {
  'columns-mapped': ({ ctx }) => measureColumns(ctx),
  'system-trials': ({ ctx }) => readTrialCounts(ctx),
  'requests-in-time': (given) => read(given, (tx) => measurePunctuality(tx, given.id, given.period)),
  'first-answers': (given) => read(given, (tx) => measureFirstAnswers(tx, given.period)),
  'service-consent': (given) => read(given, (tx) => measureServiceConsent(tx, given.period.to)),
  'counted-with-consent': (given) =>
    read(given, (tx) => measureUsage(tx, statisticOf(given.id), given.period.to)),
  'answers-supported': ({ ctx, period }) => measureAnswers(ctx, period.from),
  'withdrawals-obeyed': ({ ctx, period }) => measureWithdrawals(ctx, period.from),
  'messages-delivered': (given) => read(given, (tx) => countUndelivered(tx, given.period)),
  'erasures-read-back': (given) => read(given, (tx) => countErasures(tx, given.period.from)),
  'keys-current': (given) => read(given, (tx) => measureKeys(given.ctx, tx)),
  'fields-current': (given) => read(given, (tx) => measureFields(given.ctx, tx)),
  connections: ({ ctx }) => measureConnections(ctx),
  'actions-recorded': (given) => read(given, (tx) => measureRecordedActions(tx, given.period)),
  'audit-log': ({ ctx }) => measureAuditLog(ctx),
  cosignatures: (given) => read(given, (tx) => measureCosignatures(given.ctx, tx)),
  trainings: (given) => read(given, (tx) => measureTrainings(tx, given.period.to)),
  'access-reviews': (given) => read(given, (tx) => countReviews(tx, given.period.to)),
  clearances: (given) => read(given, (tx) => measureClearances(tx, given.period.to)),
  backups: (given) => read(given, (tx) => measureBackups(given.ctx, tx)),
  'backup-drills': (given) => read(given, (tx) => measureDrills(given.ctx, tx)),
  'log-archiving': (given) => read(given, (tx) => measureLogArchiving(given.ctx, tx)),
  // One working day from the detection: Art. 25(2)(8) of Law 94-V, Rules 481 p. 4.
  'incident-notices': (given) => read(given, (tx) => countNotices(tx, given.period)),
  audits: (given) => read(given, (tx) => measureAudits(given.ctx, tx)),
  'penetration-tests': (given) => read(given, (tx) => measureTests(given.ctx, tx)),
  agreements: (given) => read(given, (tx) => measureAgreements(given.ctx, tx)),
  findings: (given) => read(given, (tx) => measureFindings(given.ctx, tx)),
}

const statisticOf = (id: EvidenceId) => (id === 'analytics-consented' ? 'courses' : 'behaviour')

/** The figures of one evidence over a period, from the records as they are now. Null where there is nothing to measure. */
// no permission: `measureEvidence` has authorized
export const measure = (
  ctx: Context,
  id: EvidenceId,
  period: Period,
): Promise<Record<string, number | null> | null> => measures[evidence[id].kind]({ ctx, id, period })
