import { channelCodes, purposeCodes, topicCodes } from '#db/schema/consent-codes.ts'
import type { Locale } from './locales.ts'
import { messages } from './messages.ts'

const among = <T extends string>(known: readonly T[], value: string): T | undefined =>
  known.find((one) => one === value)

/** What a choice is called today: “Schedule changes, SMS”. A code that no longer exists is shown as it was recorded. */
export function choiceTitle(
  locale: Locale,
  key: { purpose: string; topic: string; channel: string },
): string {
  const { purposes, choices } = messages[locale]
  const purpose = among(purposeCodes, key.purpose)
  const topic = among(topicCodes, key.topic)
  const channel = among(channelCodes, key.channel)
  const title = topic ? purposes.communication.topics[topic].title : purpose && purposes[purpose].title
  return [title ?? key.purpose, channel && choices.channels[channel]].filter(Boolean).join(', ')
}
