import { z } from 'zod'
import type { purposeCodes } from '#db/schema/consent-codes.ts'
import { sourceCallStatuses, type sourceCallTypes } from '#db/schema/fulfilment-codes.ts'
import {
  type InThree,
  inThree,
  itemSchema,
  type MapField,
  type MapItem,
  type SystemFacts,
  slug,
} from './data-map.ts'
import type { Place, RecordValue } from './source.ts'

const country = z.string().regex(/^[A-Z]{2}$/)

/** Base64 of 32 bytes or more. */
const keySchema = z
  .base64()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine(({ length }) => length >= 32, 'fewer than 32 bytes')

const localHosts = ['localhost', '127.0.0.1', '[::1]']
export const isLocalUrl = (url: string) => localHosts.includes(new URL(url).hostname)

const baseUrlSchema = z.url({ protocol: /^https?$/ }).refine((text) => {
  const { protocol, username, password, search, hash } = new URL(text)
  const isPlain = username === '' && password === '' && search === '' && hash === '' && !text.endsWith('/')
  return isPlain && (protocol === 'https:' || isLocalUrl(text))
}, 'https, or http to this machine; no user, no query, no slash at the end')

const eraseSchema = z.discriminatedUnion('how', [
  z.strictObject({ how: z.literal('delete') }),
  /** The other side decides what it writes instead. */
  z.strictObject({ how: z.literal('anonymise') }).transform((rule) => ({ ...rule, values: {} })),
  z.strictObject({ how: z.literal('keep'), record: slug }),
])

const sourceSchema = z.strictObject({
  /** Names the source in the map, in the audit log and in the address of its messages to the portal. */
  name: slug
    .max(40)
    .refine((name) => name !== 'portal' && name !== 'platform', 'is the name of another source'),
  title: inThree,
  url: baseUrlSchema,
  key: keySchema,
  country,
  recipients: z.array(z.strictObject({ name: inThree, country })).max(20),
  /** Its name may lead to an address of a private network. */
  privateNetwork: z.boolean().default(false),
  /** It can mark a person as restricted. */
  restrict: z.boolean().default(false),
  /** It can mark that a person objects to automated processing. */
  object: z.boolean().default(false),
  /** It says how its courses are used, of people who agree to be counted. */
  usage: z.boolean().default(false),
  /** The id of a test person, with which the system is tried every night. */
  canary: z.string().min(1).max(100).optional(),
  items: z
    .array(itemSchema.omit({ table: true, person: true, internal: true }).extend({ erase: eraseSchema }))
    .min(1)
    .max(50),
})

const isUnique = (names: readonly string[]) => new Set(names).size === names.length

/** `HTTP_SOURCES_FILE`: the other systems that keep data about people, and what each of them keeps. */
export const httpSourcesSchema = z.strictObject({
  sources: z
    .array(
      sourceSchema.refine(({ items }) => isUnique(items.map(({ item }) => item)), 'two items of one name'),
    )
    .max(20)
    .refine((sources) => isUnique(sources.map(({ name }) => name)), 'two sources of one name'),
})

export type HttpSourceSettings = z.infer<typeof sourceSchema>

/** The items of such a source as the data map has them; their own name stands for a table. */
export function httpItems(settings: HttpSourceSettings) {
  const { name, title, country: at, recipients, restrict, object, items } = settings
  const system: SystemFacts = { title, country: at, recipients }
  return items.map(
    ({ item, ...rest }): MapItem => ({
      ...rest,
      id: `${name}.${item}`,
      source: name,
      table: item.replaceAll('-', '_'),
      person: { column: 'person' },
      internal: [],
      restrictable: restrict,
      objectable: object,
      system,
    }),
  )
}

/** The part of an item's id that the other side knows. */
export const itemName = ({ id, source }: Pick<MapItem, 'id' | 'source'>) => id.slice(source.length + 1)

export type CallType = (typeof sourceCallTypes)[number]

/** What a request asks for, besides its type and person. */
export type CallContent =
  | { items: readonly string[]; after?: Place | undefined; without_files?: boolean }
  | { restricted: boolean }
  | { objected: boolean; purpose: (typeof purposeCodes)[number] }
  /** Make records of these items for the test person. */
  | { make: readonly string[] }
  | { item: string; key: readonly RecordValue[]; field: string; from: RecordValue; to: RecordValue }

/** The request as OpenDSR 2.0 has it, with what it has no names for under `extensions`. */
export function requestBody(given: {
  callId: string
  type: CallType
  externalId: string
  at: Date
  callbackUrl: string
  content: CallContent
}) {
  return {
    api_version: '2.0',
    regulation: 'kz_94_v',
    subject_request_id: given.callId,
    subject_request_type: given.type,
    submitted_time: given.at.toISOString(),
    subject_identities: [
      { identity_type: 'controller_customer_id', identity_format: 'raw', identity_value: given.externalId },
    ],
    status_callback_urls: [given.callbackUrl],
    extensions: { portal: given.content },
  }
}

/** What a system says that it can do (OpenDSR: discovery). */
export const discoverySchema = z.object({
  api_version: z.string().max(20),
  supported_subject_request_types: z.array(z.string().max(40)).max(20),
  extensions: z.object({ portal: z.object({ usage: z.boolean().optional() }).optional() }).optional(),
})

/** The types of requests that the portal sends to a system with these settings. */
export function neededTypes({ items, restrict, object, canary }: HttpSourceSettings): CallType[] {
  const canCorrect = items.some(({ fields }) => fields.some(({ correctable }) => correctable))
  const canErase = items.some(({ erase }) => erase.how !== 'keep')
  return [
    'access',
    ...(canErase ? (['erasure'] as const) : []),
    ...(canCorrect ? (['rectification'] as const) : []),
    ...(restrict ? (['restriction'] as const) : []),
    ...(object ? (['objection'] as const) : []),
    ...(canary !== undefined ? (['canary'] as const) : []),
  ]
}

const count = z.int().min(0).max(1_000_000_000)

/** The answer to a request, and the message that says how far it is. */
export const statusSchema = z.object({
  subject_request_id: z.uuid(),
  request_status: z.enum(sourceCallStatuses),
  expected_completion_time: z.iso.datetime({ offset: true }).optional(),
  /** Of a completed request: what was found, changed and is left, for each item. */
  results: z
    .array(z.object({ item: z.string().max(60), matched: count, changed: count.default(0), left: count }))
    .max(50)
    .default([]),
  /** Of a completed access: whether the person is marked as restricted. */
  restricted: z.boolean().optional(),
  /** Whether the person is marked as objecting to automated processing. */
  objected: z.boolean().optional(),
})

export type CallStatus = z.infer<typeof statusSchema>

const value: z.ZodType<RecordValue> = z.json()

/** A page of records of a completed access; `next` is where the following one begins. */
export const pageSchema = z.object({
  records: z
    .array(
      z.object({
        item: z.string().max(60),
        key: z
          .array(z.union([z.string().max(500), z.number(), z.boolean()]))
          .min(1)
          .max(6),
        values: z.record(z.string().max(60), value),
      }),
    )
    .max(500),
  next: count.nullable(),
})

export type RecordsPage = z.infer<typeof pageSchema>

/** What a field of each kind takes, as the JSON Schema of a copy says. */
const kindSchemas: Record<MapField['kind'], z.ZodType> = {
  text: z.union([z.string(), z.number(), z.array(z.unknown())]),
  number: z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]),
  'yes-no': z.boolean(),
  moment: z.iso.datetime({ offset: true }),
  date: z.iso.date(),
  json: z.unknown(),
  file: z.string(),
}

/** Whether a value is one of its field's kind. Null fits every kind. */
export const fitsKind = (kind: MapField['kind'], value: RecordValue): boolean =>
  value === null || kindSchemas[kind].safeParse(value).success

export type SourceTitles = Readonly<Record<string, InThree | undefined>>
