/** The four parts and twenty clauses of the policy. The ids are final: addresses, the database and links use them. */
export const parts = ['data', 'purposes', 'rights', 'security'] as const

export const clauseIds = [
  'data.registration',
  'data.learning',
  'data.technical',
  'purposes.service',
  'purposes.improvement',
  'purposes.communication',
  'purposes.support',
  'purposes.security',
  'purposes.analytics',
  'rights.access',
  'rights.rectification',
  'rights.erasure',
  'rights.restriction',
  'rights.portability',
  'rights.withdrawal',
  'security.encryption',
  'security.access-control',
  'security.audits',
  'security.backups',
  'security.training',
] as const

export type ClauseId = (typeof clauseIds)[number]

/** The rights a person can use: the six of the policy and the objection that the law adds (Art. 19-1). */
export const rights = [
  'access',
  'rectification',
  'erasure',
  'restriction',
  'portability',
  'withdrawal',
  'objection',
] as const

export type Right = (typeof rights)[number]

export function isRight(value: unknown): value is Right {
  return typeof value === 'string' && rights.some((one) => one === value)
}
