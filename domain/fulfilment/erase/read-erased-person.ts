import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { type RunKey, readRun } from '../erasure-record/erasure-rows.ts'
import { decryptExternalId } from '../erasure-record/erasure-secrets.ts'

export type ErasedPerson = { externalId: string; erasedAt: Date; result: 'complete' | 'incomplete' }

/** By which id the platform knew a person whose erasure has ended; null for a person that it did not know. */
// no permission: the use case that tells programs has authorized
export async function readErasedPerson(
  tx: Transaction,
  ctx: Context,
  key: RunKey,
): Promise<ErasedPerson | null> {
  const run = await readRun(tx, key)
  if (!run?.externalIdSealed || !run.endedAt || (run.state !== 'done' && run.state !== 'incomplete'))
    return null
  return {
    externalId: decryptExternalId(ctx.services.keys, run, run.externalIdSealed),
    erasedAt: run.endedAt,
    result: run.state === 'done' ? 'complete' : 'incomplete',
  }
}
