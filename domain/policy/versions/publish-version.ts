import type { Transaction } from '#db/client.ts'
import { policyClause, policyPart, policyText, policyVersion } from '#db/schema/policy.ts'
import type { policyChanges, policyWordings } from '#db/schema/policy-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { type Locale, locales } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { contentHash } from '#platform/canonical-json.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { type PolicyText, shownText } from '../rules/policy-text.ts'

export type NewVersion = {
  version: number
  lastUpdatedOn: string
  effectiveOn: string | null
  material: boolean
  /** Absent: only the words changed. */
  change?: (typeof policyChanges)[number]
  /** The purposes for which people are asked again. */
  purposes?: readonly string[]
  /** The member of staff who approved it; null: nobody did, as for the first version. */
  approvedBy?: string | null
  /** Absent: this portal's wording. */
  wording?: (typeof policyWordings)[number]
  summary: Record<Locale, string>
  texts: Record<Locale, PolicyText>
}

/** SHA-256 over all three languages of a version, of just what the API publishes (docs/verify-receipts.md). */
export const versionHash = ({ version, lastUpdatedOn, texts }: NewVersion) =>
  contentHash({
    version,
    lastUpdatedOn,
    texts: { kk: shownText(texts.kk), ru: shownText(texts.ru), en: shownText(texts.en) },
  })

/** Publishes a version in all three languages. Afterwards a database trigger refuses every change. */
export async function publishVersion(ctx: Context, given: NewVersion): Promise<void> {
  authorize(ctx.actor, 'policy.publish')
  await ctx.transaction((tx) => writeVersion(tx, ctx, given))
}

/**
 * The same in the caller's transaction. The texts are written before the version, which is published from its first moment:
 * the role of the app adds rows and changes none.
 */
export async function writeVersion(tx: Transaction, ctx: Context, given: NewVersion): Promise<void> {
  const { version } = given
  for (const locale of locales) {
    const text = given.texts[locale]
    await tx
      .insert(policyText)
      .values({ version, locale, title: text.title, introduction: text.introduction })
    await tx.insert(policyPart).values(
      text.parts.map((part, position) => ({
        version,
        locale,
        partId: part.id,
        position,
        title: part.title,
      })),
    )
    const clauses = text.parts.flatMap((part) => part.clauses.map((clause) => ({ part, clause })))
    await tx.insert(policyClause).values(
      clauses.map(({ part, clause }, position) => ({
        version,
        locale,
        partId: part.id,
        clauseId: clause.id,
        position,
        title: clause.title,
        body: clause.body,
      })),
    )
  }
  await tx.insert(policyVersion).values({
    version,
    status: 'published',
    lastUpdatedOn: given.lastUpdatedOn,
    effectiveOn: given.effectiveOn,
    material: given.material,
    change: given.change,
    purposes: given.purposes && [...given.purposes],
    wording: given.wording,
    summary: given.summary,
    sha256: versionHash(given),
    approvedBy: given.approvedBy,
    publishedAt: ctx.clock.now(),
  })
  await append(tx, ctx.auditedAs, { action: 'policy.publish', resource: `policy:${version}` })
  await enqueue(tx, 'publish-policy-event', { version })
  await enqueue(tx, 'render-snapshots', {}, { key: 'render-snapshots' })
}
