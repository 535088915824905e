import { z } from 'zod'
import { purposeCodes } from '#db/schema/consent-codes.ts'
import { policyChanges } from '#db/schema/policy-codes.ts'
import { locales } from '#domain/access/locale.ts'
import { plainText } from '#platform/plain-text.ts'
import { touchablePurposes } from './purpose-clauses.ts'

// Messages are codes, given words at the edge.

const line = plainText(200, 1).refine((text) => !text.includes('\n'), 'wrong')
// Bodies are shown as they are: a mark of Markdown or HTML would be seen by the reader as a stray sign.
export const isPlain = (text: string) => !/[*_`#<>[\]\\]|\p{Cc}(?<!\n)/u.test(text)
const body = plainText(4000).refine(isPlain, 'not-plain')
const revision = z.coerce.number().int().min(1).max(1_000_000)

const name = '[a-z][a-z0-9]*(-[a-z0-9]+)*'
/** A piece: the document, a part or a clause. */
const itemSchema = z
  .string()
  .regex(new RegExp(`^(document|part:${name}|${name}\\.${name})$`))
  .max(80)

export const draftItemSchema = z.strictObject({
  item: itemSchema,
  /** The revision that was before the editor's eyes. */
  revision,
  'title-kk': line,
  'title-ru': line,
  'title-en': line,
  'body-kk': body.default(''),
  'body-ru': body.default(''),
  'body-en': body.default(''),
})
export type DraftItemInput = z.infer<typeof draftItemSchema>

/** The name of a new part or clause in addresses; it stays for good. */
const newName = z
  .string()
  .trim()
  .min(1, 'required')
  .max(40, 'too-long-40')
  .regex(new RegExp(`^${name}$`), 'wrong-name')
const newTitles = { 'title-kk': line, 'title-ru': line, 'title-en': line }

export const newPartSchema = z.strictObject({ name: newName, ...newTitles })
export type NewPartInput = z.infer<typeof newPartSchema>

export const newClauseSchema = z.strictObject({
  part: z
    .string()
    .regex(new RegExp(`^${name}$`), 'required')
    .max(70),
  name: newName,
  ...newTitles,
})
export type NewClauseInput = z.infer<typeof newClauseSchema>

export const moveSchema = z.strictObject({ item: itemSchema, to: z.enum(['up', 'down']) })
export const pieceSchema = z.strictObject({ item: itemSchema })

const isBuiltIn = (purpose: string) => purposeCodes.some((one) => one === purpose)
/** Of the purposes that come with the portal, those that clauses are about; all of the operator. */
const isTouchable = (purpose: string) =>
  !isBuiltIn(purpose) || touchablePurposes.some((one) => one === purpose)

/** One checkbox comes as a text, several as a list, none not at all. */
const purposes = z
  .union([z.string(), z.array(z.string()).max(30)])
  .default([])
  .transform((given) => [...new Set([given].flat())])
  .pipe(
    z.array(
      z
        .string()
        .regex(new RegExp(`^${name}$`), 'wrong')
        .max(40, 'wrong')
        .refine(isTouchable, 'wrong'),
    ),
  )
  .transform((given) => [
    ...touchablePurposes.filter((purpose) => given.includes(purpose)),
    ...given.filter((purpose) => !isBuiltIn(purpose)).sort(),
  ])

const summary = plainText(1000).refine(isPlain, 'not-plain')

export const draftFactsSchema = z.strictObject({
  revision,
  change: z.enum(policyChanges, 'required'),
  material: z.enum(['yes', 'no'], 'required').transform((given) => given === 'yes'),
  purposes,
  'summary-kk': summary.default(''),
  'summary-ru': summary.default(''),
  'summary-en': summary.default(''),
  effectiveOn: z.union([z.iso.date('wrong'), z.literal('').transform(() => null)]).default(null),
})
export type DraftFactsInput = z.infer<typeof draftFactsSchema>

export const languageSchema = z.strictObject({
  locale: z.enum(locales),
  /** The text that was read, hex: another one is not approved by it. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

/** A line of an imported file that has no place yet. */
export const unplacedSchema = z.strictObject({
  locale: z.enum(locales),
  line: z.coerce.number().int().min(1).max(1_000_000),
})

/** What was before the eyes of who proposes or approves. */
export const proposalSchema = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) })
export const noFieldsSchema = z.strictObject({})
