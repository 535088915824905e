import { and, eq, max } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { consentCatalogue, consentWording } from '#db/schema/consent.ts'
import type { PurposeFacts } from '#db/schema/purpose-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { type Locale, locales } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { type PublishWordings, publishDue } from '#domain/policy/drafts/publish-due.ts'
import { type ConsentText, consentTextsIn, writeConsentTexts } from '../texts/consent-texts.ts'
import { withWordings, wordingName } from './wordings.ts'

/** What the text of a purpose of the operator says beside their own words: its facts as sentences, and the term of a consent. */
export type PurposeBases = (locale: Locale, facts: PurposeFacts) => Pick<ConsentText, 'words' | 'termMonths'>

/**
 * Publishes the version of the policy whose date has come, and with it, in one transaction, the words of purposes and topics that
 * were approved together. The number of the version, or null.
 */
export async function publishDueVersion(ctx: Context, basesOf: PurposeBases): Promise<number | null> {
  authorize(ctx.actor, 'policy.publish')
  return publishDue(ctx, publishWordings(basesOf))
}

const publishWordings =
  (basesOf: PurposeBases): PublishWordings =>
  async (tx, ctx, { version, wordings }) => {
    if (wordings.length === 0) return
    const retired = new Set(wordings.filter(({ change }) => change === 'retire').map(wordingName))
    const written = wordings.filter(({ change }) => change !== 'retire')
    const now = await Promise.all(
      locales.map(async (locale) => [locale, await consentTextsIn(tx, locale)] as const),
    )
    for (const { purpose, topic, change, messageClass } of wordings) {
      if (change === 'edit') continue
      if (change === 'add')
        await tx.insert(consentCatalogue).values({
          purpose,
          topic,
          position: await nextPosition(tx),
          messageClass: topic === '' ? null : (messageClass ?? 'advertising'),
          addedIn: version,
        })
      else
        await tx
          .update(consentCatalogue)
          .set({ retiredIn: version })
          .where(and(eq(consentCatalogue.purpose, purpose), eq(consentCatalogue.topic, topic)))
      await append(tx, ctx.auditedAs, {
        action: `policy.${change}-${topic === '' ? 'purpose' : 'topic'}`,
        resource: `policy:${version}`,
        fields: [wordingName({ purpose, topic })],
      })
    }
    if (written.length > 0)
      await tx
        .insert(consentWording)
        .values(
          written.map(({ purpose, topic, texts, facts }) => ({ version, purpose, topic, texts, facts })),
        )
    for (const [locale, texts] of now) {
      const based = written.flatMap(({ purpose, topic, facts }) =>
        facts ? [{ purpose, topic, ...basesOf(locale, facts) }] : [],
      )
      const others = texts.filter((text) => based.every((one) => wordingName(one) !== wordingName(text)))
      const all = withWordings([...others, ...based], { wordings: written, retired }, locale)
      await writeConsentTexts(tx, ctx, locale, all)
    }
  }

async function nextPosition(tx: Transaction): Promise<number> {
  const [last] = await tx.select({ position: max(consentCatalogue.position) }).from(consentCatalogue)
  return (last?.position ?? 0) + 1
}
