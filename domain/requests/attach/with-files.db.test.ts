import { randomBytes } from 'node:crypto'
import { count, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requestAttachment, requestMessage } from '#db/schema/requests.ts'
import { listReadingAlerts } from '#domain/staff/reading-alerts/answer-alert.ts'
import { raiseReadingAlerts } from '#domain/staff/reading-alerts/raise-alerts.ts'
import { newId } from '#platform/ids.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, formOf, requestPortal, staffContext } from '#testing/requests.ts'
import { smallDisk } from '#testing/small-disk.ts'
import { fileOnBehalf } from '../file/file-on-behalf.ts'
import { fileRequest } from '../file/file-request.ts'
import { onBehalfSchema } from '../forms/request-schemas.ts'
import { readStaffRequest } from '../queue/read-request.ts'
import { sendMessage } from '../steps/send-message.ts'
import { takeRequestStep } from '../steps/take-request-step.ts'
import { readAttachment } from '../view/read-attachment.ts'
import { readOwnRequest } from '../view/read-own-requests.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
})
afterAll(() => portal.close())

const pdfOf = (bytes: number) => ({
  content: Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(bytes - 9)]),
})
const text = (content: string | Uint8Array) => ({ content: Buffer.from(content) })
const message = (reference: string, messageId = newId()) => ({ reference, message: 'Құжаттар', messageId })

async function stored(subjectId: string) {
  const { db } = portal.database.owner
  const [files] = await db
    .select({ files: count(), bytes: sql<number>`coalesce(sum(size), 0)::int` })
    .from(requestAttachment)
    .where(eq(requestAttachment.subjectId, subjectId))
  const [messages] = await db
    .select({ messages: count() })
    .from(requestMessage)
    .where(eq(requestMessage.subjectId, subjectId))
  return { ...files, ...messages }
}

test('two files of fifteen megabytes go with one message, are encrypted as bytes and come back as they were', async () => {
  const { own, person, reference } = await addRequest(portal, 'access')
  const files = [pdfOf(15_000_000), pdfOf(15_000_000)]
  const sent = await sendMessage(own, message(reference), files)
  expect(sent).toMatchObject({ status: 'sent' })
  const listed = (await readOwnRequest(own, { reference }))?.messages[0]?.attachments ?? []
  expect(listed.map(({ name }) => name)).toEqual([1, 2].map((n) => `${reference}-${n}.pdf`))
  const [sealed] = await portal.database.owner.db.execute<{ bytes: number; plain: boolean }>(sql`
    SELECT max(octet_length(content_sealed)) AS bytes, bool_or(position('%PDF'::bytea in content_sealed) > 0) AS plain
    FROM request_attachment WHERE subject_id = ${person.subjectId}`)
  expect(sealed?.bytes).toBeLessThanOrEqual(15_000_000 + 97)
  expect(sealed?.plain).toBe(false)
  const { ctx } = await staffContext(portal, ['support'])
  const opened = await readAttachment(ctx, { reference, attachmentId: listed[1]?.attachmentId ?? '' })
  expect(opened?.content.equals(files[1]?.content ?? Buffer.alloc(0))).toBe(true)
  const log = await portal.audit({ subjectId: person.subjectId })
  expect(log.at(-1)).toMatchObject({ action: 'request.open-attachment', actorKind: 'staff' })
  const auditor = (await staffContext(portal, ['auditor'])).ctx
  expect((await readStaffRequest(auditor, reference))?.messages[0]?.attachments).toEqual([])
})

test('attachments alone count for the alert about unusual reading, by the persons whose requests they belong to', async () => {
  const { ctx, staffId } = await staffContext(portal, ['support'])
  const { ctx: security } = await staffContext(portal, ['security-officer'])
  const { env } = portal.services
  const system = { ...portal.system, services: { ...portal.services, env: { ...env, readingAlertFloor: 3 } } }
  const openAll = async () => {
    const { own, reference } = await addRequest(portal, 'access')
    await sendMessage(own, message(reference), [pdfOf(100), pdfOf(100)])
    const files = (await readOwnRequest(own, { reference }))?.messages[0]?.attachments ?? []
    for (const { attachmentId } of files)
      expect(await readAttachment(ctx, { reference, attachmentId })).not.toBeNull()
    expect(files).toHaveLength(2)
  }
  const own = async () => (await listReadingAlerts(security)).filter((alert) => alert.staffId === staffId)
  await openAll()
  await openAll()
  await raiseReadingAlerts(system)
  expect(await own()).toEqual([])
  await openAll()
  await raiseReadingAlerts(system)
  expect(await own()).toMatchObject([{ opened: 3, answer: null }])
})

test('a text of a Windows in Kazakh is kept as UTF-8', async () => {
  const { own, reference } = await addRequest(portal, 'access')
  const windows = Buffer.from('8de0f2e5edb320f2bfe7e5f2b3beb3e7', 'hex')
  await sendMessage(own, message(reference), [text(windows)])
  const [file] = (await readOwnRequest(own, { reference }))?.messages[0]?.attachments ?? []
  const opened = await readAttachment(own, { reference, attachmentId: file?.attachmentId ?? '' })
  expect([opened?.mediaType, opened?.content.toString('utf8')]).toEqual([
    'text/plain; charset=utf-8',
    'Қатені түзетіңіз',
  ])
})

describe('the budget of a day', () => {
  test('a person who sends without end stores a hundred megabytes; what is refused leaves nothing behind', async () => {
    const { own, person, reference } = await addRequest(portal, 'access')
    const files = [pdfOf(15_000_000), pdfOf(14_000_000)]
    const answers = []
    for (let n = 0; n < 5; n++) answers.push(await sendMessage(own, message(reference), files))
    expect(answers.map(({ status }) => status)).toEqual(['sent', 'sent', 'sent', 'refused', 'refused'])
    expect(answers.at(-1)).toMatchObject({ code: 'files-of-day' })
    expect(await stored(person.subjectId)).toEqual({ files: 6, bytes: 87_000_000, messages: 3 })

    // A refusal costs nothing: what still fits goes, and so does a message without files.
    expect(await sendMessage(own, message(reference), [pdfOf(13_000_000)])).toMatchObject({ status: 'sent' })
    expect(await sendMessage(own, message(reference))).toMatchObject({ status: 'sent' })
    const filed = await fileRequest(own, formOf('rectification'), [text('a')])
    expect(filed).toMatchObject({ status: 'refused', code: 'files-of-day' })
    if ('retryAfterSeconds' in filed) {
      expect(filed.retryAfterSeconds).toBeGreaterThan(80_000)
      portal.passTime((filed.retryAfterSeconds ?? 0) * 1000)
    }
    expect(await fileRequest(own, formOf('rectification'), [text('a')])).toMatchObject({ status: 'filed' })
  })

  test('fifty files, of every request together; others have their own', async () => {
    const { own, person, reference } = await addRequest(portal, 'access')
    const five = Array.from({ length: 5 }, () => text('a'))
    for (let n = 0; n < 9; n++) await sendMessage(own, message(reference), five)
    const filed = await fileRequest(own, formOf('rectification'), five)
    expect(filed).toMatchObject({ status: 'filed' })
    expect(await sendMessage(own, message(reference), [text('a')])).toMatchObject({ code: 'files-of-day' })
    // The holder of one request, who proved the address, is the same person.
    const actor = { kind: 'subject', subjectId: person.subjectId } as const
    const [row] = await portal.database.owner.db.execute<{ id: string }>(
      sql`SELECT request_id AS id FROM request WHERE reference = ${reference}`,
    )
    const holder = portal.as({ ...actor, onlyRequest: row?.id ?? '' })
    expect(await sendMessage(holder, message(reference), [text('a')])).toMatchObject({ code: 'files-of-day' })
    const other = await addRequest(portal, 'access')
    expect(await sendMessage(other.own, message(other.reference), five)).toMatchObject({ status: 'sent' })
  })

  test('what is not stored is given back: a wrong type, a closed request, the same message again', async () => {
    const { own, person, reference } = await addRequest(portal, 'access')
    const messageId = newId()
    const five = Array.from({ length: 5 }, () => text('a'))
    for (let n = 0; n < 20; n++) {
      expect(await sendMessage(own, message(reference, messageId), five)).toMatchObject({ status: 'sent' })
      expect(await sendMessage(own, message(reference), [text('PK\x03\x04')])).toMatchObject({
        code: 'file-type',
      })
      expect(await sendMessage(own, message('CX-0000-00'), five)).toMatchObject({ code: 'not-found' })
    }
    expect(await stored(person.subjectId)).toEqual({ files: 5, bytes: 5, messages: 1 })
    expect(await sendMessage(own, message(reference), five)).toMatchObject({ status: 'sent' })
  })

  test('staff have one of their own, for messages, steps and requests on behalf of others', async () => {
    const { person, own, reference } = await addRequest(portal, 'access')
    const { ctx } = await staffContext(portal, ['privacy-officer'])
    const five = Array.from({ length: 5 }, () => text('a'))
    await takeRequestStep(ctx, { step: 'take', reference })
    for (let n = 0; n < 9; n++) await sendMessage(ctx, message(reference), five)
    // Not the person's budget.
    expect(await sendMessage(own, message(reference), [text('a')])).toMatchObject({ status: 'sent' })
    // Nor more files on one request than it may have.
    expect(await sendMessage(ctx, message(reference), five)).toMatchObject({ code: 'too-many-files' })
    const behalf = (n: number) =>
      onBehalfSchema('access').parse({
        idempotencyKey: newId(),
        channel: 'letter',
        person: person.externalId,
        locale: 'kk',
        receivedOn: '2026-11-20',
        proved: 'yes',
        message: `${n}`,
      })
    for (let n = 0; n < 40; n++)
      expect(await fileOnBehalf(ctx, behalf(n), five)).toMatchObject({ status: 'filed' })
    expect(await takeRequestStep(ctx, { step: 'ask', reference, message: 'Қай күн?' }, five)).toMatchObject({
      code: 'too-many-files',
    })
    expect(await fileOnBehalf(ctx, behalf(40), five)).toMatchObject({ status: 'filed' })
    expect(await fileOnBehalf(ctx, behalf(41), [text('a')])).toMatchObject({ code: 'files-of-day' })
    expect(await fileOnBehalf(ctx, behalf(42))).toMatchObject({ status: 'filed' })
  })
})

const disk = smallDisk(64)
describe.skipIf(disk === null)('on a disk that fills', () => {
  let full: TestPortal
  beforeAll(async () => {
    full = await requestPortal({ PORTAL_DATA_DIR: disk?.folder ?? '' })
  })
  afterAll(async () => {
    await full.close()
    disk?.remove()
  })

  test('files are refused, text is not, and files are taken again when there is space', async () => {
    const { own, reference } = await addRequest(full, 'access')
    const { ctx } = await staffContext(full, ['privacy-officer'])
    disk?.fill()
    for (const sender of [own, ctx]) {
      expect(await sendMessage(sender, message(reference), [text('a')])).toEqual({
        status: 'refused',
        code: 'no-space',
      })
      expect(await sendMessage(sender, message(reference))).toMatchObject({ status: 'sent' })
    }
    expect(await fileRequest(own, formOf('rectification'), [text('a')])).toMatchObject({ code: 'no-space' })
    expect(await fileRequest(own, formOf('rectification'))).toMatchObject({ status: 'filed' })
    disk?.makeRoom()
    expect(await sendMessage(own, message(reference), [text('a')])).toMatchObject({ status: 'sent' })
  })
})
