import { z } from 'zod'
import { channelCodes, decisions, signals } from '#db/schema/consent-codes.ts'
import { locales } from '#domain/access/locale.ts'
import { codeLength, codePattern, isRecordable } from './catalogue.ts'

export const origins = [
  'welcome',
  'choices',
  'undo',
  'renewal',
  'withdraw-all',
  'unsubscribe',
  'gpc',
  'platform',
  'import',
  'term',
  'policy',
  'request',
  'representative',
] as const

/** The code of a topic or a purpose; which there are is in the catalogue. */
export const codeSchema = z.string().max(codeLength, 'wrong').regex(codePattern, 'wrong')

export const choiceSchema = z
  .object({
    purpose: codeSchema,
    topic: z.union([codeSchema, z.literal('')]).default(''),
    channel: z.union([z.enum(channelCodes), z.literal('')]).default(''),
    decision: z.enum(decisions),
    /** Hash of the words that were on the screen; hex. */
    textSha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
    /** The last event on this choice that the person had before their eyes. */
    basedOnSeq: z.coerce.number().int().min(0).max(2_000_000_000).optional(),
  })
  .refine(isRecordable, { message: 'unknown-choice' })

export const recordChoicesSchema = z.object({
  policyVersion: z.coerce.number().int().min(1).max(1_000_000),
  origin: z.enum(origins),
  /** The language of the words that were shown; the reader's where it is left out. */
  locale: z.enum(locales).optional(),
  /** Global Privacy Control was on when the choice was made; left out: as the browser of this request says. */
  signal: z.enum(signals).optional(),
  idempotencyKey: z.string().min(8).max(100),
  choices: z.array(choiceSchema).min(1).max(32),
})

export type Origin = (typeof origins)[number]
/** A place in the platform's own interface, by the platform's name for it: `platform:settings`. */
export type PlatformOrigin = `platform:${string}`

export type RecordChoicesInput = Omit<
  z.infer<typeof recordChoicesSchema>,
  'signal' | 'origin' | 'idempotencyKey'
> & {
  origin: Origin | PlatformOrigin
  /** null: the call cannot be repeated. */
  idempotencyKey: string | null
  signal?: z.infer<typeof recordChoicesSchema>['signal']
}
