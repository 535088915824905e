import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize, Denied } from '#domain/access/permissions.ts'
import {
  addVisitor,
  lockPerson,
  newKey,
  personByAddress,
  personByExternalId,
  readPerson,
} from '#domain/people/record/person-records.ts'
import { parseEmailAddress } from '#domain/people/rules/email-address.ts'
import { newId } from '#platform/ids.ts'
import { type FilesRefused, withFiles } from '../attach/with-files.ts'
import { receiptFault, receiptMoment } from '../deadlines/receipt-day.ts'
import type { OnBehalfInput } from '../forms/request-schemas.ts'
import { type UploadedFile, writeFiles } from '../record/attach-file.ts'
import { bodyHash, openDuplicate, writeRequest } from '../record/write-request.ts'
import { firstStatus } from '../rules/take-step.ts'
import { asFiled, type Filed, filedBefore } from './file-request.ts'

export type OnBehalfResult =
  | Filed
  | FilesRefused
  | {
      status: 'refused'
      code: 'person-unknown' | 'name-needed' | 'in-the-future' | 'long-ago' | 'key-reused' | 'gone'
    }

/**
 * Files a request received by telephone, letter or in person. The deadline counts from the day of receipt, not of
 * entry. An unknown subject is created from address and name. Throws `Denied`.
 */
export async function fileOnBehalf(
  ctx: Context,
  input: OnBehalfInput,
  files: readonly UploadedFile[] = [],
): Promise<OnBehalfResult> {
  authorize(ctx.actor, 'requests.file-on-behalf')
  const now = ctx.clock.now()
  const fault = receiptFault(input.receivedOn, now)
  if (fault) return { status: 'refused', code: fault }
  const receivedAt = receiptMoment(input.receivedOn, now)
  const { kind, details, locale, channel, idempotencyKey } = input
  const { receivedOn, proved, fullName } = input
  return withFiles<OnBehalfResult>(ctx, files, (checked, timing) => {
    const bodySha256 = bodyHash({ kind, details, locale, channel, receivedOn, proved, fullName }, checked)
    return ctx.transaction(async (tx) => {
      const found = await personFor(tx, ctx, input)
      if (typeof found !== 'object') return { status: 'refused', code: found }
      const { subjectId, cipher } = found
      const before = await filedBefore(tx, subjectId, idempotencyKey)
      if (before && !before.bodySha256.equals(bodySha256)) return { status: 'refused', code: 'key-reused' }
      if (before) return asFiled(before, null, true)
      const status = firstStatus(ctx.actor, { subjectId, proved: input.proved })
      if (status !== 'received' && status !== 'awaiting-verification')
        throw new Denied(ctx.actor, 'requests.file-on-behalf')
      const duplicate = await openDuplicate(tx, subjectId, kind)
      const row = await writeRequest(tx, ctx, cipher, {
        subjectId,
        requestId: newId(),
        kind,
        details,
        locale,
        channel,
        receivedAt,
        status,
        idempotencyKey,
        bodySha256,
      })
      await writeFiles(tx, cipher, row, checked, { author: 'staff', messageId: null, addedAt: now })
      return asFiled(row, duplicate?.reference ?? null, false)
    }, timing)
  })
}

async function personFor(tx: Transaction, ctx: Context, { person, fullName, locale }: OnBehalfInput) {
  const { keys } = ctx.services
  const parsed = parseEmailAddress(person)
  const known = parsed.ok
    ? await personByAddress(tx, keys, parsed.address)
    : await personByExternalId(tx, person)
  if (known) {
    await lockPerson(tx, known)
    const cipher = (await readPerson(tx, keys, known))?.cipher
    return cipher ? { subjectId: known, cipher } : 'gone'
  }
  if (!parsed.ok) return 'person-unknown'
  if (!fullName) return 'name-needed'
  const made = await newKey(tx, ctx.services)
  await addVisitor(tx, ctx, { ...made, email: parsed.address, fullName, locale })
  return made
}
