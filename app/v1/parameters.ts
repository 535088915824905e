import { z } from 'zod'
import { externalIdSchema } from '#domain/people/rules/person-schemas.ts'
import { defaultLocale, locales } from '#i18n/locales.ts'
import { ApiProblem, type ApiRequest } from './api-answer.ts'

export const locale = z.enum(locales).default(defaultLocale)
export const version = z
  .string()
  .regex(/^[1-9]\d{0,5}$/)
  .transform(Number)
  .optional()

/** The query by a schema. A parameter given twice, or wrong, is a 400 that names it; one unknown is left alone. */
export function readQuery<S extends z.ZodObject>(
  { query }: Pick<ApiRequest, 'query'>,
  schema: S,
): z.infer<S> {
  const twice = Object.keys(schema.shape).filter((name) => query.getAll(name).length > 1)
  if (twice.length > 0)
    throw new ApiProblem(400, 'invalid-parameter', {
      errors: twice.map((parameter) => ({ parameter, code: 'repeated' })),
    })
  const parsed = schema.safeParse(Object.fromEntries(query))
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map((issue) => ({ parameter: issue.path.join('.'), code: issue.code }))
  throw new ApiProblem(400, 'invalid-parameter', { errors })
}

/** The person that the path names. */
export function personIn({ params }: Pick<ApiRequest, 'params'>): string {
  const parsed = externalIdSchema.safeParse(params.externalId)
  if (parsed.success) return parsed.data
  throw new ApiProblem(400, 'invalid-parameter', { errors: [{ parameter: 'externalId', code: 'malformed' }] })
}

/** The key of the program that asks. */
export function keyIdOf({ ctx }: Pick<ApiRequest, 'ctx'>): string {
  if (ctx.actor.kind !== 'program') throw new ApiProblem(401, 'key-needed')
  return ctx.actor.keyId
}
