import { eq, inArray } from 'drizzle-orm'
import { auditEvent } from '#db/schema/audit.ts'
import { subjectKey } from '#db/schema/people.ts'
import { staffClearance, staffMember, staffRole } from '#db/schema/staff.ts'
import { clearanceKinds } from '#db/schema/staff-codes.ts'
import type { StaffRole } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { encryptDocument } from '#domain/people/record/documents.ts'
import { newSubjectCipher, type SubjectCipher } from '#domain/people/record/subject-fields.ts'
import { memberPlace, staffEmailIndex } from '#domain/staff/record/staff-fields.ts'
import { newTotpSecret } from '#domain/staff/rules/totp.ts'
import { newId } from '#platform/ids.ts'
import { hashPassword } from '#platform/password.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { samplePassword } from '../sample-secrets.ts'

export type SampleMember = {
  email: string
  fullName: string
  role: StaffRole
  locale: Locale
  /** How many days before the present of the sample. */
  ndaDaysAgo: number
  trainingDaysAgo: number
}

const DAY = 86_400_000

/** One of each role; the administrator's training is nearly over, which opens nothing but shows how it looks. */
export const sampleStaff: readonly SampleMember[] = [
  {
    email: 'support@sample.test',
    fullName: 'Жансая Оразбаева',
    role: 'support',
    locale: 'kk',
    ndaDaysAgo: 210,
    trainingDaysAgo: 38,
  },
  {
    email: 'officer@sample.test',
    fullName: 'Ерлан Қасымов',
    role: 'privacy-officer',
    locale: 'ru',
    ndaDaysAgo: 640,
    trainingDaysAgo: 52,
  },
  {
    email: 'security@sample.test',
    fullName: 'Ольга Ким',
    role: 'security-officer',
    locale: 'ru',
    ndaDaysAgo: 610,
    trainingDaysAgo: 52,
  },
  {
    email: 'auditor@sample.test',
    fullName: 'Марат Есенов',
    role: 'auditor',
    locale: 'kk',
    ndaDaysAgo: 95,
    trainingDaysAgo: 90,
  },
  {
    email: 'admin@sample.test',
    fullName: 'Дана Жұмабек',
    role: 'administrator',
    locale: 'kk',
    ndaDaysAgo: 655,
    trainingDaysAgo: 348,
  },
]

/** Whether staff exist already: no sample is loaded among real staff. */
export async function hasStaff(ctx: Context): Promise<boolean> {
  const [one] = await ctx.transaction((tx) =>
    tx.select({ id: staffMember.staffId }).from(staffMember).limit(1),
  )
  return one !== undefined
}

/** The sample's staff, once: who is there is left as they are. Dated back to `openedAt`, which only the owner can do. */
export async function loadSampleStaff(ctx: Context, now: Date, openedAt: Date): Promise<void> {
  const { keys } = ctx.services
  const indexes = sampleStaff.map(({ email }) => staffEmailIndex(keys, email))
  const known = await ctx.transaction((tx) =>
    tx
      .select({ index: staffMember.emailIndex })
      .from(staffMember)
      .where(inArray(staffMember.emailIndex, indexes)),
  )
  const missing = sampleStaff.filter((_, at) => !known.some(({ index }) => indexes[at]?.equals(index)))
  if (missing.length === 0) return
  for (const member of missing) {
    const { staffId } = await addSampleMember(ctx, member, now)
    await ctx.transaction(async (tx) => {
      await tx
        .update(auditEvent)
        .set({ at: openedAt })
        .where(eq(auditEvent.resource, `staff:${staffId}`))
      await tx.update(staffMember).set({ createdAt: openedAt }).where(eq(staffMember.staffId, staffId))
      await tx.update(staffRole).set({ grantedAt: openedAt }).where(eq(staffRole.staffId, staffId))
    })
  }
}

/** An account that can sign in at once, with the password of `sample password` and the code of `sample totp`. */
export async function addSampleMember(ctx: Context, member: SampleMember, now: Date) {
  authorize(ctx.actor, 'sample.add-staff')
  const { keys, env } = ctx.services
  const { email, fullName, role, locale } = member
  const password = samplePassword(env.keysDir, email)
  const passwordHash = await hashPassword(password)
  const staffId = newId()
  const { row, cipher } = newSubjectCipher(ctx.services, staffId)
  const totpSecret = newTotpSecret()
  await ctx.transaction(async (tx) => {
    await tx.insert(staffMember).values({
      staffId,
      status: 'active',
      locale,
      emailSealed: cipher.encrypt(memberPlace(staffId, 'email'), email),
      emailIndex: staffEmailIndex(keys, email),
      nameSealed: cipher.encrypt(memberPlace(staffId, 'fullName'), fullName),
      passwordHash,
      totpSealed: cipher.encrypt(memberPlace(staffId, 'totp'), totpSecret),
      createdAt: now,
    })
    await tx.insert(subjectKey).values(row)
    await tx.insert(staffRole).values({ staffId, role, grantedAt: now })
    await tx.insert(staffClearance).values(sampleClearances(cipher, { staffId, member, recordedAt: now }))
    await append(tx, ctx.auditedAs, {
      action: 'staff.invite',
      resource: `staff:${staffId}`,
      reason: 'sample',
    })
  })
  return { staffId, password, totpSecret }
}

/** Both have a document, which says that it is invented. */
function sampleClearances(
  cipher: SubjectCipher,
  given: { staffId: string; member: SampleMember; recordedAt: Date },
): (typeof staffClearance.$inferInsert)[] {
  const { staffId, member, recordedAt } = given
  const daysAgo = { agreement: member.ndaDaysAgo, training: member.trainingDaysAgo }
  return clearanceKinds.map((kind) => {
    const clearanceId = newId()
    const doneOn = almatyDate(new Date(recordedAt.getTime() - daysAgo[kind] * DAY))
    const document = {
      content: Buffer.from(`SAMPLE ${kind} ${doneOn}\n`),
      type: { mediaType: 'text/plain; charset=utf-8' },
    }
    return {
      clearanceId,
      staffId,
      kind,
      doneOn,
      ...encryptDocument(cipher, { table: 'staff_clearance', row: clearanceId }, document),
      recordedAt,
    }
  })
}
