import {
  channelCodes,
  type decisions,
  type purposeCodes,
  type signals,
  topicCodes,
} from '#db/schema/consent-codes.ts'

export type PurposeCode = (typeof purposeCodes)[number]
export type TopicCode = (typeof topicCodes)[number]
export type ChannelCode = (typeof channelCodes)[number]
export type Decision = (typeof decisions)[number]
export type Signal = (typeof signals)[number]

/** What one choice is about. `topic` and `channel` are empty for a purpose that has none. */
export type ChoiceKey = { purpose: PurposeCode; topic: TopicCode | ''; channel: ChannelCode | '' }

/** Purposes a person switches on and off as a whole. */
export const switchPurposes = ['personalisation', 'improvement', 'analytics'] as const

/** Everything optional: each purpose, and each topic on each channel. Off until the person grants it. */
export const optionalChoices: readonly ChoiceKey[] = [
  ...topicCodes.flatMap((topic) =>
    channelCodes.map((channel) => ({ purpose: 'communication' as const, topic, channel })),
  ),
  ...switchPurposes.map((purpose) => ({ purpose, topic: '' as const, channel: '' as const })),
]

/** Recorded at the first sign-in on a page with all that Art. 8(4) wants; withdrawn by a request, not a switch. */
export const serviceChoice: ChoiceKey = { purpose: 'service', topic: '', channel: '' }

export const recordableChoices: readonly ChoiceKey[] = [serviceChoice, ...optionalChoices]

/** One text for a choice: `communication/new-materials/email`, `analytics`. */
export function choiceName(key: { purpose: string; topic: string; channel: string }): string {
  return [key.purpose, key.topic, key.channel].filter(Boolean).join('/')
}

/** The fragment of an address that scrolls to the switch of a choice. */
export const switchFragment = (name: string) => `choice-${name.replaceAll('/', '-')}`

/** Where a person decides about a choice that has ended. The service has no switch; `again` opens its page to who has answered. */
export const decidePath = (choice: ChoiceKey) =>
  choice.purpose === 'service' ? '/my/welcome?again=1' : `/my/choices#${switchFragment(choiceName(choice))}`

export function isRecordable(key: { purpose: string; topic: string; channel: string }): key is ChoiceKey {
  const name = choiceName(key)
  return recordableChoices.some((one) => choiceName(one) === name)
}

export type MessageClass = 'advertising' | 'service'

const classes = {
  'new-materials': 'advertising',
  'schedule-changes': 'service',
  'important-updates': 'service',
} as const satisfies Record<TopicCode, MessageClass>

/** Whether messages of a topic praise something or serve the study that a person is enrolled in (Advertising Law; see docs/decisions/015). */
export const messageClass = (topic: TopicCode): MessageClass => classes[topic]
