/** What is measured. The names are final: the API, rows and addresses use them. */
export const evidenceIds = [
  'objections-in-time',
  'service-consent',
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
  'actions-recorded',
  'audit-log-verified',
  'staff-cleared',
] as const
