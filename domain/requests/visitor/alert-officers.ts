import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { membersByRole } from '#domain/staff/team/members-by-role.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'

/** A request that a person stopped, or the notice of a sign-in that a person refused. */
type NotMine = { requestId: string } | { noticeId: string }

/** Enqueues an email to every security officer: a person says that this was not theirs. The caller has authorized. */
export async function alertOfficers(tx: Transaction, ctx: Context, about: NotMine): Promise<void> {
  const [task, id] =
    'requestId' in about
      ? (['send-stopped-request-alert', about.requestId] as const)
      : (['send-refused-sign-in-alert', about.noticeId] as const)
  for (const { staffId } of await membersByRole(tx, ctx.services.keys, ['security-officer']))
    await enqueue(tx, task, { ...about, staffId }, { key: `${task}:${id}:${staffId}` })
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
