import type { TopicCode } from './catalogue.ts'

export type MessageClass = 'advertising' | 'service'

const classes = {
  'new-materials': 'advertising',
  'schedule-changes': 'service',
  'important-updates': 'service',
} as const satisfies Record<TopicCode, MessageClass>

/** Whether messages of a topic praise something or serve the study that a person is enrolled in (Advertising Law; see docs/decisions/015). */
export const messageClass = (topic: TopicCode): MessageClass => classes[topic]
