import { eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { consentTopic } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { changeDraftWording, type WordingRefusal } from '#domain/policy/drafts/draft-wordings.ts'
import type { PurposeCode, TopicCode } from '../rules/catalogue.ts'
import { wordingsInForce } from './read-wordings.ts'
import {
  type NewTopicInput,
  type PurposeWordsInput,
  type TopicWordsInput,
  textsOfForm,
} from './wording-schemas.ts'
import { purposeFields, sameTexts, type TextsInLanguages, topicFields, wordingName } from './wordings.ts'

/** So that the page of choices can still be read. */
export const mostTopics = 20

/**
 * `id-taken`: there is such a topic, or there was. `unknown-topic`: there is none, or it is retired. `changed-meanwhile`:
 * somebody saved it after it was shown; nothing was written.
 */
export type WordingResult =
  | { status: 'done' }
  | WordingRefusal<
      | 'no-draft'
      | 'not-a-draft'
      | 'changed-meanwhile'
      | 'unknown-topic'
      | 'id-taken'
      | 'too-many-topics'
      | 'last-topic'
    >

const refused = <Code extends string>(code: Code, field?: string): WordingRefusal<Code> => ({
  status: 'refused',
  code,
  ...(field && { field }),
})

/** Other words of a purpose, in the draft of the next version. */
export async function savePurposeWords(ctx: Context, input: PurposeWordsInput): Promise<WordingResult> {
  authorize(ctx.actor, 'policy-drafts.edit')
  const { purpose, revision } = input
  return saveWords(ctx, { purpose, topic: '' }, { revision, texts: textsOfForm(input, purposeFields) })
}

/** Other words of a topic, in the draft of the next version. */
export async function saveTopicWords(ctx: Context, input: TopicWordsInput): Promise<WordingResult> {
  authorize(ctx.actor, 'policy-drafts.edit')
  const { topic, revision } = input
  const about = { purpose: 'communication', topic } as const
  return saveWords(ctx, about, { revision, texts: textsOfForm(input, topicFields) })
}

type About = { purpose: PurposeCode; topic: TopicCode | '' }

async function saveWords(
  ctx: Context,
  about: About,
  { revision, texts }: { revision: number; texts: TextsInLanguages },
): Promise<WordingResult> {
  return changeDraftWording(ctx, async (tx, held) => {
    const before = held.find((one) => wordingName(one) === wordingName(about))
    const inForce = (await wordingsInForce(tx)).find((one) => wordingName(one) === wordingName(about))
    if ((!inForce && !before) || before?.change === 'retire') return refused('unknown-topic')
    if ((before?.revision ?? 0) !== revision) return refused('changed-meanwhile')
    const change = before?.change ?? 'edit'
    const isAsBefore = change === 'edit' && inForce && sameTexts(texts, inForce.texts, about.topic)
    const messageClass = before?.messageClass ?? null
    return {
      name: wordingName(about),
      about,
      written: isAsBefore ? null : { ...about, change, messageClass, revision: revision + 1, texts },
    }
  })
}

/** A topic of messages with a code that there never was. It starts off for everybody. */
export async function addTopic(ctx: Context, input: NewTopicInput): Promise<WordingResult> {
  authorize(ctx.actor, 'policy-drafts.edit')
  const { code, messageClass } = input
  const about = { purpose: 'communication', topic: code } as const
  return changeDraftWording(ctx, async (tx, held) => {
    const [known] = await tx.select().from(consentTopic).where(eq(consentTopic.topic, code))
    if (known || held.some((one) => one.topic === code)) return refused('id-taken', 'code')
    if ((await countOffered(tx, held)) >= mostTopics) return refused('too-many-topics')
    const texts = textsOfForm(input, topicFields)
    return {
      name: wordingName(about),
      about,
      written: { ...about, change: 'add', messageClass, revision: 1, texts },
    }
  })
}

/** Offers a topic no more: consents to it end with the version; what was recorded stays. A topic of the draft itself goes. */
export async function retireTopic(ctx: Context, { topic }: { topic: string }): Promise<WordingResult> {
  authorize(ctx.actor, 'policy-drafts.edit')
  const about = { purpose: 'communication', topic } as const
  return changeDraftWording(ctx, async (tx, held) => {
    const before = held.find((one) => wordingName(one) === wordingName(about))
    if (before?.change === 'add') return { name: wordingName(about), about, written: null }
    const inForce = (await wordingsInForce(tx)).find((one) => wordingName(one) === wordingName(about))
    if (!inForce || before?.change === 'retire') return refused('unknown-topic')
    if ((await countOffered(tx, held)) <= 1) return refused('last-topic')
    const none: TextsInLanguages = { kk: {}, ru: {}, en: {} }
    const revision = (before?.revision ?? 0) + 1
    return {
      name: wordingName(about),
      about,
      written: { ...about, change: 'retire', messageClass: null, revision, texts: none },
    }
  })
}

/** Takes back what the draft does to a purpose or a topic: the words in force stay. */
export async function keepWording(ctx: Context, about: About): Promise<WordingResult> {
  authorize(ctx.actor, 'policy-drafts.edit')
  return changeDraftWording(ctx, async () => ({ name: wordingName(about), about, written: null }))
}

/** How many topics there would be after the draft. */
async function countOffered(
  tx: Transaction,
  held: readonly { topic: string; change: string }[],
): Promise<number> {
  const rows = await tx.select({ retiredIn: consentTopic.retiredIn }).from(consentTopic)
  const count = (change: string) => held.filter((one) => one.change === change).length
  return rows.filter(({ retiredIn }) => retiredIn === null).length + count('add') - count('retire')
}
