import { channelCodes, purposeCodes, topicCodes } from '#db/schema/consent-codes.ts'
import type { Locale } from './locales.ts'
import { messages } from './messages.ts'

/** What purposes and topics are called in one language, by their name: `analytics`, `communication/schedule-changes`. */
export type ChoiceTitles = ReadonlyMap<string, string>

const among = <T extends string>(known: readonly T[], value: string): T | undefined =>
  known.find((one) => one === value)

/**
 * What a choice is called today: “Schedule changes, email”. `titles`: from the texts that the operator has published. What has none
 * is called as in the message files, and a code that no longer exists as it was recorded.
 */
export function choiceTitle(
  locale: Locale,
  key: { purpose: string; topic: string; channel: string },
  titles: ChoiceTitles,
): string {
  const { purposes, choices } = messages[locale]
  const purpose = among(purposeCodes, key.purpose)
  const topic = among(topicCodes, key.topic)
  const channel = among(channelCodes, key.channel)
  const built = topic ? purposes.communication.topics[topic].title : purpose && purposes[purpose].title
  const name = [key.purpose, key.topic].filter(Boolean).join('/')
  const title = titles.get(name) ?? (key.topic && !topic ? key.topic : built)
  return [title ?? key.purpose, channel && inSentence(locale, choices.channels[channel])]
    .filter(Boolean)
    .join(', ')
}

/** A word of a list or a sentence that is not its first: “email”, and “SMS” as it is. */
export const inSentence = (locale: Locale, word: string): string =>
  /^\p{Lu}(?!\p{Lu})/u.test(word) ? `${word.slice(0, 1).toLocaleLowerCase(locale)}${word.slice(1)}` : word

/** Where only the message files are at hand. */
export const noTitles: ChoiceTitles = new Map()
