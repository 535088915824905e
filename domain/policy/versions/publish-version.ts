import { eq } from 'drizzle-orm'
import { policyClause, policyPart, policyText, policyVersion } from '#db/schema/policy.ts'
import type { policyWordings } from '#db/schema/policy-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { type Locale, locales } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { contentHash } from '#platform/canonical-json.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'

export type PolicyText = {
  title: string
  introduction: string
  parts: { id: string; title: string; clauses: { id: string; title: string; body: string }[] }[]
}

export type NewVersion = {
  version: number
  lastUpdatedOn: string
  effectiveOn: string | null
  material: boolean
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

const shownText = ({ title, introduction, parts }: PolicyText): PolicyText => ({
  title,
  introduction,
  parts: parts.map((part) => ({
    id: part.id,
    title: part.title,
    clauses: part.clauses.map(({ id, title, body }) => ({ id, title, body })),
  })),
})

/** Publishes a version in all three languages. Afterwards a database trigger refuses every change. */
export async function publishVersion(ctx: Context, given: NewVersion): Promise<void> {
  authorize(ctx.actor, 'policy.publish')
  const { version } = given
  await ctx.transaction(async (tx) => {
    await tx.insert(policyVersion).values({
      version,
      status: 'draft',
      lastUpdatedOn: given.lastUpdatedOn,
      effectiveOn: given.effectiveOn,
      material: given.material,
      wording: given.wording,
      summary: given.summary,
    })
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
    await tx
      .update(policyVersion)
      .set({ status: 'published', sha256: versionHash(given), publishedAt: ctx.clock.now() })
      .where(eq(policyVersion.version, version))
    await append(tx, ctx.auditedAs, { action: 'policy.publish', resource: `policy:${version}` })
    await enqueue(tx, 'publish-policy-event', { version })
    await enqueue(tx, 'render-snapshots', {}, { key: 'render-snapshots' })
  })
}
