import { eq } from 'drizzle-orm'
import { subject } from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import { readOpenVerification, verificationSecrets } from '#domain/access/email-verification.ts'
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
 * What the job `send-sign-in-mail` sends; null when there is nothing to send: an unknown address, or a link and code that
 * were used or expired while the mail waited. The same at every repeat of the job.
 */
export async function readSignInMail(ctx: Context, verificationId: string): Promise<SignInMail | null> {
  authorize(ctx.actor, 'sign-in-mail.read')
  const { keys } = ctx.services
  return ctx.transaction(async (tx) => {
    const asked = await readOpenVerification(tx, verificationId, ctx.clock.now())
    const subjectId = asked?.accountId
    if (!asked || !subjectId) return null
    const [person] = await tx.select().from(subject).where(eq(subject.subjectId, subjectId))
    const cipher = await findSubjectCipher(tx, keys, subjectId)
    const to = person && cipher && decryptFields(cipher, person).email
    if (!to) return null
    const { locale, expiresAt } = asked
    return { subjectId, to, locale, expiresAt, ...verificationSecrets(keys, verificationId) }
  })
}
