import { z } from 'zod'
import { type Right, rights } from '#domain/policy/rules/clauses.ts'
import { fileRequestSchema, visitorRequestSchema } from '#domain/requests/forms/request-schemas.ts'
import { type KindName, kindName, kindNames, kinds } from '#domain/requests/rules/kinds.ts'

/** What a form can be about: a right, or a question, which goes the same way. */
export type Filable = Right | 'question'
const filable: readonly Filable[] = [...rights, 'question']

export const isFilable = (value: unknown): value is Filable => filable.some((one) => one === value)

/** The kinds of a right: two where it has variants, otherwise one. */
export const kindsOf = (right: Filable): KindName[] =>
  kindNames.filter((name) => name === right || name.startsWith(`${right}/`))

export const variantOf = (kind: KindName) => kind.split('/')[1] ?? ''

/** Reads the right and the variant that a form names, and the rest by the schema of that kind. */
function byKind<Output>(
  schemaOf: (kind: KindName) => z.ZodType<Output>,
  leave: (kind: KindName, offered: readonly KindName[]) => readonly string[],
) {
  return z.record(z.string(), z.unknown()).transform((typed, given): Output => {
    const { right, variant, ...rest } = typed
    const refuse = (path: string[], message: string) => {
      given.addIssue({ code: 'custom', path, message })
      return z.NEVER
    }
    if (!isFilable(right)) return refuse([], 'wrong')
    const offered = kindsOf(right)
    if (offered.length > 1 && !variant) return refuse(['variant'], 'required')
    const kind = kindName(right, typeof variant === 'string' ? variant : '')
    if (!kind || !offered.includes(kind)) return refuse([], 'wrong')
    for (const name of leave(kind, offered)) delete rest[name]
    const parsed = schemaOf(kind).safeParse(rest)
    if (parsed.success) return parsed.data
    for (const { path, message } of parsed.error.issues)
      given.addIssue({ code: 'custom', path: [...path], message })
    return z.NEVER
  })
}

/** Drops fields that belong to the other variant: the person may have filled them in before changing the variant. */
function ofOthers(kind: KindName, offered: readonly KindName[]): string[] {
  const own = kinds[kind].fields.map(({ name }) => name)
  const others = offered.filter((one) => one !== kind).flatMap((one) => kinds[one].fields)
  return others.map(({ name }) => name).filter((name) => !own.includes(name))
}

/** The form of a signed-in person. */
export const filingSchema = byKind(fileRequestSchema, ofOthers)

/** The same, sent by a representative for the minor of this representation. */
export const representedFilingSchema = z.record(z.string(), z.unknown()).transform((typed, given) => {
  const { representationId, ...rest } = typed
  const named = z.uuid().safeParse(representationId)
  const filing = filingSchema.safeParse(rest)
  if (named.success && filing.success) return { representationId: named.data, filing: filing.data }
  if (!named.success) given.addIssue({ code: 'custom', path: [], message: 'wrong' })
  for (const { path, message } of filing.error?.issues ?? [])
    given.addIssue({ code: 'custom', path: [...path], message })
  return z.NEVER
})

/** The visitor's four fields. */
export const visitorFilingSchema = byKind(visitorRequestSchema, () => [])
