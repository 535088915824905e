import { eq, inArray } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { representativeOf, subject, subjectKey } from '#db/schema/people.ts'
import type { subjectSources } from '#db/schema/people-codes.ts'
import { isUniqueViolation } from '#db/unique-violation.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { newId } from '#platform/ids.ts'
import { endAccess } from '../email-change/change-email.ts'
import { isBlocked } from '../record/blocked.ts'
import {
  decryptFields,
  emailIndex,
  encryptFields,
  newSubjectCipher,
  type PersonalFields,
  readSubjectCiphers,
  type SubjectCipher,
} from '../record/subject-fields.ts'
import { type ImportedSubject, importedSubjectSchema } from '../rules/person-schemas.ts'

export type ImportResult = {
  created: number
  changed: number
  unchanged: number
  /** Not written; the others were. `invalid` names the field. */
  refused: { externalId: string; code: 'invalid' | 'key-gone' | 'blocked'; field?: string }[]
  /** Written without the address, which another person has. */
  withoutAddress: string[]
}

type Row = ReturnType<typeof importedSubjectSchema.parse>
type Person = typeof subject.$inferSelect
type Source = (typeof subjectSources)[number]

const BATCH = 250

/** Rolls back what was only tried. */
class Tried extends Error {
  readonly result: ImportResult
  constructor(result: ImportResult) {
    super('only tried')
    this.result = result
  }
}

/**
 * Brings people in, by the platform's id: new ones are created, known ones brought up to date, an audit record for each
 * change. Repeating it changes nothing. A visitor who proved the same address before becomes the imported person, unless they
 * represent somebody: in a family the address of the parent is that of the child's row too.
 * `onlyTry` tells what would happen and leaves everything as it was.
 */
export async function importSubjects(
  ctx: Context,
  rows: readonly ImportedSubject[],
  source: Source,
  how: { onlyTry?: boolean } = {},
): Promise<ImportResult> {
  authorize(ctx.actor, 'subjects.import')
  const result = nothing()
  // The last row of an id counts, and everybody goes through people in one order: two imports cannot lock each other out.
  const byId = new Map<string, Row>()
  for (const row of rows) {
    const parsed = importedSubjectSchema.safeParse(row)
    if (parsed.success) byId.set(parsed.data.externalId, parsed.data)
    else
      result.refused.push({
        externalId: row.externalId,
        code: 'invalid',
        field: fieldOf(parsed.error.issues),
      })
  }
  const sorted = [...byId.values()].sort((a, b) => (a.externalId < b.externalId ? -1 : 1))
  for (let at = 0; at < sorted.length; at += BATCH) {
    const done = await importBatch(ctx, sorted.slice(at, at + BATCH), source, how.onlyTry ?? false)
    result.created += done.created
    result.changed += done.changed
    result.unchanged += done.unchanged
    result.refused.push(...done.refused)
    result.withoutAddress.push(...done.withoutAddress)
  }
  return result
}

const nothing = (): ImportResult => ({
  created: 0,
  changed: 0,
  unchanged: 0,
  refused: [],
  withoutAddress: [],
})

const fieldOf = (issues: readonly { path: PropertyKey[] }[]) => String(issues[0]?.path[0] ?? '')

/** Somebody else may write the same person or address between our look and our write: then we look again. */
async function importBatch(
  ctx: Context,
  rows: Row[],
  source: Source,
  onlyTry: boolean,
  attempt = 1,
): Promise<ImportResult> {
  try {
    return await ctx.transaction(async (tx) => {
      const result = await writeBatch(tx, ctx, rows, source)
      if (onlyTry) throw new Tried(result)
      return result
    })
  } catch (error) {
    if (error instanceof Tried) return error.result
    if (!isUniqueViolation(error) || attempt === 5) throw error
    return importBatch(ctx, rows, source, onlyTry, attempt + 1)
  }
}

async function writeBatch(tx: Transaction, ctx: Context, rows: Row[], source: Source): Promise<ImportResult> {
  const { keys } = ctx.services
  const result = nothing()
  const ids = rows.map((row) => row.externalId)
  // Look up owners of addresses first: a person added in between is then found by id too, never by the address alone.
  const indexes = rows.flatMap((row) => (row.email ? [emailIndex(keys, row.email)] : []))
  const holders =
    indexes.length > 0 ? await tx.select().from(subject).where(inArray(subject.emailIndex, indexes)) : []
  const known = await tx
    .select()
    .from(subject)
    .where(inArray(subject.externalId, ids))
    .orderBy(subject.externalId)
    .for('update')
  const byExternalId = new Map(known.map((person) => [person.externalId, person]))
  const byAddress = new Map(
    holders.map((person) => [person.emailIndex?.toString('hex') ?? '', person.subjectId]),
  )
  const strangers = holders.filter((one) => one.externalId === null)
  const representatives = await representativesAmong(tx, strangers)
  const visitors = new Map(
    strangers.filter((one) => !representatives.has(one.subjectId)).map((one) => [one.subjectId, one]),
  )
  const ciphers = await readSubjectCiphers(
    tx,
    keys,
    [...known, ...visitors.values()].map((person) => person.subjectId),
  )
  const creations: Creation[] = []
  for (const given of rows) {
    const address = given.email ? emailIndex(keys, given.email).toString('hex') : null
    const holder = address === null ? undefined : byAddress.get(address)
    const person = byExternalId.get(given.externalId) ?? visitors.get(holder ?? '')
    // A family shares a mailbox: an address signs one person in, and the others are people all the same.
    const isTaken = holder !== undefined && holder !== person?.subjectId
    if (isTaken) result.withoutAddress.push(given.externalId)
    const row = isTaken ? { ...given, email: undefined } : given
    const subjectId = person?.subjectId ?? newId()
    if (address !== null && !isTaken) byAddress.set(address, subjectId)
    if (!person) {
      creations.push(creationOf(ctx, subjectId, row, source))
      continue
    }
    visitors.delete(subjectId)
    const cipher = ciphers.get(subjectId)
    if (!cipher) result.refused.push({ externalId: row.externalId, code: 'key-gone' })
    else if (await isBlocked(tx, subjectId))
      result.refused.push({ externalId: row.externalId, code: 'blocked' })
    else if (await bringUpToDate(tx, ctx, person, cipher, row)) result.changed++
    else result.unchanged++
  }
  await create(tx, ctx, creations, source)
  result.created = creations.length
  return result
}

async function representativesAmong(tx: Transaction, people: readonly Person[]): Promise<Set<string>> {
  if (people.length === 0) return new Set()
  const ids = people.map(({ subjectId }) => subjectId)
  const rows = await tx
    .select({ subjectId: representativeOf.subjectId })
    .from(representativeOf)
    .where(inArray(representativeOf.subjectId, ids))
  return new Set(rows.map(({ subjectId }) => subjectId))
}

type Creation = { person: typeof subject.$inferInsert; key: typeof subjectKey.$inferInsert }

function creationOf(ctx: Context, subjectId: string, row: Row, source: Source): Creation {
  const { keys } = ctx.services
  const { row: key, cipher } = newSubjectCipher(ctx.services, subjectId)
  const { externalId, locale = ctx.locale } = row
  const now = ctx.clock.now()
  const times = { createdAt: row.createdAt ?? now, updatedAt: row.createdAt ?? now }
  return {
    person: {
      subjectId,
      externalId,
      source,
      locale,
      ...times,
      ...encryptFields(keys, cipher, subjectId, row),
    },
    key,
  }
}

async function create(tx: Transaction, ctx: Context, creations: Creation[], source: Source) {
  if (creations.length === 0) return
  await tx.insert(subject).values(creations.map(({ person }) => person))
  await tx.insert(subjectKey).values(creations.map(({ key }) => key))
  const records = creations.map(({ person }) => ({
    action: 'subject.create' as const,
    subjectId: person.subjectId,
    reason: source,
  }))
  await append(tx, ctx.auditedAs, ...records)
}

/** True when something differed. An address that changed also ends what the old mailbox could open. */
async function bringUpToDate(tx: Transaction, ctx: Context, person: Person, cipher: SubjectCipher, row: Row) {
  const { subjectId } = person
  const held = { ...decryptFields(cipher, person), locale: person.locale, externalId: person.externalId }
  const changed = (['externalId', 'fullName', 'email', 'phone', 'locale'] as const).filter(
    (field) => row[field] !== undefined && row[field] !== held[field],
  )
  if (changed.length === 0) return false
  const fields: Partial<PersonalFields> = {
    ...(changed.includes('fullName') && { fullName: row.fullName }),
    ...(changed.includes('email') && { email: row.email }),
    ...(changed.includes('phone') && { phone: row.phone }),
  }
  const now = ctx.clock.now()
  const { externalId, locale } = row
  await tx
    .update(subject)
    .set({
      externalId,
      locale,
      updatedAt: now,
      ...encryptFields(ctx.services.keys, cipher, subjectId, fields),
    })
    .where(eq(subject.subjectId, subjectId))
  if (changed.includes('email')) await endAccess(tx, subjectId, now)
  await append(tx, ctx.auditedAs, { action: 'subject.change', subjectId, fields: changed })
  return true
}
