import type { requestKinds } from '#db/schema/request-codes.ts'
import { purposeClauses, touchablePurposes } from './purpose-clauses.ts'

const ofRequest = {
  access: 'rights.access',
  rectification: 'rights.rectification',
  erasure: 'rights.erasure',
  restriction: 'rights.restriction',
  portability: 'rights.portability',
  withdrawal: 'rights.withdrawal',
  // A clause of the proposed second version: the first one says nothing of objections.
  objection: 'rights.objection',
  question: 'purposes.support',
} as const satisfies Record<(typeof requestKinds)[number], string>

/** The clause that a request relies on. */
export const clauseOfRequest = (kind: keyof typeof ofRequest): string => ofRequest[kind]

/** The clause that says what is done under a purpose; null for one of the operator, which has none. */
export function clauseOfPurpose(purpose: string): string | null {
  const known = touchablePurposes.find((one) => one === purpose)
  return known ? (purposeClauses[known].at(-1) ?? null) : null
}
