import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { ChoiceItem, RecordedChoice } from '#domain/consent/ledger/record-choices.ts'
import { channelCodes, decisions, purposeCodes, topicCodes } from '#domain/consent/rules/catalogue.ts'
import { choiceSchema } from '#domain/consent/rules/choice-schemas.ts'
import { externalIdSchema } from '#domain/people/rules/person-schemas.ts'
import { locales } from '#i18n/locales.ts'
import { newId } from '#platform/ids.ts'

const { textSha256 } = choiceSchema.shape

export const moment = z.iso.datetime({ offset: true })
export const policyVersion = z.int().min(1).max(1_000_000)
export const locale = z.enum(locales)
export const externalId = externalIdSchema.meta({ description: "The platform's own id of the person" })

/** Of a choice: what it is about. */
const about = {
  purpose: z.enum(purposeCodes),
  topic: z.enum(topicCodes).optional(),
  channel: z.enum(channelCodes).optional(),
}

const named = (given: { purpose: string; topic?: string | undefined; channel?: string | undefined }) => ({
  purpose: given.purpose,
  topic: given.topic ?? '',
  channel: given.channel ?? '',
})

const wishedChoice = z
  .strictObject({
    ...about,
    decision: z.enum(decisions),
    basedOnSeq: z.int().min(0).max(2_000_000_000).optional().meta({
      description:
        'The last event on this choice that the person had before their eyes: an older grant is refused',
    }),
    wordsSha256: textSha256.meta({ description: 'Of the words that were shown, as GET /purposes gives it' }),
  })
  .superRefine((choice, given) => {
    const { purpose, topic, channel } = named(choice)
    const fits = choiceSchema.safeParse({ purpose, topic, channel, decision: choice.decision })
    if (!fits.success) given.addIssue({ code: 'custom', message: 'unknown-choice' })
    else if (purpose === 'service' && choice.decision === 'withdrawn')
      given.addIssue({ code: 'custom', message: 'use-a-request' })
  })

/** What a program says that a person chose. */
export const choicesBody = z.strictObject({
  policyVersion,
  locale,
  origin: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._/-]{0,59}$/i)
    .meta({
      description:
        'The place of the interface where it was chosen, or `gpc`: the browser asked for it by itself',
    }),
  gpc: z.boolean().optional().meta({ description: 'Global Privacy Control was on when it was chosen' }),
  choices: z.array(wishedChoice).min(1).max(32),
})

export const madeChoice = z.object({
  status: z.enum(['recorded', 'stale']),
  ...about,
  topic: z.enum(topicCodes).nullable(),
  channel: z.enum(channelCodes).nullable(),
  decision: z.enum(decisions).meta({ description: 'What stands now' }),
  seq: z.int(),
  recordedAt: moment.nullable(),
  receiptId: z.uuid().nullable(),
})

export const choicesAnswer = z.object({
  subject: externalId,
  status: z.enum(['recorded', 'repeated']),
  choices: z.array(madeChoice),
})

/** How a program's key, and its own key for a repeat, are kept: two programs may use the same words. */
function scopedKey(keyId: string, idempotencyKey: string | null | undefined): string {
  if (!idempotencyKey) return newId()
  return createHash('sha256').update(`${keyId}\n${idempotencyKey}`).digest('base64url').slice(0, 27)
}

/** The origins that the portal knows by name; any other is a place in the platform's own interface. */
function ownOrigin(origin: string): ChoiceItem['origin'] {
  return origin === 'gpc' || origin === 'platform' || origin === 'unsubscribe' ? origin : `platform:${origin}`
}

export function itemOf(
  keyId: string,
  person: string,
  given: z.infer<typeof choicesBody>,
  idempotencyKey: string | null | undefined,
): ChoiceItem {
  return {
    person: { externalId: person },
    policyVersion: given.policyVersion,
    locale: given.locale,
    origin: ownOrigin(given.origin),
    signal: given.gpc || given.origin === 'gpc' ? 'gpc' : '',
    idempotencyKey: scopedKey(keyId, idempotencyKey),
    choices: given.choices.map(({ decision, basedOnSeq: based, wordsSha256: hash, ...choice }) => ({
      ...(named(choice) as Pick<ChoiceItem['choices'][number], 'purpose' | 'topic' | 'channel'>),
      decision,
      basedOnSeq: based,
      textSha256: hash,
    })),
  }
}

export const shownChoice = (made: RecordedChoice) => ({
  status: made.status,
  purpose: made.purpose,
  topic: made.topic || null,
  channel: made.channel || null,
  decision: made.decision,
  seq: made.seq,
  recordedAt: made.recordedAt ? new Date(made.recordedAt).toISOString() : null,
  receiptId: made.eventId ?? null,
})
