import type { Transaction } from '#db/client.ts'
import { policyClause, policyPart } from '#db/schema/policy.ts'
import type { KnownHeadings } from './headings.ts'

/** Every part and clause that was ever published, with its headings in all versions and languages. The caller has authorized. */
export async function readPublishedHeadings(tx: Pick<Transaction, 'selectDistinct'>): Promise<KnownHeadings> {
  const parts = await tx.selectDistinct({ id: policyPart.partId, title: policyPart.title }).from(policyPart)
  const clauses = await tx
    .selectDistinct({ id: policyClause.clauseId, title: policyClause.title })
    .from(policyClause)
  return { parts: grouped(parts), clauses: grouped(clauses) }
}

function grouped(rows: readonly { id: string; title: string }[]) {
  const byId = new Map<string, string[]>()
  for (const { id, title } of rows) byId.set(id, [...(byId.get(id) ?? []), title])
  return [...byId].map(([id, titles]) => ({ id, titles }))
}
