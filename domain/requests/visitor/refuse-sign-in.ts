import { and, eq, gte, inArray, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { requestStatuses } from '#db/schema/request-codes.ts'
import { request } from '#db/schema/requests.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { type DeadLink, deadLink, type TooOften } from '#domain/access/limits.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { endAccess } from '#domain/people/email-change/change-email.ts'
import { lockPerson } from '#domain/people/record/person-records.ts'
import { findNotice, markRefused, type SignInNotice } from '#domain/people/sign-in/new-browser.ts'
import { tokenPattern } from '#platform/crypto/tokens.ts'
import { isRow, lockRow } from '../record/find-request.ts'
import { kindOf, stateOf } from '../record/request-row.ts'
import { mailPerson } from '../record/write-request.ts'
import { writeStep } from '../record/write-step.ts'
import type { KindName } from '../rules/kinds.ts'
import { isClosed } from '../rules/request-state.ts'
import { takeStep } from '../rules/take-step.ts'
import { alertOfficers } from './alert-officers.ts'

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
      await alertOfficers(tx, ctx, { noticeId })
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
