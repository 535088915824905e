import { eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { minor, representativeInvitation, subject } from '#db/schema/people.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { endVerifications, startVerification } from '#domain/access/email-verification.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { newId } from '#platform/ids.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { lockPerson } from '../record/person-records.ts'
import { emailIndex, readSubjectCipher } from '../record/subject-fields.ts'
import { adultDay, isMinorsBirthday } from '../rules/minor-age.ts'
import type { NameRepresentativeInput } from '../rules/person-schemas.ts'
import { invitedEmailPlace, minorOf } from './read-minors.ts'

/** A representative has a week to answer. */
const INVITATION_LASTS_MS = 7 * 86_400_000

export type NameRepresentativeResult =
  /** `isNew`: it is said for the first time that the person is under 18. */
  | { status: 'named'; isNew: boolean }
  | { status: 'refused'; code: 'not-a-minor' | 'own-address' | 'has-representative' }

/**
 * A person who says that they are under 18 names a representative, who gets an email; in the transaction of the caller, who
 * has locked the person. Naming another one replaces the first while that one has not answered. The day of turning 18 is taken
 * once: it does not change with the next form.
 */
export async function nameRepresentative(
  tx: Transaction,
  ctx: Context,
  subjectId: string,
  { bornOn, email }: NameRepresentativeInput,
): Promise<NameRepresentativeResult> {
  authorize(ctx.actor, 'minors.name-representative', { subjectId })
  const { keys } = ctx.services
  const now = ctx.clock.now()
  const known = await minorOf(tx, ctx, subjectId)
  if (!known && (!bornOn || !isMinorsBirthday(bornOn, almatyDate(now))))
    return { status: 'refused', code: 'not-a-minor' }
  const addressIndex = emailIndex(keys, email)
  if (await isOwnAddress(tx, subjectId, addressIndex)) return { status: 'refused', code: 'own-address' }
  if (known?.representative?.state === 'confirmed') return { status: 'refused', code: 'has-representative' }
  // Who names a representative agrees to the service.
  if (known)
    await tx
      .update(minor)
      .set({ asked: [...new Set([...known.asked, 'service'])] })
      .where(eq(minor.subjectId, subjectId))
  else {
    const adultOn = bornOn && adultDay(bornOn)
    if (!adultOn || !(await declare(tx, { subjectId, adultOn, asked: ['service'], declaredAt: now })))
      return { status: 'refused', code: 'not-a-minor' }
  }
  const invitationId = newId()
  const cipher = await readSubjectCipher(tx, keys, subjectId)
  const row = {
    invitationId,
    emailSealed: cipher.encrypt(invitedEmailPlace(invitationId), email),
    createdAt: now,
    expiresAt: new Date(now.getTime() + INVITATION_LASTS_MS),
  }
  await tx
    .insert(representativeInvitation)
    .values({ subjectId, ...row })
    .onConflictDoUpdate({ target: representativeInvitation.subjectId, set: row })
  await endVerifications(tx, subjectId, ['representative'], now)
  const { verificationId } = await startVerification(tx, keys, {
    purpose: 'representative',
    accountId: subjectId,
    resourceId: invitationId,
    addressIndex,
    locale: ctx.locale,
    createdAt: now,
    expiresAt: row.expiresAt,
  })
  const resource = `representative-invitation:${invitationId}`
  await append(tx, ctx.auditedAs, { action: 'representative.name', subjectId, resource })
  await enqueue(tx, 'send-representative-invitation', { verificationId })
  return { status: 'named', isNew: known === null }
}

/** False: the person turned 18 by what they said before. */
async function declare(tx: Transaction, row: typeof minor.$inferInsert): Promise<boolean> {
  const made = await tx
    .insert(minor)
    .values(row)
    .onConflictDoNothing()
    .returning({ subjectId: minor.subjectId })
  return made.length > 0
}

async function isOwnAddress(tx: Transaction, subjectId: string, index: Buffer): Promise<boolean> {
  const [person] = await tx
    .select({ emailIndex: subject.emailIndex })
    .from(subject)
    .where(eq(subject.subjectId, subjectId))
  return person?.emailIndex?.equals(index) ?? false
}

/**
 * A minor of 14 or older agrees to a choice, which only the representative can grant. Under 14 nothing is noted: the
 * representative decides without being asked. `none`: the person is no minor.
 */
export async function askRepresentative(
  ctx: Context,
  subjectId: string,
  choice: string,
): Promise<'asked' | 'representative-decides' | 'none'> {
  authorize(ctx.actor, 'minors.name-representative', { subjectId })
  return ctx.transaction(async (tx) => {
    await lockPerson(tx, subjectId)
    const found = await minorOf(tx, ctx, subjectId)
    if (!found) return 'none'
    if (found.band === 'under-14') return 'representative-decides'
    if (found.asked.includes(choice)) return 'asked'
    const asked = [...found.asked, choice]
    await tx.update(minor).set({ asked }).where(eq(minor.subjectId, subjectId))
    await append(tx, ctx.auditedAs, { action: 'representative.ask', subjectId, fields: [choice] })
    if (found.representative?.state === 'confirmed') {
      const { representationId } = found.representative
      await enqueue(
        tx,
        'send-representative-mail',
        { representationId, about: 'asked', to: 'representative', at: ctx.clock.now().toISOString() },
        { key: `representative-asked:${representationId}` },
      )
    }
    return 'asked'
  })
}

/** The representative has answered these choices. */
export async function noteAnswered(
  ctx: Context,
  subjectId: string,
  choices: readonly string[],
): Promise<void> {
  authorize(ctx.actor, 'representatives.decide', { subjectId })
  await asSystem(ctx, 'minors').transaction(async (tx) => {
    await lockPerson(tx, subjectId)
    const [row] = await tx.select({ asked: minor.asked }).from(minor).where(eq(minor.subjectId, subjectId))
    const asked = row?.asked.filter((name) => !choices.includes(name))
    if (!asked || asked.length === row?.asked.length) return
    await tx.update(minor).set({ asked }).where(eq(minor.subjectId, subjectId))
    await append(tx, ctx.auditedAs, { action: 'representative.answer', subjectId, fields: choices })
  })
}
