import { asc, desc, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { policyDraft, policyDraftItem, policyVersion } from '#db/schema/policy.ts'
import { type Locale, locales } from '#domain/access/locale.ts'
import { contentHash } from '#platform/canonical-json.ts'
import { textOfItems, type WordingChange } from '../rules/draft.ts'
import { type PolicyText, shownText } from '../rules/policy-text.ts'

export type DraftRow = typeof policyDraft.$inferSelect
export type DraftItemRow = typeof policyDraftItem.$inferSelect

/** Hash of one language of a draft, hex: what an approval of it is bound to. Words of purposes and topics are part of it. */
export const languageHash = (text: PolicyText, wordings: readonly WordingChange[], locale: Locale) =>
  contentHash({
    locale,
    ...shownText(text),
    wordings: wordings.map(({ purpose, topic, change, messageClass, facts, texts }) => ({
      purpose,
      topic,
      change,
      messageClass,
      // A draft without purposes of the operator keeps the hash that was approved.
      ...(facts ? { facts } : {}),
      words: texts[locale],
    })),
  }).toString('hex')

/** Languages whose present text is approved. */
export const approvedLanguages = (
  { approvals, wordings }: DraftRow,
  texts: Record<Locale, PolicyText>,
): Locale[] =>
  locales.filter((locale) => approvals[locale]?.sha256 === languageHash(texts[locale], wordings, locale))

/** Hash of everything that a second person approves, hex. */
export function proposalHash(row: DraftRow, texts: Record<Locale, PolicyText>): string {
  const { version, change, material, purposes, summary, effectiveOn, documentDate, wordings } = row
  const hashes = locales.map((locale) => languageHash(texts[locale], wordings, locale))
  return contentHash({
    version,
    change,
    material,
    purposes,
    summary,
    effectiveOn,
    documentDate,
    hashes,
  }).toString('hex')
}

/** The draft with its pieces, locked until the end of the transaction where `lock` says so; null: there is none. */
export async function findDraft(
  tx: Transaction,
  { lock }: { lock: boolean },
): Promise<{ row: DraftRow; items: DraftItemRow[]; texts: Record<Locale, PolicyText> } | null> {
  const query = tx.select().from(policyDraft).orderBy(desc(policyDraft.version)).limit(1)
  const [row] = await (lock ? query.for('update') : query)
  if (!row) return null
  const items = await tx
    .select()
    .from(policyDraftItem)
    .where(eq(policyDraftItem.version, row.version))
    .orderBy(asc(policyDraftItem.position))
  const texts = Object.fromEntries(locales.map((locale) => [locale, textOfItems(items, locale)]))
  return { row, items, texts: texts as Record<Locale, PolicyText> }
}

/** The number of the newest published version, 0 before the first. */
export async function newestVersion(tx: Transaction): Promise<number> {
  const [row] = await tx
    .select({ version: policyVersion.version })
    .from(policyVersion)
    .where(eq(policyVersion.status, 'published'))
    .orderBy(desc(policyVersion.version))
    .limit(1)
  return row?.version ?? 0
}
