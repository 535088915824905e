import { z } from 'zod'
import { messageClasses, purposeCodes } from '#db/schema/consent-codes.ts'
import { locales } from '#domain/access/locale.ts'
import { isPlain } from '#domain/policy/rules/draft-schemas.ts'
import { plainText } from '#platform/plain-text.ts'
import { codeLength, codePattern } from '../rules/catalogue.ts'
import { codeSchema } from '../rules/choice-schemas.ts'
import { factFields, lackingFacts } from './purpose-form.ts'
import { purposeFields, type TextsInLanguages, topicFields, type WordingField } from './wordings.ts'

// Messages are codes, given words at the edge.

const title = plainText(80, 1).refine((text) => !text.includes('\n') && isPlain(text), 'not-plain')
const sentence = plainText(600, 1).refine((text) => !text.includes('\n') && isPlain(text), 'not-plain')
const words = (name: WordingField) => (name === 'title' ? title : sentence)

type Names<Field extends WordingField> = `${Field}-${(typeof locales)[number]}`

/** `title-kk`, `title-ru`, …: each field in each language. */
const inLanguages = <Field extends WordingField>(fields: readonly Field[]) =>
  Object.fromEntries(
    fields.flatMap((name) => locales.map((locale) => [`${name}-${locale}`, words(name)])),
  ) as Record<Names<Field>, typeof title>

/** The fields of a form by language. */
export function textsOfForm(
  input: Record<string, unknown>,
  fields: readonly WordingField[],
): TextsInLanguages {
  const of = (locale: string) =>
    Object.fromEntries(fields.map((name) => [name, String(input[`${name}-${locale}`] ?? '')]))
  return { kk: of('kk'), ru: of('ru'), en: of('en') }
}

/** What was before the editor's eyes; 0: the words in force, unchanged. */
const revision = z.coerce.number().int().min(0).max(1_000_000)

export const purposeWordsSchema = z.strictObject({
  purpose: z.enum(purposeCodes, 'wrong'),
  revision,
  ...inLanguages(purposeFields),
})
export type PurposeWordsInput = z.infer<typeof purposeWordsSchema>

export const topicWordsSchema = z.strictObject({ topic: codeSchema, revision, ...inLanguages(topicFields) })
export type TopicWordsInput = z.infer<typeof topicWordsSchema>

const newCode = z
  .string()
  .trim()
  .min(1, 'required')
  .max(codeLength, 'too-long-40')
  .regex(codePattern, 'wrong-name')

const withFacts = <Input extends Parameters<typeof lackingFacts>[0]>(schema: z.ZodType<Input>) =>
  schema.superRefine((input, { addIssue }) => {
    for (const { field, code } of lackingFacts(input))
      addIssue({ code: 'custom', path: [field], message: code })
  })

/** A purpose of the operator that is published or in the draft: its words and its facts. */
export const ownPurposeSchema = withFacts(
  z.strictObject({ purpose: codeSchema, revision, ...factFields, ...inLanguages(purposeFields) }),
)
export type OwnPurposeInput = z.infer<typeof ownPurposeSchema>

export const newPurposeSchema = withFacts(
  z.strictObject({ code: newCode, ...factFields, ...inLanguages(purposeFields) }),
)
export type NewPurposeInput = z.infer<typeof newPurposeSchema>

export const newTopicSchema = z.strictObject({
  code: newCode,
  messageClass: z.enum(messageClasses, 'required'),
  ...inLanguages(topicFields),
})
export type NewTopicInput = z.infer<typeof newTopicSchema>

export const wordingNameSchema = z.strictObject({
  purpose: codeSchema,
  topic: z.union([codeSchema, z.literal('')]).default(''),
})
