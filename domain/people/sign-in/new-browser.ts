import { createHmac } from 'node:crypto'
import { and, eq, gt, isNull } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { signInNotice } from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { lengthPrefixed } from '#platform/crypto/length-prefixed.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import { hashToken } from '#platform/crypto/tokens.ts'
import { newId } from '#platform/ids.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { readPerson } from '../record/person-records.ts'

/** How long "this was not me" works: as long as the session that was opened. */
export const NOTICE_LASTS_MS = 30 * 86_400_000

/** The token of "this was not me". Made from an id and a key outside the database, as `verificationSecrets`. */
const noticeToken = (keys: MasterKeys, noticeId: string) =>
  createHmac('sha256', keys.derive('sign-in notice'))
    .update(lengthPrefixed(noticeId))
    .digest()
    .toString('base64url')

/** The person signed in with a browser that has not signed in to this account before: they get an email. Returns the id of the notice. The caller has proved who it is. */
export async function noteNewBrowser(tx: Transaction, ctx: Context, subjectId: string): Promise<string> {
  const now = ctx.clock.now()
  const noticeId = newId()
  await tx.insert(signInNotice).values({
    subjectId,
    noticeId,
    tokenHash: hashToken(noticeToken(ctx.services.keys, noticeId)),
    createdAt: now,
    expiresAt: new Date(now.getTime() + NOTICE_LASTS_MS),
  })
  await append(tx, ctx.auditedAs, {
    action: 'sign-in.notify',
    subjectId,
    resource: `sign-in-notice:${noticeId}`,
  })
  await enqueue(tx, 'send-new-browser-mail', { subjectId, noticeId })
  return noticeId
}

export type SignInNotice = typeof signInNotice.$inferSelect

/** The notice with this token, while it can be used. The caller has authorized. */
export async function findNotice(
  tx: Transaction,
  token: string,
  now: Date,
): Promise<SignInNotice | undefined> {
  const [row] = await tx
    .select()
    .from(signInNotice)
    .where(
      and(
        eq(signInNotice.tokenHash, hashToken(token)),
        isNull(signInNotice.refusedAt),
        gt(signInNotice.expiresAt, now),
      ),
    )
    .for('update')
  return row
}

/** The person says that the sign-in was not theirs. The caller has authorized, and records it. */
export async function markRefused(tx: Transaction, { noticeId }: SignInNotice, now: Date): Promise<void> {
  await tx.update(signInNotice).set({ refusedAt: now }).where(eq(signInNotice.noticeId, noticeId))
}

export type NewBrowserMail = { to: string; locale: Locale; signedInAt: Date; token: string }

/** What the job `send-new-browser-mail` sends; null without an address. Throws `Denied`. */
export async function readNewBrowserMail(
  ctx: Context,
  { subjectId, noticeId }: { subjectId: string; noticeId: string },
): Promise<NewBrowserMail | null> {
  authorize(ctx.actor, 'sign-in-mail.read')
  const { keys } = ctx.services
  return ctx.transaction(async (tx) => {
    const [row] = await tx
      .select()
      .from(signInNotice)
      .where(and(eq(signInNotice.subjectId, subjectId), eq(signInNotice.noticeId, noticeId)))
    const person = row && (await readPerson(tx, keys, subjectId))
    if (!row || row.refusedAt || !person?.email) return null
    return {
      to: person.email,
      locale: person.locale,
      signedInAt: row.createdAt,
      token: noticeToken(keys, noticeId),
    }
  })
}
