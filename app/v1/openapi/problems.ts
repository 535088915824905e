import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import { type HeaderName, headerRefs } from './headers.ts'

export const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int().min(400).max(599),
    code: z
      .string()
      .regex(/^[a-z]+(-[a-z]+)*$/)
      .meta({ description: 'For programs; stable' }),
    errors: z
      .array(z.strictObject({ parameter: z.string(), code: z.string() }))
      .optional()
      .meta({ description: 'What was wrong where: `choices.0.decision`' }),
    requestId: z.string(),
  })
  .meta({
    id: 'Problem',
    description: 'RFC 9457. There are no sentences to translate: `code` says what is wrong',
  })

type Problem = { name: string; description: string; code: string; headers?: readonly HeaderName[] }

/** What any call may answer, by status. */
const shared = {
  400: {
    name: 'BadRequest',
    description:
      'Something that was sent is wrong: `invalid-body` and `invalid-parameter` name it in `errors`, also a parameter that is unknown; `malformed`',
    code: 'invalid-body',
  },
  401: {
    name: 'Unauthorized',
    description: 'No key (`key-needed`), or one that is unknown, expired or revoked (`unknown-key`)',
    code: 'key-needed',
    headers: ['WWW-Authenticate'],
  },
  403: {
    name: 'Forbidden',
    description: 'The key lacks the scope of this call (`insufficient-scope`)',
    code: 'insufficient-scope',
    headers: ['RateLimit', 'RateLimit-Policy', 'WWW-Authenticate'],
  },
  405: {
    name: 'MethodNotAllowed',
    description: 'Another method than those of this address (`method-not-allowed`)',
    code: 'method-not-allowed',
    headers: ['Allow'],
  },
  406: {
    name: 'NotAcceptable',
    description:
      'The `Accept` header has none of the types of this call (`not-acceptable`); `types` are those',
    code: 'not-acceptable',
  },
  413: {
    name: 'TooLarge',
    description: 'The body has more than 1,000,000 bytes (`too-large`)',
    code: 'too-large',
  },
  415: {
    name: 'UnsupportedMediaType',
    description: 'The body is not `application/json`, or is compressed (`unsupported-media-type`)',
    code: 'unsupported-media-type',
  },
  429: {
    name: 'TooManyRequests',
    description: 'Too many calls in this minute (`too-often`)',
    code: 'too-often',
    headers: ['Retry-After', 'RateLimit', 'RateLimit-Policy'],
  },
  500: {
    name: 'Broken',
    description: 'A fault of the portal (`broken`); `requestId` names it',
    code: 'broken',
  },
  503: {
    name: 'Unavailable',
    description: 'The database does not answer, or it is not known whether the write was done (`try-again`)',
    code: 'try-again',
    headers: ['Retry-After'],
  },
} satisfies Record<number, Problem>

export type SharedStatus = keyof typeof shared

const example = (status: number, code: string) => ({
  type: 'about:blank',
  title: STATUS_CODES[status],
  status,
  code,
  requestId: '019ac1f0-7a55-7c11-8a3e-0d5b0f6f2f11',
})

const response = (status: number, { description, code, headers = [] }: Omit<Problem, 'name'>) => ({
  description,
  headers: headerRefs('X-Request-Id', 'Cache-Control', ...headers),
  content: {
    'application/problem+json': {
      schema: { $ref: '#/components/schemas/Problem' },
      example: example(status, code),
    },
  },
})

/** `components.responses`. */
export const problemResponses = Object.fromEntries(
  Object.entries(shared).map(([status, problem]) => [problem.name, response(Number(status), problem)]),
)

export const problemRef = (status: SharedStatus) => ({
  $ref: `#/components/responses/${shared[status].name}`,
})

/** A refusal of one call; its code is the first in its description that stands in backticks. */
export const refusalResponse = (status: number, description: string) =>
  response(status, { description, code: /`([a-z-]+)`/.exec(description)?.[1] ?? 'refused' })
