import { channelCodes, purposeCodes, topicCodes } from '#domain/consent/catalogue.ts'
import { rights } from '#domain/policy/clauses.ts'
import { defaultLocale, locales } from '#i18n/locales.ts'
import { type ApiCall, open } from './api-answer.ts'

const text = { type: 'string' }
const date = { type: 'string', format: 'date' }
const moment = { type: 'string', format: 'date-time' }
const hash = { type: 'string', pattern: '^[0-9a-f]{64}$' }
const wholeNumber = { type: 'integer', minimum: 1 }
const orNull = (schema: { type: string }) => ({ ...schema, type: [schema.type, 'null'] })
const object = (properties: Record<string, object>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
})
const list = (items: object) => ({ type: 'array', items })
const page = (items: object) => object({ items: list(items), next: { type: ['string', 'null'] } })

const action = object({
  name: { enum: ['profile', 'contact', 'choose', ...rights] },
  href: { type: 'string', format: 'uri' },
})
const clause = object({
  id: text,
  title: text,
  body: text,
  href: { type: 'string', format: 'uri' },
  actions: list(action),
  evidence: list({ type: 'object' }),
})
const policy = object({
  version: wholeNumber,
  locale: { enum: locales },
  title: text,
  introduction: text,
  lastUpdatedOn: date,
  effectiveOn: orNull(date),
  sha256: hash,
  parts: list(object({ id: text, title: text, clauses: list(clause) })),
})
const versionEntry = object({
  version: wholeNumber,
  lastUpdatedOn: date,
  effectiveOn: orNull(date),
  material: { type: 'boolean' },
  summary: text,
  sha256: hash,
  publishedAt: orNull(moment),
})
const words = object({
  topic: { enum: [...topicCodes, null] },
  version: wholeNumber,
  sha256: hash,
  text: { type: 'object', additionalProperties: text },
})
const purpose = object({
  purpose: { enum: purposeCodes },
  isSwitch: { type: 'boolean' },
  topics: list({ enum: topicCodes }),
  channels: list({ enum: channelCodes }),
  words: list(words),
})
const problem = {
  ...object({ type: text, title: text, status: { type: 'integer' }, code: text, requestId: text }),
  description: 'RFC 9457',
}

const inLocale = {
  name: 'locale',
  in: 'query',
  schema: { enum: locales, default: defaultLocale },
  description: 'Language of the words',
}
const ofVersion = {
  name: 'version',
  in: 'query',
  schema: wholeNumber,
  description: 'The newest when left out',
}
const inFormat = {
  name: 'format',
  in: 'query',
  schema: { enum: ['json', 'markdown'] },
  description: 'By the Accept header when left out',
}

const failure = {
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}
const failures = {
  304: { description: 'The If-None-Match header names what is current' },
  400: { description: 'A parameter is wrong', ...failure },
  503: { description: 'The database does not answer; Retry-After says when to ask again', ...failure },
}
const json = (schema: object) => ({ 'application/json': { schema } })
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const read = (summary: string, parameters: object[], content: object, more: object = {}) => ({
  get: {
    summary,
    security: [],
    parameters,
    responses: { 200: { description: summary, content }, ...failures, ...more },
  },
})

const paths = {
  '/openapi.json': {
    get: {
      summary: 'This description',
      security: [],
      responses: { 200: { description: 'OpenAPI 3.1', content: json({ type: 'object' }) } },
    },
  },
  '/policy': read(
    'One published version of the policy in one language',
    [inLocale, ofVersion, inFormat],
    { ...json(ref('Policy')), 'text/markdown': { schema: text } },
    { 404: { description: 'There is no such version', ...failure } },
  ),
  '/policy/versions': read('Published versions, newest first', [inLocale], json(page(ref('VersionEntry')))),
  '/purposes': read(
    'Purposes, and the words that people are shown for them',
    [inLocale],
    json(page(ref('Purpose'))),
  ),
}

/** The API described for programs; holds exactly the calls that the router has. */
export function openapi(appUrl: string) {
  return {
    openapi: '3.1.0',
    info: { title: 'Privacy portal', version: '1' },
    servers: [{ url: `${appUrl}/api/v1` }],
    paths,
    components: {
      schemas: { Policy: policy, VersionEntry: versionEntry, Purpose: purpose, Problem: problem },
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
    },
  }
}

/** GET /openapi.json */
export const getOpenapi: ApiCall = ({ services }) => open(openapi(services.env.APP_URL))
