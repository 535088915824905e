import { eq, inArray } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { subject, subjectKey } from '#db/schema/people.ts'
import type { subjectSources } from '#db/schema/people-codes.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { append } from '#domain/audit/record/append.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import { newId } from '#platform/ids.ts'
import type { Services } from '#platform/services.ts'
import {
  decryptFields,
  emailIndex,
  encryptFields,
  findSubjectCipher,
  newSubjectCipher,
  type PersonalFields,
  type SubjectCipher,
} from './subject-fields.ts'

// What other nouns need of a person inside a transaction of their own. They have authorized already.

export type PersonRecord = PersonalFields & {
  subjectId: string
  externalId: string | null
  source: (typeof subjectSources)[number]
  locale: Locale
  /** Null when the person's key was destroyed; the fields are empty then. */
  cipher: SubjectCipher | null
}

/** Holds the person to the end of the transaction: of two writers the second sees the first. False when there is none. */
export async function lockPerson(tx: Transaction, subjectId: string): Promise<boolean> {
  const rows = await tx
    .select({ subjectId: subject.subjectId })
    .from(subject)
    .where(eq(subject.subjectId, subjectId))
    .for('no key update')
  return rows.length > 0
}

export async function readPerson(
  tx: Transaction,
  keys: MasterKeys,
  subjectId: string,
): Promise<PersonRecord | null> {
  const [row] = await tx.select().from(subject).where(eq(subject.subjectId, subjectId))
  if (!row) return null
  const cipher = (await findSubjectCipher(tx, keys, subjectId)) ?? null
  const fields = cipher ? decryptFields(cipher, row) : { email: null, fullName: null, phone: null }
  const { externalId, source, locale } = row
  return { subjectId, externalId, source, locale, cipher, ...fields }
}

/** The person with this address, as `parseEmailAddress` spells it. */
export async function personByAddress(
  tx: Transaction,
  keys: MasterKeys,
  email: string,
): Promise<string | null> {
  const [row] = await tx
    .select({ subjectId: subject.subjectId })
    .from(subject)
    .where(eq(subject.emailIndex, emailIndex(keys, email)))
  return row?.subjectId ?? null
}

export async function personByExternalId(tx: Transaction, externalId: string): Promise<string | null> {
  const [row] = await tx
    .select({ subjectId: subject.subjectId })
    .from(subject)
    .where(eq(subject.externalId, externalId))
  return row?.subjectId ?? null
}

/** Subjects by their platform ids; unknown ids are left out. */
export async function peopleByExternalId(
  tx: Transaction,
  externalIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx
    .select({ subjectId: subject.subjectId, externalId: subject.externalId })
    .from(subject)
    .where(inArray(subject.externalId, [...externalIds]))
  return new Map(rows.flatMap((row) => (row.externalId === null ? [] : [[row.externalId, row.subjectId]])))
}

/**
 * Stores a new encryption key: for a visitor who is not a person of the portal yet, or under a given id for a member of
 * staff. After `destroyKey` nothing that it encrypted can be read.
 */
export async function newKey(
  tx: Transaction,
  services: Pick<Services, 'keys' | 'clock'>,
  subjectId = newId(),
) {
  const { row, cipher } = newSubjectCipher(services, subjectId)
  await tx.insert(subjectKey).values(row)
  return { subjectId, cipher }
}

export async function destroyKey(tx: Transaction, subjectId: string): Promise<void> {
  await tx.delete(subjectKey).where(eq(subjectKey.subjectId, subjectId))
}

/** Makes the owner of this key a subject. False when another subject has the address. */
export async function addVisitor(
  tx: Transaction,
  ctx: Context,
  given: {
    subjectId: string
    cipher: SubjectCipher
    email: string | null
    fullName: string | null
    locale: Locale
  },
): Promise<boolean> {
  const { subjectId, cipher, email, fullName, locale } = given
  const now = ctx.clock.now()
  const made = await tx
    .insert(subject)
    .values({
      subjectId,
      source: 'visitor',
      locale,
      createdAt: now,
      updatedAt: now,
      ...encryptFields(ctx.services.keys, cipher, subjectId, { email, fullName, phone: null }),
    })
    .onConflictDoNothing({ target: subject.emailIndex })
    .returning({ subjectId: subject.subjectId })
  if (made.length === 0) return false
  await append(tx, ctx.auditedAs, { action: 'subject.create', subjectId, reason: 'visitor' })
  return true
}
