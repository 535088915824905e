import { expect, test } from 'vitest'
import { requestKinds } from '#db/schema/request-codes.ts'
import { proposedClauseActions } from './clause-actions.ts'
import { clauseOfPurpose, clauseOfRequest } from './clause-concerned.ts'
import { clauseIds } from './clauses.ts'

test('the clause of each kind of request is in the first version or in the proposed second one', () => {
  const known: string[] = [...clauseIds, ...Object.keys(proposedClauseActions)]
  for (const kind of requestKinds) expect(known).toContain(clauseOfRequest(kind))
  expect(clauseOfRequest('erasure')).toBe('rights.erasure')
})

test.each([
  ['service', 'purposes.service'],
  ['communication', 'purposes.communication'],
  ['personalisation', 'data.learning'],
  ['improvement', 'purposes.improvement'],
  ['analytics', 'purposes.analytics'],
  ['alumni-club', null],
])('the purpose %s is described in the clause %s', (purpose, clause) => {
  expect(clauseOfPurpose(purpose)).toBe(clause)
})
