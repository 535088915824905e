import { and, desc, eq, gt, isNull } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { consentCatalogue, consentText } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { contentHash } from '#platform/canonical-json.ts'
import { choiceName, type PurposeCode, type TopicCode } from '../rules/catalogue.ts'

export type Words = Record<string, string>
export type ConsentText = {
  purpose: PurposeCode
  topic: TopicCode | ''
  words: Words
  /** How long a consent under these words lasts; absent: until it is withdrawn. */
  termMonths?: number
}

/** Identifies a text: one changed letter in one language is another hash. */
export const consentTextHash = ({ purpose, topic, words, termMonths }: ConsentText, locale: Locale) =>
  contentHash({ purpose, topic, words, ...(termMonths === undefined ? {} : { termMonths }), locale })

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
  return ctx.transaction((tx) => writeConsentTexts(tx, ctx, locale, all))
}

/** The same in the caller's transaction, which has authorized. */
export async function writeConsentTexts(
  tx: Transaction,
  ctx: Context,
  locale: Locale,
  all: readonly ConsentText[],
): Promise<number> {
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
    const firstShownAt = ctx.clock.now()
    await tx
      .insert(consentText)
      .values({ purpose, topic, locale, version, words, sha256, termMonths, firstShownAt })
    const resource = textResource({ purpose, topic, locale, version })
    await append(tx, ctx.auditedAs, { action: 'consent-text.publish', resource })
    changed += 1
  }
  return changed
}

export type CurrentConsentText = ConsentText & { version: number; sha256: string }

/** The words shown today in one language, by purpose and topic. Words agreed to elsewhere have negative versions. */
export async function readConsentTexts(ctx: Context, locale: Locale): Promise<CurrentConsentText[]> {
  authorize(ctx.actor, 'policy.read')
  return consentTextsIn(ctx.database.db, locale)
}

/** The same in the caller's transaction, which has authorized. Not of what is offered no more. */
export async function consentTextsIn(
  tx: Pick<Transaction, 'selectDistinctOn'>,
  locale: Locale,
): Promise<CurrentConsentText[]> {
  const rows = await tx
    .selectDistinctOn([consentText.purpose, consentText.topic], { text: consentText })
    .from(consentText)
    .leftJoin(
      consentCatalogue,
      and(eq(consentCatalogue.purpose, consentText.purpose), eq(consentCatalogue.topic, consentText.topic)),
    )
    .where(
      and(eq(consentText.locale, locale), gt(consentText.version, 0), isNull(consentCatalogue.retiredIn)),
    )
    .orderBy(consentText.purpose, consentText.topic, desc(consentText.version))
  return rows.map(({ text }) => ({
    purpose: text.purpose,
    topic: text.topic,
    words: text.words,
    ...(text.termMonths === null ? {} : { termMonths: text.termMonths }),
    version: text.version,
    sha256: text.sha256.toString('hex'),
  }))
}

/** What purposes and topics are called in one language, by `purpose/topic`; also of those that are offered no more. */
export async function readChoiceTitles(ctx: Context, locale: Locale): Promise<ReadonlyMap<string, string>> {
  authorize(ctx.actor, 'policy.read')
  const { purpose, topic, words } = consentText
  const rows = await ctx.database.db
    .selectDistinctOn([purpose, topic], { purpose, topic, words })
    .from(consentText)
    .where(and(eq(consentText.locale, locale), gt(consentText.version, 0)))
    .orderBy(purpose, topic, desc(consentText.version))
  return new Map(
    rows.flatMap((row) => {
      const { title } = row.words
      return title ? [[choiceName({ ...row, channel: '' }), title] as const] : []
    }),
  )
}
