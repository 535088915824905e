import { isDeepStrictEqual } from 'node:util'
import { and, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { consentCatalogue } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import {
  changeDraftWording,
  type WordingRefusal,
  type WrittenWording,
} from '#domain/policy/drafts/draft-wordings.ts'
import { isOperatorPurpose, type PurposeCode, type TopicCode } from '../rules/catalogue.ts'
import { factsOfForm } from './purpose-form.ts'
import { wordingsInForce } from './read-wordings.ts'
import {
  type NewPurposeInput,
  type NewTopicInput,
  type OwnPurposeInput,
  type PurposeWordsInput,
  type TopicWordsInput,
  textsOfForm,
} from './wording-schemas.ts'
import { purposeFields, sameTexts, type TextsInLanguages, topicFields, wordingName } from './wordings.ts'

/** So that the page of choices can still be read. */
export const mostTopics = 20
/** Of the operator, beside those that come with the portal. */
export const mostPurposes = 10

/**
 * `id-taken`: there is such a purpose or topic, or there was. `unknown-topic`, `unknown-purpose`: there is none, or it is retired.
 * `built-in`: clauses and measurements depend on the purposes that come with the portal. `changed-meanwhile`: somebody saved it after
 * it was shown; nothing was written.
 */
type WordingCode =
  | 'changed-meanwhile'
  | 'unknown-topic'
  | 'unknown-purpose'
  | 'id-taken'
  | 'too-many-topics'
  | 'too-many-purposes'
  | 'last-topic'
  | 'built-in'
export type WordingResult = { status: 'done' } | WordingRefusal<'no-draft' | 'not-a-draft' | WordingCode>

type About = { purpose: PurposeCode; topic: TopicCode | '' }
type Said = Pick<WrittenWording, 'texts' | 'facts'>

const refused = (code: WordingCode, field?: string): WordingRefusal<WordingCode> => ({
  status: 'refused',
  code,
  ...(field && { field }),
})
const unknown = ({ topic }: About) => refused(topic === '' ? 'unknown-purpose' : 'unknown-topic')

/** Other words of a purpose that comes with the portal, in the draft of the next version. Its facts are in the settings. */
export async function savePurposeWords(ctx: Context, input: PurposeWordsInput): Promise<WordingResult> {
  authorize(ctx.actor, 'policy-drafts.edit')
  const { purpose, revision } = input
  const said = { texts: textsOfForm(input, purposeFields), facts: null }
  return saveWords(ctx, { purpose, topic: '' }, revision, said)
}

/** Other words or facts of a purpose that the operator has added. */
export async function saveOwnPurpose(ctx: Context, input: OwnPurposeInput): Promise<WordingResult> {
  authorize(ctx.actor, 'policy-drafts.edit')
  const { purpose, revision } = input
  if (!isOperatorPurpose(purpose)) return refused('built-in')
  const said = { texts: textsOfForm(input, purposeFields), facts: factsOfForm(input) }
  return saveWords(ctx, { purpose, topic: '' }, revision, said)
}

/** Other words of a topic, in the draft of the next version. */
export async function saveTopicWords(ctx: Context, input: TopicWordsInput): Promise<WordingResult> {
  authorize(ctx.actor, 'policy-drafts.edit')
  const { topic, revision } = input
  const said = { texts: textsOfForm(input, topicFields), facts: null }
  return saveWords(ctx, { purpose: 'communication', topic }, revision, said)
}

async function saveWords(ctx: Context, about: About, revision: number, said: Said): Promise<WordingResult> {
  return changeDraftWording<WordingCode>(ctx, async (tx, held) => {
    const name = wordingName(about)
    const before = held.find((one) => wordingName(one) === name)
    const inForce = (await wordingsInForce(tx)).find((one) => wordingName(one) === name)
    if ((!inForce && !before) || before?.change === 'retire') return unknown(about)
    if ((before?.revision ?? 0) !== revision) return refused('changed-meanwhile')
    const change = before?.change ?? 'edit'
    const otherFacts = change === 'edit' && !isDeepStrictEqual(said.facts, inForce?.facts ?? null)
    const isAsBefore =
      change === 'edit' && inForce && !otherFacts && sameTexts(said.texts, inForce.texts, about.topic)
    const messageClass = before?.messageClass ?? null
    const written = { ...about, ...said, otherFacts, change, messageClass, revision: revision + 1 }
    return { name, about, written: isAsBefore ? null : written }
  })
}

/** A topic of messages with a code that there never was. It starts off for everybody. */
export async function addTopic(ctx: Context, input: NewTopicInput): Promise<WordingResult> {
  authorize(ctx.actor, 'policy-drafts.edit')
  const { code, messageClass } = input
  const said = { texts: textsOfForm(input, topicFields), facts: null }
  return add(ctx, { purpose: 'communication', topic: code }, { ...said, messageClass })
}

/** A purpose with a code that there never was. It starts off for everybody. */
export async function addPurpose(ctx: Context, input: NewPurposeInput): Promise<WordingResult> {
  authorize(ctx.actor, 'policy-drafts.edit')
  const { code } = input
  if (!isOperatorPurpose(code)) return refused('id-taken', 'code')
  const said = { texts: textsOfForm(input, purposeFields), facts: factsOfForm(input) }
  return add(ctx, { purpose: code, topic: '' }, { ...said, messageClass: null })
}

async function add(
  ctx: Context,
  about: About,
  said: Said & Pick<WrittenWording, 'messageClass'>,
): Promise<WordingResult> {
  return changeDraftWording<WordingCode>(ctx, async (tx, held) => {
    const { purpose, topic } = about
    const name = wordingName(about)
    const [known] = await tx
      .select()
      .from(consentCatalogue)
      .where(and(eq(consentCatalogue.purpose, purpose), eq(consentCatalogue.topic, topic)))
    if (known || held.some((one) => wordingName(one) === name)) return refused('id-taken', 'code')
    const { topics, purposes } = await countOffered(tx, held)
    if (topic !== '' && topics >= mostTopics) return refused('too-many-topics')
    if (topic === '' && purposes >= mostPurposes) return refused('too-many-purposes')
    return { name, about, written: { ...about, ...said, otherFacts: false, change: 'add', revision: 1 } }
  })
}

/**
 * Offers a topic or a purpose of the operator no more: consents to it end with the version; what was recorded stays. What is
 * only in the draft goes.
 */
export async function retireWording(ctx: Context, about: About): Promise<WordingResult> {
  authorize(ctx.actor, 'policy-drafts.edit')
  if (about.topic === '' && !isOperatorPurpose(about.purpose)) return refused('built-in')
  return changeDraftWording<WordingCode>(ctx, async (tx, held) => {
    const name = wordingName(about)
    const before = held.find((one) => wordingName(one) === name)
    if (before?.change === 'add') return { name, about, written: null }
    const inForce = (await wordingsInForce(tx)).find((one) => wordingName(one) === name)
    if (!inForce || before?.change === 'retire') return unknown(about)
    if (about.topic !== '' && (await countOffered(tx, held)).topics <= 1) return refused('last-topic')
    const texts: TextsInLanguages = { kk: {}, ru: {}, en: {} }
    const revision = (before?.revision ?? 0) + 1
    return {
      name,
      about,
      written: {
        ...about,
        change: 'retire',
        messageClass: null,
        facts: null,
        otherFacts: false,
        revision,
        texts,
      },
    }
  })
}

/** Takes back what the draft does to a purpose or a topic: the words in force stay. */
export async function keepWording(ctx: Context, about: About): Promise<WordingResult> {
  authorize(ctx.actor, 'policy-drafts.edit')
  return changeDraftWording(ctx, async () => ({ name: wordingName(about), about, written: null }))
}

type Held = readonly { purpose: string; topic: string; change: string }[]

/** How many topics, and how many purposes of the operator, there would be after the draft. */
async function countOffered(tx: Transaction, held: Held): Promise<{ topics: number; purposes: number }> {
  const { purpose, topic, retiredIn } = consentCatalogue
  const rows = await tx.select({ purpose, topic, retiredIn }).from(consentCatalogue)
  const count = (isOne: (one: { purpose: string; topic: string }) => boolean) =>
    rows.filter((row) => isOne(row) && row.retiredIn === null).length +
    held.filter((one) => isOne(one) && one.change === 'add').length -
    held.filter((one) => isOne(one) && one.change === 'retire').length
  return {
    topics: count((one) => one.topic !== ''),
    purposes: count((one) => one.topic === '' && isOperatorPurpose(one.purpose)),
  }
}
