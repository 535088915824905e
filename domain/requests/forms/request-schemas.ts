import { z } from 'zod'
import { dataCategories } from '#db/schema/fulfilment-codes.ts'
import {
  calendarKinds,
  calendarStates,
  holidays,
  refusalCodes,
  requestOutcomes,
} from '#db/schema/request-codes.ts'
import { emailSchema, fullNameSchema, localeSchema } from '#domain/people/rules/person-schemas.ts'
import { plainText } from '#platform/plain-text.ts'
import { isLocalDate } from '#platform/time/local-date.ts'
import { type FieldName, isForPackage, type KindName, kinds } from '../rules/kinds.ts'
import { MESSAGE_MAX } from '../rules/message-max.ts'
import type { RequestChannel } from '../rules/request-state.ts'

// Both sides check by these. Each is strict: a field that no form has (`status`, `subjectId`) refuses the whole. Messages
// are codes.

/**
 * What a person wrote in the fields of a form. A correction of a value that the portal knows also has the value that it held
 * (`old-value`) and its place as JSON (`target`); no form can send these two. `categories`: those that a copy is to have, with commas
 * between; left out when it is to have all.
 */
export type RequestDetails = Partial<
  Record<Exclude<FieldName, 'documents'> | 'old-value' | 'target' | 'categories', string>
>

const words = plainText(MESSAGE_MAX, 1)
const perhapsWords = plainText(MESSAGE_MAX).optional()
const reference = z.string('required').max(40, 'too-long-40')
const once = z.uuid('wrong')
/** `lastStepSeq` of the request as it was shown: a step on an older state is refused as stale. */
const basedOn = z.coerce.number('wrong').int('wrong').min(0, 'wrong').optional()

/** The fields of a kind, as its form has them. */
const detailsShape = (kind: KindName): Record<string, z.ZodType<string | undefined>> =>
  Object.fromEntries(
    kinds[kind].fields
      .filter(({ name }) => name !== 'documents')
      .map(({ name, required }) => [name, required ? words : perhapsWords]),
  )

function detailsOf(kind: KindName, typed: Record<string, unknown>): RequestDetails {
  const details: RequestDetails = {}
  for (const { name } of kinds[kind].fields) {
    const text = typed[name]
    if (name !== 'documents' && typeof text === 'string' && text !== '') details[name] = text
  }
  return details
}

/** Categories of a copy: one checkbox comes as a text, several as a list; the form also sends an empty one, so that none is told from all. */
const categoriesSchema = z
  .union([z.string(), z.array(z.string()).max(20, 'wrong')], 'wrong')
  .transform((given) => [given].flat().filter((one) => one !== ''))
  .pipe(z.array(z.enum(dataCategories, 'wrong')).min(1, 'none'))

/** All is the default, and all chosen is the same. */
const chosenOf = (given: unknown): RequestDetails => {
  const chosen = dataCategories.filter((one) => Array.isArray(given) && given.includes(one))
  return chosen.length === 0 || chosen.length === dataCategories.length
    ? {}
    : { categories: chosen.join(',') }
}

export type FileRequestInput = {
  kind: KindName
  idempotencyKey: string
  details: RequestDetails
  /** The field of the data map that a correction names, as `item/column`. */
  corrects?: string
}

/** The form of a signed-in person. */
export const fileRequestSchema = (kind: KindName) =>
  z
    .strictObject({
      idempotencyKey: once,
      ...detailsShape(kind),
      ...(isForPackage(kind) && { categories: categoriesSchema.optional() }),
    })
    .transform((typed: Record<string, unknown>): FileRequestInput => {
      const details = { ...detailsOf(kind, typed), ...chosenOf(typed.categories) }
      return { kind, idempotencyKey: String(typed.idempotencyKey), details }
    })

export type VisitorRequestInput = {
  kind: KindName
  fullName: string
  email: string
  message: string
  locale: z.infer<typeof localeSchema>
}

/** A visitor's four fields. What they ask is one text for every kind, required where the kind needs it. */
export const visitorRequestSchema = (kind: KindName) =>
  z
    .strictObject({
      fullName: fullNameSchema,
      email: emailSchema,
      message: kinds[kind].fields.some(({ required }) => required) ? words : plainText(MESSAGE_MAX),
      locale: localeSchema,
    })
    .transform((typed): VisitorRequestInput => ({ kind, ...typed }))

export const onBehalfChannels = ['phone', 'letter', 'visit'] as const

/** Staff entered the request and the day of its receipt. */
export const isOnBehalf = (channel: RequestChannel): boolean =>
  onBehalfChannels.some((one) => one === channel)

const onBehalfShape = {
  idempotencyKey: once,
  channel: z.enum(onBehalfChannels, 'required'),
  /** The platform's id of the person or their exact address. */
  person: plainText(300, 1),
  /** For a person who is not known yet. */
  fullName: fullNameSchema.or(z.literal('')).optional(),
  locale: localeSchema,
  receivedOn: z.string('required').refine(isLocalDate, 'no-such-date'),
  /** Staff made sure who it is; else the request waits for that. */
  proved: z.enum(['yes', 'no'], 'required'),
}

export type OnBehalfInput = {
  kind: KindName
  details: RequestDetails
  idempotencyKey: string
  channel: (typeof onBehalfChannels)[number]
  person: string
  fullName: string | null
  locale: z.infer<typeof localeSchema>
  receivedOn: string
  proved: boolean
}

export const onBehalfSchema = (kind: KindName) =>
  z.strictObject({ ...detailsShape(kind), ...onBehalfShape }).transform((typed): OnBehalfInput => {
    const given = z.object(onBehalfShape).parse(typed)
    const { fullName, proved, ...rest } = given
    return {
      kind,
      details: detailsOf(kind, typed),
      ...rest,
      fullName: fullName || null,
      proved: proved === 'yes',
    }
  })

/** Six digits as in a mail, however they were spaced. */

export const askRequestCodeSchema = z.strictObject({ reference, email: emailSchema })
export type AskRequestCodeInput = z.infer<typeof askRequestCodeSchema>

/** `messageId` comes from the form, so that sending it twice writes once. */
export const messageSchema = z.strictObject({ reference, message: words, messageId: once })
export type MessageInput = z.infer<typeof messageSchema>

export const noteSchema = z.strictObject({ reference, note: words, noteId: once })
export type NoteInput = z.infer<typeof noteSchema>

export const liftSchema = z.strictObject({ reference })

export const assignSchema = z.strictObject({
  reference,
  /** Empty takes the assignment back. */
  to: z
    .uuid('wrong')
    .or(z.literal(''))
    .transform((id) => id || null),
})
export type AssignInput = z.infer<typeof assignSchema>

/** Requests chosen in the queue: one checkbox comes as a text, several as a list. */
export const assignManySchema = z.strictObject({
  references: z
    .union([reference, z.array(reference).max(100, 'too-long-100')], 'none')
    .transform((given) => [...new Set([given].flat())]),
  to: assignSchema.shape.to,
  /** The query of the queue to come back to. */
  back: z.string().max(300, 'too-long-300').default(''),
})
export type AssignManyInput = z.infer<typeof assignManySchema>

/** `noteId` comes from the form: the note says why. */
export const correctReceiptSchema = z.strictObject({
  reference,
  receivedOn: z.string('required').refine(isLocalDate, 'no-such-date'),
  note: words,
  noteId: once,
})
export type CorrectReceiptInput = z.infer<typeof correctReceiptSchema>

/** Why contacts are opened; a code, so that the log names no person. */
export const revealReasons = ['answer', 'verify-identity', 'call-back', 'complaint', 'audit'] as const
export type RevealReason = (typeof revealReasons)[number]
export const revealSchema = z.strictObject({ reference, reason: z.enum(revealReasons, 'required') })
export type RevealInput = z.infer<typeof revealSchema>

const of = { reference, basedOn }
const reason = plainText(MESSAGE_MAX, 1)
const refusal = {
  refusalCode: z.enum(refusalCodes, 'required'),
  reason,
  /** In which language the reason is written: it must be the person's. */
  reasonLocale: localeSchema,
}

/** Every step that a form can take, told apart by `step`. */
export const stepSchema = z.discriminatedUnion(
  'step',
  [
    z.strictObject({ step: z.literal('take'), ...of }),
    z.strictObject({ step: z.literal('verify'), ...of, note: words }),
    z.strictObject({ step: z.literal('ask'), ...of, message: words }),
    z.strictObject({ step: z.literal('answer'), ...of, message: words }),
    z.strictObject({ step: z.literal('resume'), ...of, note: words }),
    z.strictObject({ step: z.literal('decide'), ...of }),
    z.strictObject({
      step: z.literal('propose'),
      ...of,
      decision: z.enum(requestOutcomes, 'required'),
      /** The text for the person; a draft until the decision is final. */
      message: perhapsWords,
      refusalCode: z.enum(refusalCodes).optional(),
      note: perhapsWords,
    }),
    z.strictObject({ step: z.literal('approve'), ...of }),
    z.strictObject({ step: z.literal('send-back'), ...of, note: words }),
    z.strictObject({ step: z.literal('fulfil'), ...of, message: words }),
    z.strictObject({ step: z.literal('answer-question'), ...of, message: words }),
    z.strictObject({ step: z.literal('refuse'), ...of, ...refusal }),
    z.strictObject({ step: z.literal('refuse-unverified'), ...of, ...refusal }),
    z.strictObject({ step: z.literal('cancel'), ...of }),
    z.strictObject({ step: z.literal('cancel-on-behalf'), ...of, note: words }),
  ],
  'wrong',
)
export type StepInput = z.infer<typeof stepSchema>

/** Exactly one of the three; a search is never by a part of a name. */
export const searchSchema = z.strictObject({ search: plainText(300, 1) })

/** A slip of the year would make a day that no page shows. */
const calendarDate = z
  .string('required')
  .refine(isLocalDate, 'no-such-date')
  .refine((date) => date.startsWith('20'), 'no-such-date')

export const calendarDayFormSchema = z.strictObject({
  date: calendarDate,
  /** `as-week`: the day is like every other of its weekday again. */
  kind: z.enum([...calendarKinds, 'as-week'], 'required'),
  source: plainText(300, 1),
  state: z.enum(calendarStates, 'required'),
  /** The occasion of a day off; empty for none. */
  holiday: z
    .enum(holidays, 'wrong')
    .or(z.literal(''))
    .default('')
    .transform((code) => code || null),
})
export type CalendarDayInput = z.infer<typeof calendarDayFormSchema>

/** A year whose every listed day is official from now on, by this source. */
export const calendarYearFormSchema = z.strictObject({
  year: z.coerce.number('wrong').int('wrong').min(2000, 'wrong').max(2099, 'wrong'),
  source: plainText(300, 1),
})
export type CalendarYearInput = z.infer<typeof calendarYearFormSchema>

/** A year that is filled by the list of holidays as it stands from 2026. */
export const computedYearFormSchema = z.strictObject({
  year: z.coerce.number('wrong').int('wrong').min(2026, 'wrong').max(2099, 'wrong'),
})
