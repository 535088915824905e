import { and, asc, desc, eq, gt, lt } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { consentCatalogue, consentText, consentWording } from '#db/schema/consent.ts'
import type { PurposeFacts } from '#db/schema/purpose-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { type Locale, locales } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { publishedTimes } from '#domain/policy/versions/read-policy.ts'
import { isOperatorPurpose, type MessageClass } from '../rules/catalogue.ts'
import { consentTextsIn } from '../texts/consent-texts.ts'
import { catalogueIn } from '../texts/read-catalogue.ts'
import type { ShownWords } from './compare-wordings.ts'
import { fieldsOf, type TextsInLanguages, type Wording, wordingName } from './wordings.ts'

/** The operator's own words of each purpose and topic, the newest of each. The caller has authorized. */
export async function ownWordings(tx: Pick<Transaction, 'selectDistinctOn'>): Promise<Wording[]> {
  const { purpose, topic, texts, facts, version } = consentWording
  return tx
    .selectDistinctOn([purpose, topic], { purpose, topic, texts, facts })
    .from(consentWording)
    .orderBy(purpose, topic, desc(version))
}

type Named = { purpose: string; topic: string }

/** A purpose or a topic with the words that people are shown today; empty where they are not published in a language. */
export type WordingInForce = Wording & { messageClass: MessageClass | null }

/** Every purpose and every offered topic with its words today, purposes first, in their order. The caller has authorized. */
export async function wordingsInForce(
  tx: Pick<Transaction, 'select' | 'selectDistinctOn'>,
): Promise<WordingInForce[]> {
  const own = await ownWordings(tx)
  const shown = new Map(
    await Promise.all(locales.map(async (locale) => [locale, await consentTextsIn(tx, locale)] as const)),
  )
  const { position, purpose: of, topic: about } = consentCatalogue
  const catalogue = await tx.select().from(consentCatalogue).orderBy(asc(position), asc(of), asc(about))
  const known = (shown.get('ru') ?? []).map(({ purpose, topic }) => ({ purpose, topic }))
  // Purposes that come with the portal, those of the operator, topics.
  const isOwn = ({ purpose }: Named) => isOperatorPurpose(purpose)
  const rank = (one: Named) => (one.topic !== '' ? 2 : isOwn(one) ? 1 : 0)
  const place = (one: Named) => catalogue.findIndex((held) => wordingName(held) === wordingName(one))
  return known
    .sort((a, b) => rank(a) - rank(b) || (rank(a) === 0 ? 0 : place(a) - place(b)))
    .map(({ purpose, topic }) => {
      const of = (locale: (typeof locales)[number]) => {
        const words = shown.get(locale)?.find((one) => one.purpose === purpose && one.topic === topic)?.words
        return Object.fromEntries(fieldsOf(topic).map((name) => [name, words?.[name] ?? '']))
      }
      const texts: TextsInLanguages = { kk: of('kk'), ru: of('ru'), en: of('en') }
      const facts = own.find((one) => one.purpose === purpose && one.topic === topic)?.facts ?? null
      return {
        purpose,
        topic,
        texts,
        facts,
        messageClass: catalogue[place({ purpose, topic })]?.messageClass ?? null,
      }
    })
}

/** The same for the editor. */
export async function readWordings(ctx: Context): Promise<WordingInForce[]> {
  authorize(ctx.actor, 'policy-drafts.read')
  return wordingsInForce(ctx.database.db)
}

export type OwnPurpose = {
  purpose: string
  titles: Record<Locale, string>
  facts: PurposeFacts
  isOffered: boolean
}

/** The purposes that the operator has added, with what they say of each; also those offered no more. The caller has authorized. */
export async function ownPurposesIn(
  tx: Pick<Transaction, 'select' | 'selectDistinctOn'>,
): Promise<OwnPurpose[]> {
  const { purposes } = await catalogueIn(tx)
  const own = await ownWordings(tx)
  return own.flatMap(({ purpose, facts, texts: { kk, ru, en } }) => {
    if (!facts) return []
    const titles = { kk: kk.title ?? '', ru: ru.title ?? '', en: en.title ?? '' }
    return [{ purpose, facts, titles, isOffered: purposes.includes(purpose) }]
  })
}

/** Those that are offered today, for a page. */
export async function readOwnPurposes(ctx: Context): Promise<OwnPurpose[]> {
  authorize(ctx.actor, 'policy.read')
  return (await ownPurposesIn(ctx.database.db)).filter(({ isOffered }) => isOffered)
}

/**
 * What people were shown of every purpose and topic while a version of the policy was the newest: the texts that were published
 * before the next one. Empty for a version that there is not.
 */
export async function readShownWords(ctx: Context, locale: Locale, version: number): Promise<ShownWords> {
  authorize(ctx.actor, 'policy.read')
  const { db } = ctx.database
  const published = await publishedTimes(db)
  const next = published.find((one) => one.version > version)
  if (!published.some((one) => one.version === version)) return new Map()
  const { purpose, topic, words, firstShownAt } = consentText
  const shown = await db
    .selectDistinctOn([purpose, topic], { purpose, topic, words })
    .from(consentText)
    .where(
      and(
        eq(consentText.locale, locale),
        gt(consentText.version, 0),
        next ? lt(firstShownAt, next.publishedAt) : undefined,
      ),
    )
    .orderBy(purpose, topic, desc(consentText.version))
  const catalogue = new Map(
    (await db.select().from(consentCatalogue)).map((one) => [wordingName(one), one] as const),
  )
  const isOffered = (name: string) => {
    const { addedIn = 0, retiredIn = null } = catalogue.get(name) ?? {}
    return addedIn <= version && (retiredIn === null || retiredIn > version)
  }
  return new Map(
    shown.map((text) => [wordingName(text), text.words] as const).filter(([name]) => isOffered(name)),
  )
}
