import type { request } from '#db/schema/requests.ts'
import type { SubjectCipher } from '#domain/people/record/subject-fields.ts'
import type { RequestDetails } from '../forms/request-schemas.ts'
import { type KindName, kindName } from '../rules/kinds.ts'
import type { RequestState } from '../rules/request-state.ts'

export type RequestRow = typeof request.$inferSelect

type SealedColumn = 'details_sealed' | 'refusal_reason_sealed' | 'draft_sealed'

/** Where a text of a request is sealed. */
export const requestPlace = (requestId: string, column: SealedColumn) => ({
  table: 'request',
  column,
  row: requestId,
})

export function kindOf(row: Pick<RequestRow, 'kind' | 'variant'>): KindName {
  const name = kindName(row.kind, row.variant)
  if (!name) throw new RangeError(`request kind ${row.kind}/${row.variant}`)
  return name
}

/**
 * The row as the lifecycle rules see it. Where two people must decide, that is assumed unless the caller says that
 * one may.
 */
export function stateOf(row: RequestRow, oneMayDecide = false): RequestState {
  const { status, channel, locale, subjectId, approvalDelayEndsAt, decision, decidedBy } = row
  return {
    status,
    channel,
    locale,
    subjectId,
    approvalDelayEndsAt,
    oneMayDecide,
    kind: kindOf(row),
    lapsesAt: null,
    decision: decision && decidedBy ? { outcome: decision, by: decidedBy } : null,
    approved: row.approvedAt !== null,
    corrects: row.corrects !== null,
    executing: row.executingSince !== null,
  }
}

const fieldNames: readonly string[] = [
  'message',
  'scope',
  'item',
  'old-value',
  'correct-value',
  'circumstances',
  'target',
  'categories',
] satisfies (keyof RequestDetails)[]

/** The fields of a form as they are sealed; null when nothing was written. */
export function encryptDetails(
  cipher: SubjectCipher,
  requestId: string,
  details: RequestDetails,
): Buffer | null {
  if (Object.keys(details).length === 0) return null
  return cipher.encrypt(requestPlace(requestId, 'details_sealed'), JSON.stringify(details))
}

export function decryptDetails(cipher: SubjectCipher, row: Pick<RequestRow, 'requestId' | 'detailsSealed'>) {
  if (!row.detailsSealed) return {}
  return parseDetails(cipher.decrypt(requestPlace(row.requestId, 'details_sealed'), row.detailsSealed))
}

export function parseDetails(json: string): RequestDetails {
  const given: unknown = JSON.parse(json)
  const entries = Object.entries(given ?? {}).filter(([name]) => fieldNames.includes(name))
  return Object.fromEntries(entries)
}
