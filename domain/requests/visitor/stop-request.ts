import { eq } from 'drizzle-orm'
import { request } from '#db/schema/requests.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { type DeadLink, deadLink, type TooOften } from '#domain/access/limits.ts'
import { authorize } from '#domain/access/permissions.ts'
import { endAccess } from '#domain/people/email-change/change-email.ts'
import { hashToken, tokenPattern } from '#platform/crypto/tokens.ts'
import { findRow, lockRow } from '../record/find-request.ts'
import { kindOf, stateOf } from '../record/request-row.ts'
import { mailPerson } from '../record/write-request.ts'
import { writeStep } from '../record/write-step.ts'
import type { KindName } from '../rules/kinds.ts'
import { isClosed, type RequestStatus } from '../rules/request-state.ts'
import { takeStep } from '../rules/take-step.ts'
import { alertOfficers } from './alert-officers.ts'

export type StopResult =
  | { status: 'stopped'; reference: string }
  | DeadLink
  | TooOften
  | { status: 'refused'; code: 'moved-on'; now: RequestStatus }

/** What the page “not you? stop it here” may show before the POST. */
export async function readStopLink(
  ctx: Context,
  token: string,
): Promise<{ kind: KindName; reference: string; receivedAt: string; open: boolean } | null> {
  authorize(ctx.actor, 'requests.stop')
  if (!tokenPattern.test(token)) return null
  const row = await asSystem(ctx, 'stop-request').transaction((tx) =>
    findRow(tx, eq(request.stopHash, hashToken(token))),
  )
  if (!row) return null
  const open = !isClosed(row.status) && row.executingSince === null
  return { kind: kindOf(row), reference: row.reference, receivedAt: row.receivedAt.toISOString(), open }
}

/**
 * Cancels a sensitive request from its notice: the mailbox is the subject's, the person who filed may be another.
 * Ends every session of the subject. Security officers get an email. Only from a POST.
 */
export async function stopRequest(ctx: Context, token: string): Promise<StopResult> {
  authorize(ctx.actor, 'requests.stop')
  if (!tokenPattern.test(token)) return deadLink(ctx)
  const result = await asSystem(ctx, 'stop-request').transaction(async (tx): Promise<StopResult | null> => {
    const row = await lockRow(tx, eq(request.stopHash, hashToken(token)))
    if (!row) return null
    const now = ctx.clock.now()
    const person = { kind: 'subject', subjectId: row.subjectId } as const
    const result = takeStep(stateOf(row), person, 'cancel', {}, now)
    if (result.status === 'refused') return { status: 'refused', code: 'moved-on', now: row.status }
    await writeStep(tx, ctx, null, row, { step: 'cancel', after: result.request, reason: 'stop-link' })
    await endAccess(tx, row.subjectId, now)
    await mailPerson(tx, row, 'cancelled')
    await alertOfficers(tx, ctx, { requestId: row.requestId })
    return { status: 'stopped', reference: row.reference }
  })
  return result ?? deadLink(ctx)
}
