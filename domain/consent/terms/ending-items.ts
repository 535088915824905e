import type { consentEvent } from '#db/schema/consent.ts'
import type { ChoiceItem } from '../ledger/ledger-item.ts'
import { isRecordable } from '../rules/catalogue.ts'

export type Grant = typeof consentEvent.$inferSelect

/**
 * What ends these consents without the person: one item for each subject and language, since the cited text is that of the
 * language it was shown in.
 */
export function endingItems(
  ended: readonly Grant[],
  { policyVersion, origin }: { policyVersion: number; origin: 'term' | 'policy' },
): ChoiceItem[] {
  const items = new Map<string, ChoiceItem>()
  for (const event of ended) {
    const { subjectId, locale, purpose, topic, channel, textSha256 } = event
    const key = { purpose, topic, channel }
    if (!isRecordable(key)) continue
    const place = `${subjectId} ${locale}`
    const item = items.get(place) ?? {
      person: { subjectId },
      locale,
      policyVersion,
      origin,
      idempotencyKey: null,
      choices: [],
    }
    item.choices.push({ ...key, decision: 'withdrawn', textSha256: textSha256.toString('hex') })
    items.set(place, item)
  }
  return [...items.values()]
}
