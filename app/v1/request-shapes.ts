import { z } from 'zod'
import { rights } from '#domain/policy/rules/clauses.ts'
import { type KindName, kinds, requestStatuses, requestVariants } from '#domain/requests/rules/kinds.ts'
import { MESSAGE_MAX } from '#domain/requests/rules/message-max.ts'
import { externalId, locale, moment } from './choice-shapes.ts'

/** Text that PostgreSQL and JSON can keep: no NUL, no half of a surrogate pair. Trimmed, counted as JSON Schema does. */
const text = (schema: z.ZodString) =>
  schema
    // biome-ignore lint/suspicious/noControlCharactersInRegex: PostgreSQL cannot keep it
    .regex(/^[^\u0000\ud800-\udfff]*$/u, 'wrong')
    .refine((given) => [...given].length <= MESSAGE_MAX, 'too-long')
    .transform((given) => given.trim())
    .meta({ maxLength: MESSAGE_MAX, description: 'What the person wrote' })

const message = text(z.string())
const requiredMessage = text(z.string('required').regex(/\S/, 'required'))

const isMessageRequired = (kind: KindName) => kinds[kind].fields.some(({ required }) => required)

/** The body of a right whose variants all need a message, or none: needed where the portal's form has a required field. */
function bodyOf<V extends z.ZodType>(right: (typeof rights)[number], kind: KindName, variant: V) {
  return z.strictObject({
    subject: externalId,
    right: z.literal(right),
    variant,
    locale,
    message: isMessageRequired(kind) ? requiredMessage : message.optional(),
  })
}

const noVariant = z.literal('', 'wrong').optional()
const variants = <V extends string>(...given: readonly [V, ...V[]]) =>
  z
    .enum([...given, ''], 'wrong')
    .optional()
    .meta({ description: `\`${given[0]}\` when left out` })

/** Erasure of what is held unlawfully has to say why; erasure on wish has not. */
const erasureBody = bodyOf('erasure', 'erasure/wish', variants('wish', 'unlawful'))
  .refine(({ variant, message }) => variant !== 'unlawful' || message, {
    path: ['message'],
    error: 'required',
  })
  .meta({
    if: { required: ['variant'], properties: { variant: { const: 'unlawful' } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { required: ['message'], properties: { message: { pattern: '\\S' } } },
  })

/** What a program files: each right with its variants, and with a message where it cannot do without. */
export const requestBody = z.discriminatedUnion('right', [
  bodyOf('access', 'access', noVariant),
  bodyOf('rectification', 'rectification', noVariant),
  erasureBody,
  bodyOf('restriction', 'restriction/disputed', variants('disputed', 'unlawful')),
  bodyOf('portability', 'portability', noVariant),
  bodyOf('withdrawal', 'withdrawal/service', variants('service', 'optional')),
  bodyOf('objection', 'objection', noVariant),
])

/** The status of a request; never its texts. */
export const requestAnswer = z
  .strictObject({
    reference: z.string(),
    subject: externalId.nullable(),
    right: z.enum(rights),
    variant: z.enum(requestVariants).meta({ description: 'Empty for a right that has only one form' }),
    status: z.enum(requestStatuses),
    receivedAt: moment,
    dueAt: moment.nullable().meta({ description: 'The earlier of the two below; it binds' }),
    lawDueAt: moment.nullable(),
    policyDueAt: moment.nullable(),
    closedAt: moment.nullable(),
    href: z.url().meta({ description: 'Where the person follows it' }),
  })
  .meta({ id: 'FiledRequest' })
