import {
  type ChannelCode,
  channelCodes,
  type PurposeCode,
  purposeCodes,
  topicCodes,
} from '#domain/consent/rules/catalogue.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'

const among = <T extends string>(known: readonly T[], value: string): T | undefined =>
  known.find((one) => one === value)

/** What a choice is called today: “Schedule changes, SMS”. A code that is no longer known stands as it was recorded. */
export function choiceTitle(
  locale: Locale,
  key: { purpose: string; topic: string; channel: string },
): string {
  const { purposes, choices } = messages[locale]
  const purpose: PurposeCode | undefined = among(purposeCodes, key.purpose)
  const topic = among(topicCodes, key.topic)
  const channel: ChannelCode | undefined = among(channelCodes, key.channel)
  const title = topic ? purposes.communication.topics[topic].title : purpose && purposes[purpose].title
  return [title ?? key.purpose, channel && choices.channels[channel]].filter(Boolean).join(', ')
}
