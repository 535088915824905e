import { z } from 'zod'
import { channelCodes, decisions } from '#db/schema/consent-codes.ts'
import {
  builtInCatalogue,
  codeLength,
  codePattern,
  isOperatorPurpose,
} from '#domain/consent/rules/catalogue.ts'
import { externalIdSchema } from '#domain/people/rules/person-schemas.ts'
import { locales } from '#i18n/locales.ts'
import { INTEGER_MAX } from '#platform/column-bounds.ts'

export const moment = z.iso.datetime({ offset: true })
export const policyVersion = z.int().min(1).max(1_000_000)
export const locale = z.enum(locales)
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
export const externalId = externalIdSchema.meta({
  id: 'ExternalId',
  description:
    "The platform's own id of the person: printable ASCII without slashes, never an email address, a phone or an ИИН",
  examples: ['u-17'],
})
/** An event's number within its person; 0: none. */
export const eventSeq = z.int().min(0).max(INTEGER_MAX)

export const topic = z
  .string()
  .max(codeLength)
  .regex(codePattern)
  .meta({
    id: 'Topic',
    description:
      'What messages are about; `GET /purposes` lists the topics of today, to which the operator adds',
    examples: ['new-materials'],
  })

/** Each topic on each channel is a separate choice. */
const aboutMessages = {
  purpose: z.literal('communication'),
  topic,
  channel: z.enum(channelCodes),
}
const aboutWhole = { topic: z.null().optional(), channel: z.null().optional() }
/** Other purposes are one choice each. `null`, as answers have it, is the same as nothing. */
const aboutPurposes = (...purposes: readonly string[]) => ({ purpose: z.enum(purposes), ...aboutWhole })
const switches = builtInCatalogue.purposes

// A wrong purpose ends the check: of a union, only the branch whose purpose fits then says what else is wrong.
const unknown = { error: 'unknown-choice', abort: true }

/** Also those that the operator has added. */
export const purpose = z
  .string()
  .max(codeLength, unknown)
  .regex(codePattern, unknown)
  .meta({
    id: 'Purpose',
    description:
      'Why data is processed; `GET /purposes` lists the purposes of today, to which the operator adds',
    examples: ['analytics'],
  })
const aboutOperatorPurpose = {
  purpose: purpose.refine(isOperatorPurpose, unknown),
  ...aboutWhole,
}

type About<P> = {
  purpose: P
  topic?: string | null | undefined
  channel?: (typeof channelCodes)[number] | null | undefined
}

/** A choice as the domain names it, where nothing is an empty text. */
export const choiceKeyOf = <P>({ purpose, topic, channel }: About<P>) => ({
  purpose,
  topic: topic ?? ('' as const),
  channel: channel ?? ('' as const),
})

/** What a link can unsubscribe from: consent to the service is not withdrawn by a link. */
export const unsubscribable = <S extends z.ZodRawShape>(more: S) =>
  z.union([
    z.discriminatedUnion(
      'purpose',
      [
        z.strictObject({ ...more, ...aboutMessages }),
        z.strictObject({ ...more, ...aboutPurposes(...switches) }),
      ],
      'unknown-choice',
    ),
    z.strictObject({ ...more, ...aboutOperatorPurpose }),
  ])

/** What can be asked about. */
export const askable = <S extends z.ZodRawShape>(more: S) =>
  z.union([
    z.discriminatedUnion(
      'purpose',
      [
        z.strictObject({ ...more, ...aboutMessages }),
        z.strictObject({ ...more, ...aboutPurposes(...switches, 'service', 'support', 'security') }),
      ],
      'unknown-choice',
    ),
    z.strictObject({ ...more, ...aboutOperatorPurpose }),
  ])

const wish = {
  basedOnSeq: eventSeq.optional().meta({
    description: 'The last event on this choice that the person had seen: an older grant is refused as stale',
  }),
  wordsSha256: sha256
    .optional()
    .meta({ description: 'Of the text that was shown, as GET /purposes gives it' }),
}

export const wishedChoice = z
  .union([
    z.discriminatedUnion(
      'purpose',
      [
        z.strictObject({ ...aboutMessages, decision: z.enum(decisions), ...wish }),
        z.strictObject({ ...aboutPurposes(...switches), decision: z.enum(decisions), ...wish }),
        z.strictObject({
          ...aboutPurposes('service'),
          decision: z.literal('granted', 'use-a-request').meta({
            description:
              'Refused as `no-name` while the name of the person is not known here. The service is withdrawn by a request (`POST /requests`, right `withdrawal`)',
          }),
          ...wish,
        }),
      ],
      'unknown-choice',
    ),
    z.strictObject({ ...aboutOperatorPurpose, decision: z.enum(decisions), ...wish }),
  ])
  .meta({
    id: 'WishedChoice',
    description:
      '`communication` has a topic and a channel, every other purpose has neither. `support` and `security` rest on the service and the law, and are no choice',
  })

/** What a program says that a person chose. */
export const choicesBody = z.strictObject({
  policyVersion,
  locale,
  origin: z
    .string()
    .regex(/^(platform:)?[a-zA-Z0-9][a-zA-Z0-9._/-]{0,59}$/)
    .meta({
      description: 'The place of the interface where it was chosen, or `gpc`: the browser sent the signal',
      examples: ['settings/notifications'],
    }),
  gpc: z.boolean().optional().meta({ description: 'Global Privacy Control was on when it was chosen' }),
  choices: z.array(wishedChoice).min(1).max(32),
})

/** Which choice an answer is about: where a purpose has no topic or channel, `null`. */
export const aboutAnswered = {
  purpose,
  topic: topic.nullable(),
  channel: z.enum(channelCodes).nullable(),
}

/** The same with choices that are still to be checked, each by itself. */
export const looseChoicesBody = choicesBody.extend({ choices: z.array(z.unknown()).min(1).max(32) })

export const madeChoice = z
  .strictObject({
    status: z.enum(['recorded', 'stale', 'refused']),
    code: z.string().optional().meta({
      description:
        'With `refused`, a grant: `idempotency-key-reused`, `no-text` where it has no text in this language, `no-name`: consent to the service names the person (Art. 8(4) of Law 94-V), whose name comes with an import or the first sign-in, or `needs-representative`: the person is under 18',
    }),
    ...aboutAnswered,
    decision: z.enum(decisions).meta({ description: 'What stands now' }),
    seq: eventSeq,
    recordedAt: moment.nullable(),
    receiptId: z.uuid().nullable(),
  })
  .meta({ id: 'RecordedChoice' })

export const choicesAnswer = z.strictObject({
  subject: externalId,
  status: z.enum(['recorded', 'repeated']),
  choices: z.array(madeChoice),
})
