import { eq } from 'drizzle-orm'
import { subject } from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { isBlocked } from '../record/blocked.ts'
import { decryptFields, encryptFields, findSubjectCipher } from '../record/subject-fields.ts'
import { type ProfileInput, profileSchema } from '../rules/person-schemas.ts'

type Given = { subjectId: string; field: keyof ProfileInput; from: unknown; to: unknown }

/**
 * Writes a decided correction into a profile if the field still holds the old value (Art. 25(2)(8) of Law 94-V). Throws `Denied`,
 * and what the schema of the profile throws for a value that it does not take.
 */
export async function correctProfile(
  ctx: Context,
  { subjectId, field, from, to }: Given,
): Promise<{ changed: boolean }> {
  authorize(ctx.actor, 'profile.correct')
  const { keys } = ctx.services
  // The form of the profile has no phone as an empty text.
  const value = profileSchema.shape[field].parse(to ?? '')
  return ctx.transaction(async (tx) => {
    const [row] = await tx.select().from(subject).where(eq(subject.subjectId, subjectId)).for('update')
    const cipher = row && (await findSubjectCipher(tx, keys, subjectId))
    if (!row || !cipher || (await isBlocked(tx, subjectId))) return { changed: false }
    const held = { ...decryptFields(cipher, row), locale: row.locale }
    if (held[field] !== from || held[field] === value) return { changed: false }
    const next = { ...held, [field]: value }
    await tx
      .update(subject)
      .set({
        ...encryptFields(keys, cipher, subjectId, { fullName: next.fullName, phone: next.phone }),
        locale: next.locale,
        updatedAt: ctx.clock.now(),
      })
      .where(eq(subject.subjectId, subjectId))
    await append(tx, ctx.auditedAs, { action: 'profile.correct', subjectId, fields: [field] })
    return { changed: true }
  })
}
