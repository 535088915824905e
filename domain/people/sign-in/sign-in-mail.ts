import { and, eq, gt, isNull } from 'drizzle-orm'
import { signInAttempt, subject } from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import { signInSecrets } from '#domain/access/email-secrets.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { decryptFields, findSubjectCipher } from '../record/subject-fields.ts'

export type SignInMail = {
  subjectId: string
  to: string
  locale: Locale
  linkToken: string
  code: string
  expiresAt: Date
}

/**
 * What the job `send-sign-in-mail` sends; null when there is nothing to send: an unknown address, or an attempt that was
 * used or ran out while the mail waited. The same at every repeat of the job.
 */
export async function readSignInMail(ctx: Context, attemptId: string): Promise<SignInMail | null> {
  authorize(ctx.actor, 'sign-in-mail.read')
  const { keys } = ctx.services
  return ctx.transaction(async (tx) => {
    const [found] = await tx
      .select({ attempt: signInAttempt, person: subject })
      .from(signInAttempt)
      .innerJoin(subject, eq(subject.subjectId, signInAttempt.subjectId))
      .where(
        and(
          eq(signInAttempt.attemptId, attemptId),
          isNull(signInAttempt.consumedAt),
          gt(signInAttempt.expiresAt, ctx.clock.now()),
        ),
      )
    if (!found) return null
    const { subjectId } = found.person
    const cipher = await findSubjectCipher(tx, keys, subjectId)
    const to = cipher && decryptFields(cipher, found.person).email
    if (!to) return null
    const { locale, expiresAt } = found.attempt
    return { subjectId, to, locale, expiresAt, ...signInSecrets(keys, attemptId) }
  })
}
