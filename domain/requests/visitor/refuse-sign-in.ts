import { and, eq, gte, inArray, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { requestStatuses } from '#db/schema/request-codes.ts'
import { request } from '#db/schema/requests.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { type DeadLink, deadLink, type TooOften } from '#domain/access/limits.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { countActions } from '#domain/audit/search/count-records.ts'
import { endAccess } from '#domain/people/email-change/change-email.ts'
import { lockPerson } from '#domain/people/record/person-records.ts'
import { findNotice, markRefused, type SignInNotice } from '#domain/people/sign-in/new-browser.ts'
import { membersByRole } from '#domain/staff/team/members-by-role.ts'
import { tokenPattern } from '#platform/crypto/tokens.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { isRow, lockRow } from '../record/find-request.ts'
import { kindOf, stateOf } from '../record/request-row.ts'
import { mailPerson } from '../record/write-request.ts'
import { writeStep } from '../record/write-step.ts'
import type { KindName } from '../rules/kinds.ts'
import { isClosed } from '../rules/request-state.ts'
import { takeStep } from '../rules/take-step.ts'

export type RefusableSignIn = { signedInAt: Date; requests: { reference: string; kind: KindName }[] }

/** What the page “this was not me” may show before the POST; null for a link that no longer works. Changes nothing. */
export async function readRefusableSignIn(ctx: Context, token: string): Promise<RefusableSignIn | null> {
  authorize(ctx.actor, 'sign-ins.refuse')
  if (!tokenPattern.test(token)) return null
  return asSystem(ctx, 'refuse-sign-in').transaction(async (tx) => {
    const notice = await findNotice(tx, token, ctx.clock.now())
    if (!notice) return null
    const rows = await filedSince(tx, notice)
    return {
      signedInAt: notice.createdAt,
      requests: rows.map((row) => ({ reference: row.reference, kind: kindOf(row) })),
    }
  })
}

export type RefuseSignInResult = { status: 'done'; stopped: string[] } | DeadLink | TooOften

/**
 * The person did not sign in: every session ends, links and codes too, and the requests that were filed on the portal since then
 * and can still be stopped are cancelled. Security officers get an email. Only from a POST.
 */
export async function refuseSignIn(ctx: Context, token: string): Promise<RefuseSignInResult> {
  authorize(ctx.actor, 'sign-ins.refuse')
  if (!tokenPattern.test(token)) return deadLink(ctx)
  const result = await asSystem(ctx, 'refuse-sign-in').transaction(
    async (tx): Promise<RefuseSignInResult | null> => {
      const now = ctx.clock.now()
      const notice = await findNotice(tx, token, now)
      if (!notice) return null
      const { subjectId, noticeId } = notice
      await lockPerson(tx, subjectId)
      await markRefused(tx, notice, now)
      await endAccess(tx, subjectId, now)
      const stopped: string[] = []
      for (const { requestId } of await filedSince(tx, notice)) {
        const row = await lockRow(tx, isRow({ subjectId, requestId }))
        if (!row) continue
        const step = takeStep(stateOf(row), { kind: 'subject', subjectId }, 'cancel', {}, now)
        if (step.status === 'refused') continue
        await writeStep(tx, ctx, null, row, { step: 'cancel', after: step.request, reason: 'stop-link' })
        await mailPerson(tx, row, 'cancelled')
        stopped.push(row.reference)
      }
      await append(tx, ctx.auditedAs, {
        action: 'sign-in.refuse',
        subjectId,
        resource: `sign-in-notice:${noticeId}`,
      })
      for (const { staffId } of await membersByRole(tx, ctx.services.keys, ['security-officer']))
        await enqueue(
          tx,
          'send-refused-sign-in-alert',
          { noticeId, staffId },
          { key: `refused-sign-in:${noticeId}:${staffId}` },
        )
      return { status: 'done', stopped }
    },
  )
  return result ?? deadLink(ctx)
}

const open = requestStatuses.filter((status) => !isClosed(status))

/** Requests that the person filed on the portal since a sign-in, and that are open. */
const filedSince = (tx: Transaction, { subjectId, createdAt }: SignInNotice) =>
  tx
    .select()
    .from(request)
    .where(
      and(
        eq(request.subjectId, subjectId),
        eq(request.filedByKind, 'subject'),
        gte(request.receivedAt, createdAt),
        inArray(request.status, open),
      ),
    )
    .orderBy(sql`request_id`)

const SHOWN_MS = 7 * 86_400_000

/** How many sign-ins people said in the last week were not theirs. Throws `Denied`. */
export async function countRefusedSignIns(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'audit.read')
  const since = new Date(ctx.clock.now().getTime() - SHOWN_MS)
  return ctx.transaction((tx) => countActions(tx, 'sign-in.refuse', since))
}

export type RefusedSignInMail = { to: string; locale: Locale }

/** Who is told by the job `send-refused-sign-in-alert`; null when the member is no security officer any more. Throws `Denied`. */
export async function readRefusedSignInMail(
  ctx: Context,
  { staffId }: { staffId: string },
): Promise<RefusedSignInMail | null> {
  authorize(ctx.actor, 'requests.mail')
  return ctx.transaction(async (tx) => {
    const officers = await membersByRole(tx, ctx.services.keys, ['security-officer'])
    const officer = officers.find((one) => one.staffId === staffId)
    return officer ? { to: officer.email, locale: officer.locale } : null
  })
}
