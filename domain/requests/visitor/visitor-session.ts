import { and, eq, gt } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { request, visitorSession } from '#db/schema/requests.ts'
import { asSystem, type Context, contextFor, recordedAs } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { hashToken, newToken, tokenPattern } from '#platform/crypto/tokens.ts'
import { resourceOf } from '../record/find-request.ts'
import type { OwnRequestView } from '../record/request-views.ts'
import { readOwnRequest } from '../view/read-own-requests.ts'

export const CASE_LASTS_MS = 86_400_000

export type Opened = {
  status: 'opened'
  reference: string
  /** The value of `visitorCookie`. */
  caseToken: string
  expiresAt: Date
}

/** Opens a request after the address is verified, in the caller's transaction. */
export async function openVisitorSession(
  tx: Transaction,
  ctx: Context,
  given: { subjectId: string; requestId: string; reference: string },
  how: 'link' | 'code',
): Promise<Opened> {
  const { subjectId, requestId, reference } = given
  const { token, hash } = newToken()
  const createdAt = ctx.clock.now()
  const expiresAt = new Date(createdAt.getTime() + CASE_LASTS_MS)
  await tx.insert(visitorSession).values({ subjectId, requestId, tokenHash: hash, createdAt, expiresAt })
  const by = recordedAs(ctx, { kind: 'subject', id: subjectId })
  await append(tx, by, { action: 'case.open', subjectId, resource: resourceOf(requestId), reason: how })
  return { status: 'opened', reference, caseToken: token, expiresAt }
}

/**
 * The holder of one case: the context reaches that request and nothing else of the person. Null when the token is unknown
 * or over.
 */
export async function visitorRequestContext(
  ctx: Context,
  caseToken: string | undefined,
): Promise<{ ctx: Context; reference: string; expiresAt: Date } | null> {
  authorize(ctx.actor, 'requests.open-case')
  if (!caseToken || !tokenPattern.test(caseToken)) return null
  const [found] = await asSystem(ctx, 'case').transaction((tx) =>
    tx
      .select({
        subjectId: request.subjectId,
        requestId: request.requestId,
        reference: request.reference,
        expiresAt: visitorSession.expiresAt,
      })
      .from(visitorSession)
      .innerJoin(
        request,
        and(eq(request.subjectId, visitorSession.subjectId), eq(request.requestId, visitorSession.requestId)),
      )
      .where(
        and(
          eq(visitorSession.tokenHash, hashToken(caseToken)),
          gt(visitorSession.expiresAt, ctx.clock.now()),
        ),
      ),
  )
  if (!found) return null
  const { subjectId, requestId: onlyRequest, reference, expiresAt } = found
  const actor = { kind: 'subject', subjectId, onlyRequest } as const
  const { services, locale, requestId } = ctx
  return { ctx: contextFor(services, { actor, locale, requestId }), reference, expiresAt }
}

/** The case that a token opens, as its person sees it. */
export async function readRequestAsVisitor(
  ctx: Context,
  caseToken: string | undefined,
): Promise<OwnRequestView | null> {
  const held = await visitorRequestContext(ctx, caseToken)
  return held && readOwnRequest(held.ctx, { reference: held.reference })
}

/** Closes the case in this browser; one that is closed already is no fault. */
export async function closeVisitorSession(ctx: Context, caseToken: string): Promise<void> {
  authorize(ctx.actor, 'requests.open-case')
  if (!tokenPattern.test(caseToken)) return
  await asSystem(ctx, 'case').transaction(async (tx) => {
    const [closed] = await tx
      .delete(visitorSession)
      .where(eq(visitorSession.tokenHash, hashToken(caseToken)))
      .returning({ subjectId: visitorSession.subjectId, requestId: visitorSession.requestId })
    if (!closed) return
    const { subjectId, requestId } = closed
    await append(tx, ctx.auditedAs, { action: 'case.close', subjectId, resource: resourceOf(requestId) })
  })
}
