import { z } from 'zod'
import { dpvPurposeTypes, type PurposeFacts, purposeDataCategories } from '#db/schema/purpose-codes.ts'
import { locales } from '#domain/access/locale.ts'
import { isPlain } from '#domain/policy/rules/draft-schemas.ts'
import { plainText } from '#platform/plain-text.ts'

// What the law wants said of a purpose (Art. 8(4) of Law 94-V), as one form: the settings say the same of the purposes that come
// with the portal (`processingSchema`). Messages are codes, given words at the edge.

/** How many recipients the form has room for. */
const recipientPlaces = [1, 2, 3, 4, 5] as const

const line = plainText(300).refine((text) => !text.includes('\n') && isPlain(text), 'not-plain')
const needed = plainText(300, 1).refine((text) => !text.includes('\n') && isPlain(text), 'not-plain')

/** A code of a country that has a name. */
const isCountry = (code: string) =>
  /^[A-Z]{2}$/.test(code) &&
  new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code) !== undefined

const codesIn = (given: string) => [
  ...new Set(
    given
      .toUpperCase()
      .split(/[\s,;]+/)
      .filter(Boolean),
  ),
]
const countries = z
  .string('required')
  .max(60, 'wrong-countries')
  .refine((given) => codesIn(given).every(isCountry), 'wrong-countries')

/** One checkbox comes as a text, several as a list, none not at all. */
const categories = z.preprocess(
  (given) => (given === undefined ? [] : [given].flat()),
  z.array(z.enum(purposeDataCategories, 'wrong')).min(1, 'required').max(purposeDataCategories.length),
)

type Localised<Name extends string> = `${Name}-${(typeof locales)[number]}`
type Recipient = `recipient${(typeof recipientPlaces)[number]}`

const inLanguages = <Name extends string, Schema>(names: readonly Name[], schema: Schema) =>
  Object.fromEntries(
    names.flatMap((name) => locales.map((locale) => [`${name}-${locale}`, schema])),
  ) as Record<Localised<Name>, Schema>
const recipientNames = recipientPlaces.map((n) => `recipient${n}` as const)

/** Fields of the form. Nothing is chosen for the operator, except that no recipient and no publication is an answer too. */
export const factFields = {
  ...inLanguages(recipientNames, line.default('')),
  ...(Object.fromEntries(recipientNames.map((name) => [`${name}-country`, countries.default('')])) as Record<
    `${Recipient}-country`,
    z.ZodDefault<typeof countries>
  >),
  storage: countries.refine((given) => codesIn(given).length > 0, 'required'),
  ...inLanguages(['published'], line.default('')),
  ...inLanguages(['retention'], needed),
  categories,
  dpvType: z.enum(dpvPurposeTypes, 'wrong').default('Purpose'),
}

const facts = z.object(factFields)
type FactsInput = z.infer<typeof facts>

/** What is half said: a recipient or a publication in some languages only, a recipient without one country. */
export function lackingFacts(input: FactsInput): { field: keyof FactsInput; code: string }[] {
  const group = (fields: readonly (keyof FactsInput)[]) => {
    const missing = fields.filter((field) => input[field] === '')
    return missing.length === fields.length ? [] : missing.map((field) => ({ field, code: 'required' }))
  }
  const several = recipientNames
    .map((name) => `${name}-country` as const)
    .filter((field) => codesIn(input[field]).length > 1)
  return [
    ...recipientNames.flatMap((name) => group([`${name}-kk`, `${name}-ru`, `${name}-en`, `${name}-country`])),
    ...several.map((field) => ({ field, code: 'wrong-countries' })),
    ...group(['published-kk', 'published-ru', 'published-en']),
  ]
}

export function factsOfForm(input: FactsInput): PurposeFacts {
  const isPublished = input['published-ru'] !== ''
  return {
    recipients: recipientNames.flatMap((name) => {
      const [country] = codesIn(input[`${name}-country`])
      const called = { kk: input[`${name}-kk`], ru: input[`${name}-ru`], en: input[`${name}-en`] }
      return country ? [{ name: called, country }] : []
    }),
    storage: codesIn(input.storage),
    published: isPublished
      ? { kk: input['published-kk'], ru: input['published-ru'], en: input['published-en'] }
      : false,
    retention: { kk: input['retention-kk'], ru: input['retention-ru'], en: input['retention-en'] },
    categories: purposeDataCategories.filter((one) => input.categories.includes(one)),
    dpvType: input.dpvType,
  }
}

/** The same, as the form shows it. The checkboxes are apart: they are a list. */
export function formOfFacts(held: PurposeFacts | null): Record<string, string> {
  if (!held) return {}
  const { recipients, storage, published, retention, dpvType } = held
  return {
    ...Object.fromEntries(
      recipients.flatMap(({ name, country }, at) => [
        ...locales.map((locale) => [`recipient${at + 1}-${locale}`, name[locale]]),
        [`recipient${at + 1}-country`, country],
      ]),
    ),
    storage: storage.join(', '),
    ...Object.fromEntries(
      locales.flatMap((locale) => [
        [`published-${locale}`, published ? published[locale] : ''],
        [`retention-${locale}`, retention[locale]],
      ]),
    ),
    dpvType,
  }
}

/** How many places for recipients the form shows: one more than are filled. */
export const shownPlaces = (held: PurposeFacts | null) =>
  recipientPlaces.slice(0, Math.min((held?.recipients.length ?? 0) + 2, recipientPlaces.length))
