import { asc, desc } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { consentTopic, consentWording } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { locales } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import type { MessageClass } from '../rules/catalogue.ts'
import { consentTextsIn } from '../texts/consent-texts.ts'
import { fieldsOf, type TextsInLanguages, type Wording } from './wordings.ts'

/** The operator's own words of each purpose and topic, the newest of each. The caller has authorized. */
export async function ownWordings(tx: Pick<Transaction, 'selectDistinctOn'>): Promise<Wording[]> {
  const { purpose, topic, texts, version } = consentWording
  return tx
    .selectDistinctOn([purpose, topic], { purpose, topic, texts })
    .from(consentWording)
    .orderBy(purpose, topic, desc(version))
}

/** A purpose or a topic with the words that people are shown today; empty where they are not published in a language. */
export type WordingInForce = Wording & { messageClass: MessageClass | null }

/** Every purpose and every offered topic with its words today, purposes first, in their order. The caller has authorized. */
export async function wordingsInForce(
  tx: Pick<Transaction, 'select' | 'selectDistinctOn'>,
): Promise<WordingInForce[]> {
  const shown = new Map(
    await Promise.all(locales.map(async (locale) => [locale, await consentTextsIn(tx, locale)] as const)),
  )
  const topics = await tx
    .select()
    .from(consentTopic)
    .orderBy(asc(consentTopic.position), asc(consentTopic.topic))
  const known = (shown.get('ru') ?? []).map(({ purpose, topic }) => ({ purpose, topic }))
  const place = ({ topic }: { topic: string }) => topics.findIndex((one) => one.topic === topic)
  return known
    .sort((a, b) => place(a) - place(b))
    .map(({ purpose, topic }) => {
      const of = (locale: (typeof locales)[number]) => {
        const words = shown.get(locale)?.find((one) => one.purpose === purpose && one.topic === topic)?.words
        return Object.fromEntries(fieldsOf(topic).map((name) => [name, words?.[name] ?? '']))
      }
      const texts: TextsInLanguages = { kk: of('kk'), ru: of('ru'), en: of('en') }
      return { purpose, topic, texts, messageClass: topics[place({ topic })]?.messageClass ?? null }
    })
}

/** The same for the editor. */
export async function readWordings(ctx: Context): Promise<WordingInForce[]> {
  authorize(ctx.actor, 'policy-drafts.read')
  return wordingsInForce(ctx.database.db)
}
