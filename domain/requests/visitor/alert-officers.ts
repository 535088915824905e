import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { membersByRole } from '#domain/staff/team/members-by-role.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'

/** Enqueues an email to every security officer about a request that was stopped as not the person's. The caller has authorized. */
export async function alertOfStoppedRequest(tx: Transaction, ctx: Context, requestId: string): Promise<void> {
  for (const { staffId } of await membersByRole(tx, ctx.services.keys, ['security-officer']))
    await enqueue(
      tx,
      'send-stopped-request-alert',
      { requestId, staffId },
      { key: `stopped-request:${requestId}:${staffId}` },
    )
}

/** Enqueues the same about a sign-in that the person says was not theirs. The caller has authorized. */
export async function alertOfRefusedSignIn(tx: Transaction, ctx: Context, noticeId: string): Promise<void> {
  for (const { staffId } of await membersByRole(tx, ctx.services.keys, ['security-officer']))
    await enqueue(
      tx,
      'send-refused-sign-in-alert',
      { noticeId, staffId },
      { key: `refused-sign-in:${noticeId}:${staffId}` },
    )
}

export type OfficerAlertMail = { to: string; locale: Locale }

/** Who gets an alert; null when the member is no security officer any more. Throws `Denied`. */
export async function readOfficerAlertMail(
  ctx: Context,
  { staffId }: { staffId: string },
): Promise<OfficerAlertMail | null> {
  authorize(ctx.actor, 'requests.mail')
  return ctx.transaction(async (tx) => {
    const officers = await membersByRole(tx, ctx.services.keys, ['security-officer'])
    const officer = officers.find((one) => one.staffId === staffId)
    return officer ? { to: officer.email, locale: officer.locale } : null
  })
}
