import { and, desc, eq, gt } from 'drizzle-orm'
import { consentText } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { contentHash } from '#platform/canonical-json.ts'
import type { PurposeCode, TopicCode } from '../rules/catalogue.ts'

export type Words = Record<string, string>
export type ConsentText = {
  purpose: PurposeCode
  topic: TopicCode | ''
  words: Words
  /** How long a consent under these words lasts; absent: until it is withdrawn. */
  termMonths?: number
}

/** Identifies a text: one changed letter in one language is another hash. */
export const consentTextHash = (shown: ConsentText, locale: Locale) => contentHash({ ...shown, locale })

/** How the audit log names one text. */
export const textResource = (text: { purpose: string; topic: string; locale: Locale; version: number }) =>
  `consent-text:${[text.purpose, text.topic, text.locale, text.version].filter(Boolean).join('/')}`

/** Makes the given words those that are shown from now on; words that did not change keep their version. */
export async function publishConsentTexts(
  ctx: Context,
  locale: Locale,
  all: readonly ConsentText[],
): Promise<number> {
  authorize(ctx.actor, 'policy.publish')
  return ctx.transaction(async (tx) => {
    let changed = 0
    for (const shown of all) {
      const { purpose, topic, words, termMonths } = shown
      const sha256 = consentTextHash(shown, locale)
      const [newest] = await tx
        .select({ version: consentText.version, sha256: consentText.sha256 })
        .from(consentText)
        .where(
          and(
            eq(consentText.purpose, purpose),
            eq(consentText.topic, topic),
            eq(consentText.locale, locale),
            gt(consentText.version, 0),
          ),
        )
        .orderBy(desc(consentText.version))
        .limit(1)
      if (newest && Buffer.compare(newest.sha256, sha256) === 0) continue
      const version = (newest?.version ?? 0) + 1
      await tx.insert(consentText).values({
        purpose,
        topic,
        locale,
        version,
        words,
        sha256,
        termMonths,
        firstShownAt: ctx.clock.now(),
      })
      const resource = textResource({ purpose, topic, locale, version })
      await append(tx, ctx.auditedAs, { action: 'consent-text.publish', resource })
      changed += 1
    }
    return changed
  })
}

export type CurrentConsentText = ConsentText & { version: number; sha256: string }

/** The words shown today in one language, by purpose and topic. Words agreed to elsewhere have negative versions. */
export async function readConsentTexts(ctx: Context, locale: Locale): Promise<CurrentConsentText[]> {
  authorize(ctx.actor, 'policy.read')
  const rows = await ctx.database.db
    .selectDistinctOn([consentText.purpose, consentText.topic])
    .from(consentText)
    .where(and(eq(consentText.locale, locale), gt(consentText.version, 0)))
    .orderBy(consentText.purpose, consentText.topic, desc(consentText.version))
  return rows.map((row) => ({
    purpose: row.purpose,
    topic: row.topic as TopicCode | '',
    words: row.words,
    ...(row.termMonths === null ? {} : { termMonths: row.termMonths }),
    version: row.version,
    sha256: row.sha256.toString('hex'),
  }))
}
