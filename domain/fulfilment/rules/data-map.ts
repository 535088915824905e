import { z } from 'zod'
import { dataCategories, fieldKinds, legalBases } from '#db/schema/fulfilment-codes.ts'
import { codeLength, codePattern } from '#domain/consent/rules/catalogue.ts'
import { certificateSchema, columnsOf, columnsOfCertificate, learningSchema } from './learning-record.ts'
import type { RetentionRule } from './retention.ts'
import { usageSchema } from './usage.ts'

/** Fields of a profile that other systems repeat. */
export const profileFields = ['fullName', 'phone', 'locale'] as const
export type ProfileFieldName = (typeof profileFields)[number]

const title = z.string().trim().min(1).max(200)
export const inThree = z.strictObject({ kk: title, ru: title, en: title })
const name = z.string().regex(/^[a-z_][a-z0-9_]*$/)
export const slug = z.string().regex(/^[a-z][a-z0-9-]*$/)

const fieldSchema = z.strictObject({
  column: name,
  kind: z.enum(fieldKinds).default('text'),
  title: inThree,
  /** A decided correction is written here. */
  correctable: z.boolean().default(false),
  /** The field of the portal's profile that it repeats: a change of one is carried to the other. */
  profile: z.enum(profileFields).optional(),
  /** Who somebody else is, or what staff wrote for themselves: the person does not see it without a review. */
  aboutOthers: z.boolean().default(false),
  /** What its codes are called; a value that is not named here is shown as it is. */
  words: z.record(z.string().min(1).max(100), inThree).optional(),
})

const eraseSchema = z.discriminatedUnion('how', [
  z.strictObject({ how: z.literal('delete') }),
  /** New values by column; `{id}` is the first column of `order`, for columns that must be unique. */
  z.strictObject({
    how: z.literal('anonymise'),
    values: z.record(name, z.union([z.null(), z.string().max(200)])),
  }),
  /** Kept by law; `record` names an entry of `keeping` in `OPERATOR_FILE`. */
  z.strictObject({ how: z.literal('keep'), record: slug }),
])

/** How a row of the table is found to be the person's. */
const personKeySchema = z.union([
  z.strictObject({ column: name }),
  /** A key in a JSON column. */
  z.strictObject({ column: name, path: z.string().regex(/^[A-Za-z]+$/) }),
  /** The row belongs to a row of another item. */
  z.strictObject({ column: name, of: slug, key: name }),
])

export const itemSchema = z.strictObject({
  item: slug,
  /** `table`, or `schema.table`. */
  table: z.string().regex(/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/),
  title: inThree,
  category: z.enum(dataCategories),
  /** One that comes with the portal, or one that the operator has added: which there are is in the catalogue. */
  purpose: z.string().max(codeLength).regex(codePattern, 'is not the code of a purpose'),
  basis: z.enum(legalBases),
  person: personKeySchema,
  /** Columns without NULL that together are unique for one person; pages follow them. The first begins an index. */
  order: z.array(name).min(1).max(6),
  fields: z.array(fieldSchema).min(1).max(45),
  /** Columns that are no data about the person: ids that only the database uses. */
  internal: z.array(name).max(45).default([]),
  erase: eraseSchema,
  /** What its rows say about learning, for other providers (xAPI). */
  learning: z.array(learningSchema).max(10).optional(),
  /** Its rows are certificates, for other providers (Open Badges 3.0). */
  certificate: certificateSchema.optional(),
})

/** The map of one PostgreSQL database: which tables are about people, and what may be done with them. */
export const databaseMapSchema = z
  .strictObject({
    /** The type of the column by which the source knows the person. */
    personKey: z.enum(['uuid', 'text', 'bigint']),
    /** A column of the person's row that is set while processing is restricted. */
    restrict: z.strictObject({ item: slug, column: name }).optional(),
    /** A column of the person's row that is set while they object to automated processing: they are not profiled. */
    object: z.strictObject({ item: slug, column: name }).optional(),
    /** The address below which the platform names its courses and lessons for other systems (xAPI). */
    activities: z.url({ protocol: /^https?$/ }).optional(),
    /** The test person: nightly made in a row of this item, read, changed and erased. */
    canary: z
      .strictObject({
        item: slug,
        id: z.string().min(1).max(100),
        values: z.record(name, z.union([z.null(), z.string().max(200), z.number(), z.boolean()])),
      })
      .optional(),
    /** What is counted of courses and pages, of people who agreed to it. */
    usage: usageSchema.optional(),
    items: z.array(itemSchema).min(1).max(500),
  })
  .check(({ value, issues }) => {
    const known = new Set(value.items.map(({ item }) => item))
    const parents = value.items.flatMap(({ person }) => ('of' in person ? [person.of] : []))
    const named = [value.restrict, value.object, value.canary, value.usage?.behaviour].flatMap((one) =>
      one ? [one.item] : [],
    )
    for (const item of [...parents, ...named])
      if (!known.has(item)) issues.push({ code: 'custom', message: `no item ${item}`, input: item })
    const { behaviour } = value.usage ?? {}
    for (const { item, fields, learning, certificate } of value.items) {
      const columns = new Set(fields.map(({ column }) => column))
      const read = [
        ...(learning ?? []).flatMap(columnsOf),
        ...(certificate ? columnsOfCertificate(certificate) : []),
        ...(behaviour?.item === item ? [behaviour.at, behaviour.group] : []),
      ]
      const missing = read.filter((column) => !columns.has(column))
      for (const column of missing)
        issues.push({ code: 'custom', message: `${item} has no field ${column}`, input: column })
      if ((learning || certificate) && !value.activities)
        issues.push({ code: 'custom', message: `${item} needs "activities"`, input: item })
    }
  })

export type DatabaseMap = z.infer<typeof databaseMapSchema>
export type PersonKey = z.infer<typeof personKeySchema>
export type EraseRule = z.infer<typeof eraseSchema>
export type InThree = z.infer<typeof inThree>

/** What the settings of another system say about all that it keeps; the portal's and the platform's facts are the operator's. */
export type SystemFacts = {
  title: InThree
  /** Where it stores the data, ISO 3166-1. */
  country: string
  recipients: readonly { name: InThree; country: string }[]
}

export type MapField = Omit<z.infer<typeof fieldSchema>, 'title'> & {
  /** Null: the portal's own, with its title among the messages. */
  title: InThree | null
  /** Encrypted under the person's key, bound to the row whose id is in this column. */
  encryptedFor?: string
}

/** One kind of records about a person in one source: a row of the data map. */
export type MapItem = Omit<z.infer<typeof itemSchema>, 'item' | 'title' | 'fields'> & {
  /** `source.item`; unique in the map. */
  id: string
  source: string
  title: InThree | null
  fields: readonly MapField[]
  /** When rows end by themselves; of other systems the portal knows only what the operator says in words. */
  retention?: RetentionRule
  /** Rows that the role of the app deletes only by a function of the database. */
  appendOnly?: boolean
  /** Of a source that is described in `HTTP_SOURCES_FILE`. */
  system?: SystemFacts
  /** Whether the source can mark it as restricted; the portal obeys a restriction by itself. */
  restrictable: boolean
  /** Whether the source can mark that the person objects to automated processing; the portal obeys by itself. */
  objectable: boolean
  /** The address below which its courses and lessons are named. */
  activities?: string
}

export type DataMap = readonly MapItem[]

/** What can be done with the records of an item, as the map and the register show it. */
export function supportsOf(item: MapItem) {
  return {
    collect: true,
    correct: item.fields.some(({ correctable }) => correctable),
    restrict: item.restrictable,
    object: item.objectable,
    erase: item.erase.how,
  }
}
