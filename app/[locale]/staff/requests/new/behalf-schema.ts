import { z } from 'zod'
import { type OnBehalfInput, onBehalfSchema } from '#domain/requests/forms/request-schemas.ts'
import { kindNames } from '#domain/requests/rules/kinds.ts'

/** Reads which kind a form is about, and the rest by the schema of that kind. */
export const behalfSchema = z.record(z.string(), z.unknown()).transform((typed, given): OnBehalfInput => {
  const { kind: named, ...rest } = typed
  const kind = kindNames.find((one) => one === named)
  if (!kind) {
    given.addIssue({ code: 'custom', path: [], message: 'wrong' })
    return z.NEVER
  }
  const parsed = onBehalfSchema(kind).safeParse(rest)
  if (parsed.success) return parsed.data
  for (const { path, message } of parsed.error.issues)
    given.addIssue({ code: 'custom', path: [...path], message })
  return z.NEVER
})
