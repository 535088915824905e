import { z } from 'zod'

export const policyLocales = ['kk', 'ru', 'en'] as const
export type PolicyLocale = (typeof policyLocales)[number]

const line = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => text === text.trim() && !text.includes('\n'), 'one line, no space around it')

// Bodies are shown as they are, so a mark of markdown or HTML would be seen by the reader as a stray sign.
const plainText = z
  .string()
  .min(1)
  .max(4000)
  .refine((text) => text === text.trim() && !/\n{3,}/.test(text), 'paragraphs parted by one blank line')
  .refine(
    (text) => !/[*_`#<>[\]\\]|\p{Cc}(?<!\n)/u.test(text),
    'plain text: no markdown, HTML or control signs',
  )

const clause = z.strictObject({
  id: z.string().regex(/^[a-z]+\.[a-z]+(-[a-z]+)*$/),
  title: line,
  body: plainText,
})

const part = z
  .strictObject({ id: z.string().regex(/^[a-z]+$/), title: line, clauses: z.array(clause).min(1).max(50) })
  .refine(
    ({ id, clauses }) => clauses.every((each) => each.id.startsWith(`${id}.`)),
    'a clause is named after its part',
  )

/** The words of one policy version in one language, as kept in `db/seed/policy/version-N/<locale>.json`. */
export const policyTextSchema = z
  .strictObject({
    locale: z.enum(policyLocales),
    title: line,
    lastUpdatedOn: z.iso.date(),
    introduction: plainText,
    parts: z.array(part).min(1).max(20),
  })
  .refine(({ parts }) => {
    const ids = parts.flatMap((each) => [each.id, ...each.clauses.map(({ id }) => id)])
    return new Set(ids).size === ids.length
  }, 'every id occurs once')

export type PolicyText = z.infer<typeof policyTextSchema>
