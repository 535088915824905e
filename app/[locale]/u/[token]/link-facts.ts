import type { ChoiceKey } from '#domain/consent/rules/catalogue.ts'
import { messageClass } from '#domain/consent/rules/catalogue.ts'
import type { Operator } from '#domain/policy/operator/operator.ts'
import { choiceTitle } from '#i18n/choice-title.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'

/** Who sends what, by which channel, and whether it is advertising. */
export function linkFacts(locale: Locale, { purpose, topic, channel }: ChoiceKey, operator: Operator) {
  const { unsubscribe: t, choices } = messages[locale]
  const facts = [{ term: t.sender, value: operator.name[locale] }]
  const title = choiceTitle(locale, { purpose, topic, channel: '' })
  facts.push({ term: topic ? t.topic : t.purpose, value: title })
  if (channel) facts.push({ term: t.channel, value: choices.channels[channel] })
  if (topic) facts.push({ term: t.kind, value: choices.messageClass[messageClass(topic)] })
  return { facts, choice: choiceTitle(locale, { purpose, topic, channel }) }
}
