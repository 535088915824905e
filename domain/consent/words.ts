import { and, desc, eq, gt } from 'drizzle-orm'
import { consentWords } from '#db/schema/consent.ts'
import { contentHash } from '#platform/canonical-json.ts'
import type { Context } from '../people/context.ts'
import type { Locale } from '../people/locale.ts'
import { authorize } from '../people/permissions.ts'
import type { PurposeCode, TopicCode } from './catalogue.ts'

export type Words = Record<string, string>
export type ShownWords = {
  purpose: PurposeCode
  topic: TopicCode | ''
  words: Words
  /** How long a consent under these words lasts; absent: until it is withdrawn. */
  termMonths?: number
}

/** What identifies the words: a change of one letter in one language is another hash. */
export const wordsHash = (shown: ShownWords, locale: Locale) => contentHash({ ...shown, locale })

/** Makes the given words those that are shown from now on; words that did not change keep their version. */
export async function publishWords(
  ctx: Context,
  locale: Locale,
  all: readonly ShownWords[],
): Promise<number> {
  authorize(ctx.actor, 'policy.publish')
  return ctx.transaction(async (tx) => {
    let changed = 0
    for (const shown of all) {
      const { purpose, topic, words, termMonths } = shown
      const sha256 = wordsHash(shown, locale)
      const [newest] = await tx
        .select({ version: consentWords.version, sha256: consentWords.sha256 })
        .from(consentWords)
        .where(
          and(
            eq(consentWords.purpose, purpose),
            eq(consentWords.topic, topic),
            eq(consentWords.locale, locale),
            gt(consentWords.version, 0),
          ),
        )
        .orderBy(desc(consentWords.version))
        .limit(1)
      if (newest && Buffer.compare(newest.sha256, sha256) === 0) continue
      await tx
        .insert(consentWords)
        .values({ purpose, topic, locale, version: (newest?.version ?? 0) + 1, words, sha256, termMonths })
      changed += 1
    }
    return changed
  })
}

export type CurrentWords = ShownWords & { version: number; sha256: string }

/** The words shown today in one language, by purpose and topic. Words agreed to elsewhere have negative versions. */
export async function currentWords(ctx: Context, locale: Locale): Promise<CurrentWords[]> {
  authorize(ctx.actor, 'policy.read')
  const rows = await ctx.database.db
    .selectDistinctOn([consentWords.purpose, consentWords.topic])
    .from(consentWords)
    .where(and(eq(consentWords.locale, locale), gt(consentWords.version, 0)))
    .orderBy(consentWords.purpose, consentWords.topic, desc(consentWords.version))
  return rows.map((row) => ({
    purpose: row.purpose,
    topic: row.topic as TopicCode | '',
    words: row.words,
    ...(row.termMonths === null ? {} : { termMonths: row.termMonths }),
    version: row.version,
    sha256: row.sha256.toString('hex'),
  }))
}
