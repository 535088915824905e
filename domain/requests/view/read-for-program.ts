import { eq } from 'drizzle-orm'
import { request } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { readExternalIds } from '#domain/people/subjects/external-id.ts'
import { isRight, type Right } from '#domain/policy/rules/clauses.ts'
import { parseReference } from '#platform/ids.ts'
import { resourceOf } from '../record/find-request.ts'
import type { RequestRow } from '../record/request-row.ts'

/** What a program may know of a request: its status and deadline, never its texts. */
export type ProgramRequest = {
  reference: string
  subject: string | null
  right: Right
  variant: RequestRow['variant']
  status: RequestRow['status']
  locale: RequestRow['locale']
  receivedAt: string
  dueAt: string | null
  lawDueAt: string | null
  policyDueAt: string | null
  closedAt: string | null
}

/** A request by its reference; null for one that is unknown, and for a question, which is no right. Throws `Denied`. */
export async function readForProgram(ctx: Context, typed: string): Promise<ProgramRequest | null> {
  authorize(ctx.actor, 'requests.read-as-program')
  const reference = parseReference(typed)
  if (!reference) return null
  return ctx.transaction(async (tx) => {
    const [row] = await tx.select().from(request).where(eq(request.reference, reference))
    if (!row || !isRight(row.kind)) return null
    const externalIds = await readExternalIds(ctx, tx, [row.subjectId])
    await append(tx, ctx.auditedAs, {
      action: 'request.read',
      subjectId: row.subjectId,
      resource: resourceOf(row.requestId),
      fields: ['status'],
    })
    return programView(row, externalIds.get(row.subjectId) ?? null)
  })
}

const whole = (at: Date) => at.toISOString().replace(/\.\d{3}Z$/, 'Z')
const wholeOrNull = (at: Date | null) => at && whole(at)

export function programView(row: RequestRow, externalId: string | null): ProgramRequest {
  if (!isRight(row.kind)) throw new RangeError(`${row.kind} is no right`)
  const { reference, variant, status, locale } = row
  return {
    reference,
    subject: externalId,
    right: row.kind,
    variant,
    status,
    locale,
    receivedAt: whole(row.receivedAt),
    dueAt: wholeOrNull(row.dueAt),
    lawDueAt: wholeOrNull(row.lawDueAt),
    policyDueAt: wholeOrNull(row.policyDueAt),
    closedAt: wholeOrNull(row.closedAt),
  }
}
