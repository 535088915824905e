import { eq, max } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { consentTopic, consentWording } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { locales } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { type PublishWordings, publishDue } from '#domain/policy/drafts/publish-due.ts'
import { consentTextsIn, writeConsentTexts } from '../texts/consent-texts.ts'
import { withWordings, wordingName } from './wordings.ts'

/**
 * Publishes the version of the policy whose date has come, and with it, in one transaction, the words of purposes and topics that
 * were approved together. The number of the version, or null.
 */
export async function publishDueVersion(ctx: Context): Promise<number | null> {
  authorize(ctx.actor, 'policy.publish')
  return publishDue(ctx, publishWordings)
}

const publishWordings: PublishWordings = async (tx, ctx, { version, wordings }) => {
  if (wordings.length === 0) return
  const retired = new Set(wordings.flatMap(({ topic, change }) => (change === 'retire' ? [topic] : [])))
  const written = wordings.filter(({ change }) => change !== 'retire')
  const now = await Promise.all(
    locales.map(async (locale) => [locale, await consentTextsIn(tx, locale)] as const),
  )
  for (const { purpose, topic, change, messageClass } of wordings) {
    if (change === 'edit') continue
    if (change === 'add')
      await tx.insert(consentTopic).values({
        topic,
        position: await nextPosition(tx),
        messageClass: messageClass ?? 'advertising',
        addedIn: version,
      })
    else await tx.update(consentTopic).set({ retiredIn: version }).where(eq(consentTopic.topic, topic))
    await append(tx, ctx.auditedAs, {
      action: `policy.${change}-topic`,
      resource: `policy:${version}`,
      fields: [wordingName({ purpose, topic })],
    })
  }
  if (written.length > 0)
    await tx
      .insert(consentWording)
      .values(written.map(({ purpose, topic, texts }) => ({ version, purpose, topic, texts })))
  for (const [locale, texts] of now)
    await writeConsentTexts(tx, ctx, locale, withWordings(texts, { wordings: written, retired }, locale))
}

async function nextPosition(tx: Transaction): Promise<number> {
  const [last] = await tx.select({ position: max(consentTopic.position) }).from(consentTopic)
  return (last?.position ?? 0) + 1
}
