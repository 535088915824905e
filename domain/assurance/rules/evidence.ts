import type { evidenceIds } from '#db/schema/assurance-codes.ts'
import { clauseIds } from '#domain/policy/rules/clauses.ts'

export type EvidenceId = (typeof evidenceIds)[number]

/** How something is measured; which figures there are, and how they are judged, follows from it (`judge.ts`). */
export type EvidenceKind =
  | 'columns-mapped'
  | 'system-trials'
  | 'requests-in-time'
  | 'first-answers'
  | 'service-consent'
  | 'counted-with-consent'
  | 'answers-supported'
  | 'withdrawals-obeyed'
  | 'messages-delivered'
  | 'erasures-read-back'
  | 'keys-current'
  | 'fields-current'
  | 'connections'
  | 'actions-recorded'
  | 'audit-log'
  | 'cosignatures'
  | 'clearances'
  | 'trainings'
  | 'access-reviews'
  | 'backups'
  | 'backup-drills'
  | 'log-archiving'
  | 'incident-notices'
  | 'audits'
  | 'penetration-tests'
  | 'findings'
  | 'agreements'

export type Evidence = {
  kind: EvidenceKind
  /** The period that is looked at, in days up to the measurement; null: the state at that moment. */
  days: number | null
  /** How often it is measured; a value expires when two measurements were missed. */
  everyHours: 6 | 24
  /**
   * It can change without the portal, on a disk or in a database server, and is read at once: the worker looks at it every
   * minute, and measures it when its state is another one (docs/decisions/075-watched-evidence.md).
   */
  watched?: true
}

const inTime: Evidence = { kind: 'requests-in-time', days: 90, everyHours: 6 }

/** What is measured, over which period and how often: the one place that says so. */
export const evidence: Record<EvidenceId, Evidence> = {
  'columns-mapped': { kind: 'columns-mapped', days: null, everyHours: 6 },
  'systems-tried': { kind: 'system-trials', days: null, everyHours: 6 },
  'objections-in-time': inTime,
  'service-consent': { kind: 'service-consent', days: null, everyHours: 6 },
  'improvement-consented': { kind: 'counted-with-consent', days: null, everyHours: 6 },
  'analytics-consented': { kind: 'counted-with-consent', days: null, everyHours: 6 },
  // Computes the state of everybody.
  'answers-supported': { kind: 'answers-supported', days: 30, everyHours: 24 },
  'withdrawals-obeyed': { kind: 'withdrawals-obeyed', days: 30, everyHours: 6 },
  'messages-delivered': { kind: 'messages-delivered', days: 30, everyHours: 6 },
  'questions-answered': { kind: 'first-answers', days: 90, everyHours: 6 },
  'access-in-time': inTime,
  'rectification-in-time': inTime,
  'erasure-in-time': inTime,
  'erasures-read-back': { kind: 'erasures-read-back', days: 90, everyHours: 6 },
  'restriction-in-time': inTime,
  'portability-in-time': inTime,
  'withdrawal-in-time': inTime,
  'keys-current': { kind: 'keys-current', days: null, everyHours: 6 },
  // Reads every table.
  'fields-current': { kind: 'fields-current', days: null, everyHours: 24 },
  'connections-encrypted': { kind: 'connections', days: null, everyHours: 24 },
  'actions-recorded': { kind: 'actions-recorded', days: 30, everyHours: 6 },
  // Computes the whole log from its records.
  'audit-log-verified': { kind: 'audit-log', days: null, everyHours: 24 },
  'log-cosigned': { kind: 'cosignatures', days: null, everyHours: 6 },
  'staff-cleared': { kind: 'clearances', days: null, everyHours: 6 },
  'training-current': { kind: 'trainings', days: null, everyHours: 6 },
  'access-reviewed': { kind: 'access-reviews', days: null, everyHours: 6 },
  'backups-made': { kind: 'backups', days: 30, everyHours: 6, watched: true },
  'backups-restored': { kind: 'backup-drills', days: 30, everyHours: 6 },
  'log-archived': { kind: 'log-archiving', days: null, everyHours: 6, watched: true },
  'incidents-told': { kind: 'incident-notices', days: 90, everyHours: 6 },
  'audits-made': { kind: 'audits', days: 365, everyHours: 6 },
  'penetration-tested': { kind: 'penetration-tests', days: 365, everyHours: 6 },
  'findings-closed': { kind: 'findings', days: null, everyHours: 6 },
  'agreements-current': { kind: 'agreements', days: null, everyHours: 6 },
}

/** The twenty clauses, and the one about third parties that the draft of version 2 brings: until it is published, its evidence stands beside the policy. */
export const evidencedClauses = [...clauseIds, 'data.recipients'] as const
export type EvidencedClause = (typeof evidencedClauses)[number]

/** The evidence of each clause. A clause without any is not measured yet, and says so; its actions are in `clause-actions.ts`. */
export const clauseEvidence: Record<EvidencedClause, readonly EvidenceId[]> = {
  'data.registration': ['columns-mapped', 'systems-tried'],
  'data.learning': ['columns-mapped', 'systems-tried', 'objections-in-time'],
  'data.technical': ['columns-mapped', 'systems-tried'],
  'purposes.service': ['service-consent'],
  'purposes.improvement': ['improvement-consented'],
  'purposes.communication': ['answers-supported', 'withdrawals-obeyed', 'messages-delivered'],
  'purposes.support': ['questions-answered'],
  'purposes.security': ['incidents-told'],
  'purposes.analytics': ['analytics-consented'],
  'rights.access': ['access-in-time'],
  'rights.rectification': ['rectification-in-time'],
  'rights.erasure': ['erasure-in-time', 'erasures-read-back'],
  'rights.restriction': ['restriction-in-time'],
  'rights.portability': ['portability-in-time'],
  'rights.withdrawal': ['withdrawal-in-time', 'withdrawals-obeyed'],
  'security.encryption': ['keys-current', 'fields-current', 'connections-encrypted'],
  'security.access-control': [
    'actions-recorded',
    'audit-log-verified',
    'log-cosigned',
    'staff-cleared',
    'access-reviewed',
  ],
  'security.audits': ['audits-made', 'penetration-tested', 'findings-closed'],
  'security.backups': ['backups-made', 'backups-restored', 'log-archived'],
  'security.training': ['training-current', 'staff-cleared'],
  'data.recipients': ['agreements-current'],
}
