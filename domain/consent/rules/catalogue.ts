import {
  channelCodes,
  type decisions,
  type messageClasses,
  purposeCodes,
  type signals,
} from '#db/schema/consent-codes.ts'

/** A purpose that comes with the portal. */
export type BuiltInPurpose = (typeof purposeCodes)[number]
/** One of those, or of the operator. */
export type PurposeCode = string
/** One of the topics of the catalogue. */
export type TopicCode = string
export type ChannelCode = (typeof channelCodes)[number]
export type Decision = (typeof decisions)[number]
export type Signal = (typeof signals)[number]
export type MessageClass = (typeof messageClasses)[number]

/** What one choice is about. `topic` and `channel` are empty for a purpose that has none. */
export type ChoiceKey = { purpose: PurposeCode; topic: TopicCode | ''; channel: ChannelCode | '' }

export type Topic = {
  code: TopicCode
  /** Whether its messages praise something or serve the study that a person is enrolled in (Advertising Law; see docs/decisions/015). */
  messageClass: MessageClass
}

/** What people can choose about today, in its order. The operator adds purposes and topics and retires them (docs/decisions/061). */
export type Catalogue = {
  /** Purposes that a person switches on and off as a whole. */
  purposes: readonly PurposeCode[]
  topics: readonly Topic[]
}

/** What comes with the portal. */
export const builtInCatalogue: Catalogue = {
  purposes: ['personalisation', 'improvement', 'analytics'],
  topics: [
    { code: 'new-materials', messageClass: 'advertising' },
    { code: 'schedule-changes', messageClass: 'service' },
    { code: 'important-updates', messageClass: 'service' },
  ],
}

/** The code of a topic or a purpose, in addresses and in the API: it stays for good. */
export const codePattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
export const codeLength = 40
const isCode = (text: string) => text.length <= codeLength && codePattern.test(text)

/** A purpose of the operator, by its code: whether there is one is in the catalogue. */
export const isOperatorPurpose = (purpose: string) =>
  isCode(purpose) && !purposeCodes.some((one) => one === purpose)

/** Every purpose of today, those that come with the portal first. */
export const allPurposes = ({ purposes }: Catalogue): PurposeCode[] => [
  ...purposeCodes,
  ...purposes.filter(isOperatorPurpose),
]

/** Everything optional: each purpose, and each topic on each channel. Off until the person grants it. */
export const optionalChoices = ({ purposes, topics }: Catalogue): ChoiceKey[] => [
  ...topics.flatMap(({ code: topic }) =>
    channelCodes.map((channel) => ({ purpose: 'communication', topic, channel })),
  ),
  ...purposes.map((purpose) => ({ purpose, topic: '' as const, channel: '' as const })),
]

/** Recorded at the first sign-in on a page with all that Art. 8(4) wants; withdrawn by a request, not a switch. */
export const serviceChoice: ChoiceKey = { purpose: 'service', topic: '', channel: '' }

export const recordableChoices = (catalogue: Catalogue): ChoiceKey[] => [
  serviceChoice,
  ...optionalChoices(catalogue),
]

/** One text for a choice: `communication/new-materials/email`, `analytics`. */
export function choiceName(key: { purpose: string; topic: string; channel: string }): string {
  return [key.purpose, key.topic, key.channel].filter(Boolean).join('/')
}

/** The fragment of an address that scrolls to the switch of a choice. */
export const switchFragment = (name: string) => `choice-${name.replaceAll('/', '-')}`

/** Where a person decides about a choice that has ended. The service has no switch; `again` opens its page to who has answered. */
export const decidePath = (choice: ChoiceKey) =>
  choice.purpose === 'service' ? '/my/welcome?again=1' : `/my/choices#${switchFragment(choiceName(choice))}`

type LooseKey = { purpose: string; topic: string; channel: string }

/**
 * Whether a choice has the form of one that can be recorded: messages have a topic and a channel, other purposes neither. Which
 * purposes and topics there are is in the catalogue; the ledger refuses a grant of another one.
 */
export function isRecordable(key: LooseKey): key is ChoiceKey {
  const { purpose, topic, channel } = key
  if (purpose === 'communication') return isCode(topic) && channelCodes.some((one) => one === channel)
  return topic === '' && channel === '' && isCode(purpose) && purpose !== 'support' && purpose !== 'security'
}

export const isSwitch = (key: LooseKey) => isRecordable(key) && key.purpose !== 'service'

/** Whether a choice can be made today. */
export const isOffered = (catalogue: Catalogue, key: LooseKey): key is ChoiceKey =>
  recordableChoices(catalogue).some((one) => choiceName(one) === choiceName(key))

export const messageClassOf = ({ topics }: Catalogue, topic: TopicCode): MessageClass | null =>
  topics.find(({ code }) => code === topic)?.messageClass ?? null
