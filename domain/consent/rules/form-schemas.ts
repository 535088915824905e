import { z } from 'zod'
import { fullNameSchema } from '#domain/people/rules/person-schemas.ts'
import { isRecordable, isSwitch } from './catalogue.ts'
import { choiceSchema, codeSchema, recordChoicesSchema } from './choice-schemas.ts'

// What the forms of a signed-in person post; a field that is not named here refuses the whole form.

const { policyVersion, idempotencyKey } = recordChoicesSchema.shape

/** One switch. Consent to the service is not one: it ends by a request. */
export const chooseSchema = z
  .strictObject({
    ...choiceSchema.shape,
    origin: z.enum(['choices', 'undo']),
    policyVersion,
    idempotencyKey,
  })
  .refine(isSwitch, 'wrong')
export type ChooseInput = Omit<z.infer<typeof chooseSchema>, 'origin'> & {
  origin: 'choices' | 'undo' | 'renewal'
}

/** A representative grants or withdraws one choice; consent to the service too. */
export const decideForMinorSchema = z
  .strictObject({ ...choiceSchema.shape, policyVersion, idempotencyKey, representationId: z.uuid('wrong') })
  .refine(isRecordable, 'wrong')
export type DecideForMinorInput = z.infer<typeof decideForMinorSchema>

/** A grant in the last days of its term, kept on or switched off, from the page `from`. */
export const endingSchema = z
  .strictObject({ ...choiceSchema.shape, policyVersion, idempotencyKey, from: z.enum(['my', 'choices']) })
  .refine(isSwitch, 'wrong')

export const withdrawAllSchema = z.strictObject({ policyVersion, idempotencyKey })

export const muteTopicSchema = z.strictObject({
  topic: codeSchema,
  policyVersion,
  idempotencyKey,
})

/** Takes one press of `muteTopic` back: `press` is its idempotency key. */
export const undoMuteSchema = z.strictObject({
  topic: codeSchema,
  press: z.uuid('wrong'),
  textSha256: choiceSchema.shape.textSha256.unwrap(),
  policyVersion,
  idempotencyKey: idempotencyKey.max(80),
})
export type UndoMuteInput = z.infer<typeof undoMuteSchema>

const agreementSchema = z.strictObject({
  answer: z.literal('agree'),
  /** Only asked of a person whose name is not known. */
  fullName: fullNameSchema.optional(),
  /** Only asked where `PORTAL_GUARDIANS` is on. */
  age: z.enum(['adult', 'minor'], 'required').optional(),
  returnTo: z.string().max(300).optional(),
  textSha256: choiceSchema.shape.textSha256.unwrap(),
  policyVersion,
  idempotencyKey,
})
export type WelcomeInput = z.infer<typeof agreementSchema>

const unread = z.string().max(1000).optional()

/** Nothing else on the form is read when the person does not agree. */
const refusalSchema = z.strictObject({
  answer: z.literal('decline'),
  fullName: unread,
  age: unread,
  returnTo: unread,
  textSha256: unread,
  policyVersion: unread,
  idempotencyKey: unread,
})

export const welcomeSchema = z.discriminatedUnion('answer', [agreementSchema, refusalSchema])
