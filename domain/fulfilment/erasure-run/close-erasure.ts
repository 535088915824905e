import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { signDetached } from '#domain/consent/receipts/sign-receipt.ts'
import { restrictProcessing } from '#domain/consent/restrictions/restrict-processing.ts'
import { epochBegan } from '#domain/people/key-epochs/read-key-epochs.ts'
import { markErased } from '#domain/people/record/erased-people.ts'
import { destroyKey } from '#domain/people/record/person-records.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import {
  closeReplayedErasure,
  endOtherRequests,
  fulfilErasure,
  readErasureRequest,
} from '#domain/requests/steps/erase-by-request.ts'
import { hashToken } from '#platform/crypto/tokens.ts'
import { newId } from '#platform/ids.ts'
import { deleteJobsAbout } from '#platform/jobs/delete-jobs.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { overtakeChanges } from '../change-record/change-rows.ts'
import { keptUnderKey } from '../erase/kept-under-key.ts'
import { openErasureList } from '../erasure-record/erasure-list.ts'
import { type ItemRow, type RunRow, readItems, writeItems, writeRun } from '../erasure-record/erasure-rows.ts'
import { certificateToken } from '../erasure-record/erasure-secrets.ts'
import type { DataMap } from '../rules/data-map.ts'
import { erasureCertificate, keptUntil } from '../rules/erasure-certificate.ts'
import { endState, isOfRun } from '../rules/erasure-run.ts'
import type { DataSource, SourceSubject } from '../rules/source.ts'

/**
 * Ends a run whose sources were all read back, in one transaction: destroys the person's key unless something that is kept
 * needs it, blocks what is kept, closes the request, signs the certificate and lets the person be told.
 */
// no permission: `runErasures` has authorized
export async function closeErasure(
  ctx: Context,
  run: RunRow,
  map: DataMap,
  portal: DataSource,
  subject: SourceSubject,
  signal: AbortSignal,
): Promise<void> {
  const keepsKey = await keptUnderKey(portal, subject, signal)
  const { subjectId, requestId } = run
  const now = ctx.clock.now()
  await ctx.transaction(async (tx) => {
    const reference = await referenceOf(tx, ctx, run)
    await setEndOfRun(tx, run)
    const items = await readItems(tx, run)
    const state = endState(items.map((one) => one.state))
    if (run.replayedAt) await closeReplayedErasure(tx, ctx, run)
    else await fulfilErasure(tx, ctx, run)
    if (items.some((one) => one.state === 'kept'))
      await restrictProcessing(tx, ctx, { subjectId, requestId, blocking: true })
    if (!keepsKey) await destroyKey(tx, subjectId)
    await endOtherRequests(tx, ctx, run)
    await overtakeChanges(tx, subjectId, now)
    await deleteJobsAbout(tx, 'subjectId', subjectId)
    await markErased(tx, subjectId, now)
    const keyDestroyedAt = keepsKey ? null : now
    const certificate = certify(ctx, run, map, {
      reference,
      items,
      state,
      keyDestroyedAt,
      now,
    })
    await writeRun(tx, run, now, {
      state,
      endedAt: now,
      leaseUntil: null,
      keyDestroyedAt,
      certificate,
      certificateHash: hashToken(certificateToken(ctx.services.keys, run)),
    })
    await append(tx, ctx.auditedAs, {
      action: 'erasure.complete',
      subjectId,
      resource: `request:${requestId}`,
      reason: state,
    })
    await tell(tx, ctx, run)
    // Last, and before the commit: no erasure is done that a restore could undo unnoticed.
    const list = openErasureList(ctx.services.env.deletionListFile)
    list.append({ subject: subjectId, request: requestId, reference, at: now.toISOString() })
  })
}

/** The database may have been restored from before the request was filed: then only the list knows it. */
async function referenceOf(tx: Transaction, ctx: Context, run: RunRow): Promise<string> {
  const request = await readErasureRequest(tx, ctx, run)
  const listed = openErasureList(ctx.services.env.deletionListFile).read()
  const reference = request?.reference ?? listed.find((one) => one.request === run.requestId)?.reference
  if (reference === undefined) throw new Error('an erasure without its request')
  return reference
}

/** The run's own records are needed until the last of what is kept is deleted. */
async function setEndOfRun(tx: Transaction, run: RunRow): Promise<void> {
  const items = await readItems(tx, run)
  const until = keptUntil(items.filter(({ item }) => !isOfRun(item)))
  const own = items.filter(({ item, state }) => isOfRun(item) && state === 'kept')
  await writeItems(
    tx,
    run,
    own.map(({ subjectId: _, requestId: __, ...item }) => ({ ...item, keptUntil: until })),
  )
}

/** Programs, and by email a person whose address was known, and the representative who asked for it. */
async function tell(tx: Transaction, ctx: Context, run: RunRow): Promise<void> {
  const { subjectId, requestId, letterSealed } = run
  await enqueue(tx, 'publish-person-erased', { subjectId, requestId })
  if (letterSealed) await enqueue(tx, 'send-erasure-mail', { subjectId, requestId, mailId: requestId })
  if ((await readErasureRequest(tx, ctx, run))?.representationId)
    await enqueue(tx, 'send-erasure-mail', {
      subjectId,
      requestId,
      to: 'representative',
      mailId: newId(),
    })
}

function certify(
  ctx: Context,
  run: RunRow,
  map: DataMap,
  given: {
    reference: string
    items: readonly ItemRow[]
    state: 'done' | 'incomplete'
    keyDestroyedAt: Date | null
    now: Date
  },
): Record<string, unknown> {
  const operator = readOperator(ctx.services.env)
  const items = given.items.flatMap((row) => {
    const item = map.find(({ id }) => id === row.item)
    return item ? [{ ...row, item }] : []
  })
  const unsigned = erasureCertificate({
    certificateId: run.requestId,
    reference: given.reference,
    operator,
    startedAt: run.startsAt,
    issuedAt: given.now,
    result: given.state === 'done' ? 'complete' : 'incomplete',
    items,
    laws: operator.keeping,
    keyDestroyedAt: given.keyDestroyedAt,
    epochBegan: epochBegan(ctx),
  })
  return signDetached(ctx.services.keys.signers()(given.now), 'erasure-certificate', unsigned)
}
