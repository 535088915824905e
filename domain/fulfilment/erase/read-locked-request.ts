import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { readErasedAt } from '#domain/people/record/erased-people.ts'
import { findRequestKey } from '#domain/requests/steps/erase-by-request.ts'
import { readEndedRun } from '../erasure-record/erasure-rows.ts'
import { certificateToken } from '../erasure-record/erasure-secrets.ts'

export type LockedRequest = { erasedAt: Date; certificatePath: string | null }

/**
 * That a request is of a person who was erased, for staff who open it: when, and the certificate, which names nobody. Nothing
 * else of it is shown. Null for every other reference. Throws `Denied`.
 */
export async function readLockedRequest(ctx: Context, typed: string): Promise<LockedRequest | null> {
  authorize(ctx.actor, 'erasures.read')
  return asSystem(ctx, 'read-locked').transaction(async (tx) => {
    const key = await findRequestKey(tx, typed)
    const erasedAt = key && (await readErasedAt(tx, key.subjectId))
    if (!erasedAt) return null
    const run = await readEndedRun(tx, key.subjectId)
    // Without the person: the record would outlive what it is about.
    await append(tx, ctx.auditedAs, {
      action: 'request.read-locked',
      resource: `request:${key.requestId}`,
    })
    return {
      erasedAt,
      certificatePath: run?.certificate ? `/certificates/${certificateToken(ctx.services.keys, run)}` : null,
    }
  })
}
