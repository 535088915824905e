import { z } from 'zod'
import { defaultLocale } from '#i18n/locales.ts'
import { ApiProblem, type ApiRequest } from './api-answer.ts'
import { locale } from './choice-shapes.ts'
import { faultsOf, mostErrors } from './read-json.ts'

export const localeParameter = locale.default(defaultLocale)

/** A whole number in a query, written in digits alone. */
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^(0|[1-9]\d*)$/)
    .transform(Number)
    .pipe(z.int().min(min).max(max))

export const version = wholeNumber(1, 999_999)
  .optional()
  .meta({ description: 'The newest when left out', examples: [1] })

/** The query by a schema. A parameter that is unknown, given twice or wrong is a 400 that names it. */
export function readQuery<S extends z.ZodObject>(
  { query }: Pick<ApiRequest, 'query'>,
  schema: S,
): z.infer<S> {
  const errors = [...new Set(query.keys())].flatMap((parameter) => {
    if (!Object.hasOwn(schema.shape, parameter)) return [{ parameter, code: 'unknown' }]
    return query.getAll(parameter).length > 1 ? [{ parameter, code: 'repeated' }] : []
  })
  if (errors.length > 0)
    throw new ApiProblem(400, 'invalid-parameter', { errors: errors.slice(0, mostErrors) })
  return parsedBy(schema, Object.fromEntries(query))
}

/** The parts of the path by a schema; a malformed one is a 400 that names it. */
export const readParams = <S extends z.ZodObject>(
  { params }: Pick<ApiRequest, 'params'>,
  schema: S,
): z.infer<S> => parsedBy(schema, { ...params })

function parsedBy<S extends z.ZodObject>(schema: S, given: Record<string, string | undefined>): z.infer<S> {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  throw new ApiProblem(400, 'invalid-parameter', { errors: faultsOf(parsed.error.issues) })
}

/** The key of the program that asks. */
export function keyIdOf({ ctx }: Pick<ApiRequest, 'ctx'>): string {
  if (ctx.actor.kind !== 'program') throw new ApiProblem(401, 'key-needed')
  return ctx.actor.keyId
}
