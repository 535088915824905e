import { eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { subject } from '#db/schema/people.ts'
import type { subjectSources } from '#db/schema/people-codes.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { isBlocked } from '../record/blocked.ts'
import {
  decryptFields,
  encryptFields,
  findSubjectCipher,
  type PersonalFields,
  readSubjectCipher,
} from '../record/subject-fields.ts'
import type { ProfileInput } from '../rules/person-schemas.ts'

export type Profile = PersonalFields & {
  subjectId: string
  locale: Locale
  source: (typeof subjectSources)[number]
  /** ISO 8601, UTC. */
  createdAt: string
}

/** A person's own profile; null when there is no such person, empty fields when their key was destroyed. */
export async function readProfile(ctx: Context, subjectId: string): Promise<Profile | null> {
  authorize(ctx.actor, 'profile.read', { subjectId })
  return ctx.transaction(async (tx) => {
    const [row] = await tx.select().from(subject).where(eq(subject.subjectId, subjectId))
    if (!row) return null
    const cipher = await findSubjectCipher(tx, ctx.services.keys, subjectId)
    const fields = cipher ? decryptFields(cipher, row) : { email: null, fullName: null, phone: null }
    const { locale, source, createdAt } = row
    return { subjectId, ...fields, locale, source, createdAt: createdAt.toISOString() }
  })
}

type ProfileField = keyof ProfileInput

/**
 * Changes a subject's own name, phone and language. Only differences are written and audited; the address has its own
 * process.
 */
export async function changeProfile(
  ctx: Context,
  subjectId: string,
  input: ProfileInput,
): Promise<ProfileChanged> {
  authorize(ctx.actor, 'profile.change', { subjectId })
  return ctx.transaction((tx) => changeProfileIn(tx, ctx, subjectId, input))
}

type ProfileChanged =
  | { status: 'done'; changed: ProfileField[] }
  | { status: 'refused'; code: 'gone' | 'blocked' }

/** The same in the caller's transaction. */
export async function changeProfileIn(
  tx: Transaction,
  ctx: Context,
  subjectId: string,
  input: ProfileInput,
): Promise<ProfileChanged> {
  authorize(ctx.actor, 'profile.change', { subjectId })
  const { keys } = ctx.services
  const [row] = await tx.select().from(subject).where(eq(subject.subjectId, subjectId)).for('update')
  if (!row) return { status: 'refused', code: 'gone' }
  if (await isBlocked(tx, subjectId)) return { status: 'refused', code: 'blocked' }
  const cipher = await readSubjectCipher(tx, keys, subjectId)
  const held = { ...decryptFields(cipher, row), locale: row.locale }
  const changed = (['fullName', 'phone', 'locale'] as const).filter((field) => input[field] !== held[field])
  if (changed.length === 0) return { status: 'done', changed }
  const given = {
    ...(changed.includes('fullName') && { fullName: input.fullName }),
    ...(changed.includes('phone') && { phone: input.phone }),
  }
  await tx
    .update(subject)
    .set({
      ...encryptFields(keys, cipher, subjectId, given),
      locale: input.locale,
      updatedAt: ctx.clock.now(),
    })
    .where(eq(subject.subjectId, subjectId))
  await append(tx, ctx.auditedAs, { action: 'profile.change', subjectId, fields: changed })
  // Other systems that repeat these fields follow.
  await enqueue(tx, 'carry-profile', { subjectId, fields: changed })
  return { status: 'done', changed }
}
