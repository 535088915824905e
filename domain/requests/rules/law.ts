import type { ClauseId } from '#domain/policy/rules/clauses.ts'

/** Every provision that a term or a refusal rests on. 94-V: personal data; DC: Digital Code; rules-395: rules of collection. */
export const articles = [
  '94-V:8(2)',
  '94-V:8(7)',
  '94-V:10(2)',
  '94-V:18',
  '94-V:19-1(3)',
  '94-V:24(1)(1)',
  '94-V:24(1)(2)',
  '94-V:24(1)(3)',
  '94-V:24(1)(4)',
  '94-V:24(1)(5)',
  '94-V:25(2)(8)',
  '94-V:25(2)(9)',
  '94-V:30',
  'DC:41',
  'DC:41(4)',
  'rules-395:16',
  'rules-395:24',
] as const

export type Article = (typeof articles)[number]

/** A provision of the law, or the clause of the policy that promises it. */
export type Basis = Article | ClauseId

/** Where a refusal can be complained of: the ministry as the authority, or a court. */
export const complaintRoutes = ['authority', 'court'] as const
export const complaintBasis: readonly Article[] = ['94-V:30', 'rules-395:24']
