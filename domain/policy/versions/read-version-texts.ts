import { asc, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { policyClause, policyPart, policyText } from '#db/schema/policy.ts'
import { type Locale, locales } from '#domain/access/locale.ts'
import type { PolicyText } from '../rules/policy-text.ts'

/** The words of a version in all three languages; empty for a version that does not exist. The caller has authorized. */
export async function readVersionTexts(
  tx: Pick<Transaction, 'select'>,
  version: number,
): Promise<Record<Locale, PolicyText>> {
  const heads = await tx.select().from(policyText).where(eq(policyText.version, version))
  const parts = await tx
    .select()
    .from(policyPart)
    .where(eq(policyPart.version, version))
    .orderBy(asc(policyPart.position))
  const clauses = await tx
    .select()
    .from(policyClause)
    .where(eq(policyClause.version, version))
    .orderBy(asc(policyClause.position))
  const textIn = (locale: Locale): PolicyText => {
    const head = heads.find((one) => one.locale === locale)
    return {
      title: head?.title ?? '',
      introduction: head?.introduction ?? '',
      parts: parts
        .filter((part) => part.locale === locale)
        .map((part) => ({
          id: part.partId,
          title: part.title,
          clauses: clauses
            .filter((clause) => clause.locale === locale && clause.partId === part.partId)
            .map(({ clauseId, title, body }) => ({ id: clauseId, title, body })),
        })),
    }
  }
  return Object.fromEntries(locales.map((locale) => [locale, textIn(locale)])) as Record<Locale, PolicyText>
}
