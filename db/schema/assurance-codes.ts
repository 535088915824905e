/** What is measured. The names are final: the API, rows and addresses use them. */
export const evidenceIds = [
  'columns-mapped',
  'systems-tried',
  'objections-in-time',
  'service-consent',
  'improvement-consented',
  'analytics-consented',
  'answers-supported',
  'withdrawals-obeyed',
  'messages-delivered',
  'questions-answered',
  'access-in-time',
  'rectification-in-time',
  'erasure-in-time',
  'erasures-read-back',
  'restriction-in-time',
  'portability-in-time',
  'withdrawal-in-time',
  'keys-current',
  'fields-current',
  'connections-encrypted',
  'actions-recorded',
  'audit-log-verified',
  'log-cosigned',
  'staff-cleared',
  'training-current',
  'access-reviewed',
  'backups-made',
  'backups-restored',
  'log-archived',
  'incidents-told',
  'audits-made',
  'penetration-tested',
  'findings-closed',
  'agreements-current',
] as const

/** What looks for weaknesses: an audit of how security is kept, or an attempt to break in. */
export const auditKinds = ['audit', 'penetration-test'] as const
export type AuditKind = (typeof auditKinds)[number]

/** An archive for an auditor: asked for, made, not made, or deleted when its time was over. */
export const kitStates = ['waiting', 'ready', 'failed', 'expired'] as const

/** Why no archive was made: no record is sealed, the disk is full, or something else that the log of the worker says. */
export const kitFailures = ['nothing-sealed', 'no-room', 'failed'] as const

/** The gravest first. */
export const severities = ['critical', 'high', 'medium', 'low'] as const
export type Severity = (typeof severities)[number]

/** What an entry of the register says: how it is from a day on, or that it ends. */
export const subprocessorEntries = ['state', 'end'] as const

/** On what a transfer to another country rests (Art. 16 of Law 94-V). `home`: the data stays in Kazakhstan. */
export const transferBases = ['home', 'protecting-state', 'consent', 'treaty', 'law'] as const
export type TransferBasis = (typeof transferBases)[number]
