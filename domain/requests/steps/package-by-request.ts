import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import type { Permission } from '#domain/access/permissions.ts'
import { findSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { newId } from '#platform/ids.ts'
import { takeSystemStep } from '../execution/take-system-step.ts'
import { chosenCategories } from '../forms/chosen-categories.ts'
import { findRow, isRow, requestNamed } from '../record/find-request.ts'
import { decryptDetails, kindOf, type RequestRow, requestPlace, stateOf } from '../record/request-row.ts'
import { writeMessage } from '../record/write-message.ts'
import { mailPerson } from '../record/write-request.ts'
import { isForPackage, type KindName } from '../rules/kinds.ts'
import { isClosed } from '../rules/request-state.ts'
import { stateConditions } from '../rules/step-conditions.ts'

// What a package needs of the request that it answers, in a transaction of its own.

type Key = Pick<RequestRow, 'subjectId' | 'requestId'>

export type PackageRequest = Key &
  Pick<RequestRow, 'reference' | 'locale' | 'dueAt'> & {
    kind: KindName
    /** The person filed it themselves, signed in to the portal. */
    isOwn: boolean
    /** What the person chose; null: everything. */
    categories: ReturnType<typeof chosenCategories>
    /** `decided`: to be fulfilled, and open. `given`: closed as fulfilled. `other`: not decided, refused or cancelled. */
    stands: 'decided' | 'given' | 'other'
  }

/** A request for a copy of the data; null for another one. The caller has authorized. */
export async function readPackageRequest(
  tx: Transaction,
  ctx: Context,
  key: Key,
): Promise<PackageRequest | null> {
  const row = await findRow(tx, isRow(key))
  return row ? requestOf(tx, ctx, row) : null
}

/** The same by its reference, for its person or for staff. Throws `Denied`. */
export async function findPackageRequest(
  tx: Transaction,
  ctx: Context,
  reference: string,
  may: { own: Permission; staff: Permission },
): Promise<PackageRequest | null> {
  const where = requestNamed(ctx, reference, may)
  const row = where && (await findRow(tx, where))
  return row ? requestOf(tx, ctx, row) : null
}

async function requestOf(tx: Transaction, ctx: Context, row: RequestRow): Promise<PackageRequest | null> {
  const kind = kindOf(row)
  if (!isForPackage(kind)) return null
  const { subjectId, requestId, reference, locale, dueAt, status } = row
  const ask = { request: stateOf(row), actor: ctx.actor, now: ctx.clock.now() }
  const isDecided = !isClosed(status) && stateConditions['fulfilment-stands'](ask)
  const stands = status === 'fulfilled' ? 'given' : isDecided ? 'decided' : 'other'
  const cipher = row.detailsSealed && (await findSubjectCipher(tx, ctx.services.keys, subjectId))
  const categories = chosenCategories(cipher ? decryptDetails(cipher, row) : {})
  const isOwn = row.channel === 'portal' && row.filedByKind === 'subject' && row.filedById === subjectId
  return { subjectId, requestId, reference, locale, dueAt, kind, isOwn, categories, stands }
}

/**
 * Closes the request as fulfilled, after its package was read back, sends the text of the proposal and tells the person. One that
 * is closed already stays as it is: the package was made again. False when the decision no longer stands. Throws `Denied`.
 */
// no permission: the steps authorize
// no audit record: the steps write it
export async function fulfilByPackage(
  tx: Transaction,
  ctx: Context,
  key: Key,
  { tell = true } = {},
): Promise<boolean> {
  const request = await readPackageRequest(tx, ctx, key)
  if (!request || request.stands === 'other') return false
  if (request.stands === 'decided') {
    const answer = await draftedAnswer(tx, ctx, key)
    if (!(await takeSystemStep(tx, ctx, key, 'execute'))) return false
    if (!(await takeSystemStep(tx, ctx, key, 'fulfil')))
      throw new Error('an executed request cannot be closed')
    if (answer) await answer()
  }
  if (tell) await mailPerson(tx, key, 'package')
  return true
}

/** Sends what the approver read as the text for the person; null where nothing was drafted. */
// no audit record: the steps write it
async function draftedAnswer(tx: Transaction, ctx: Context, key: Key): Promise<(() => Promise<void>) | null> {
  const row = await findRow(tx, isRow(key))
  const cipher = await findSubjectCipher(tx, ctx.services.keys, key.subjectId)
  if (!row?.draftSealed || !cipher) return null
  const body = cipher.decrypt(requestPlace(row.requestId, 'draft_sealed'), row.draftSealed)
  const given = {
    messageId: newId(),
    body,
    locale: row.locale,
    files: [],
    staffId: row.decidedBy ?? undefined,
  }
  return () => writeMessage(tx, ctx, cipher, row, given)
}
