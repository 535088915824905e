import type { Unsubscribe } from '#domain/consent/unsubscribe/read-unsubscribe.ts'
import type { Operator } from '#domain/policy/operator/operator.ts'
import { type ChoiceTitles, choiceTitle } from '#i18n/choice-title.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'

/** Who sends what, by which channel, and whether it is advertising. */
export function linkFacts(
  locale: Locale,
  { purpose, topic, channel, messageClass }: Unsubscribe,
  { operator, titles }: { operator: Operator; titles: ChoiceTitles },
) {
  const { unsubscribe: t, choices } = messages[locale]
  const facts = [{ term: t.sender, value: operator.name[locale] }]
  const title = choiceTitle(locale, { purpose, topic, channel: '' }, titles)
  facts.push({ term: topic ? t.topic : t.purpose, value: title })
  if (channel) facts.push({ term: t.channel, value: choices.channels[channel] })
  if (messageClass) facts.push({ term: t.kind, value: choices.messageClass[messageClass] })
  return { facts, choice: choiceTitle(locale, { purpose, topic, channel }, titles) }
}
