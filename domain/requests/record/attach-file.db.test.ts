import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#platform/ids.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, requestPortal, staffContext } from '#testing/requests.ts'
import { readStaffRequest } from '../queue/read-request.ts'
import { sendMessage } from '../steps/send-message.ts'
import { readAttachment } from '../view/read-attachment.ts'
import { readOwnRequest } from '../view/read-own-requests.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
})
afterAll(() => portal.close())

test('five files of five megabytes go with one message and come back as they were; the opening is audited', async () => {
  const { own, person, reference } = await addRequest(portal, 'access')
  const files = Array.from({ length: 5 }, () => ({
    content: Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(4_999_991)]),
  }))
  const sent = await sendMessage(own, { reference, message: 'Құжаттар', messageId: newId() }, files)
  expect(sent).toMatchObject({ status: 'sent' })
  const listed = (await readOwnRequest(own, { reference }))?.messages[0]?.attachments ?? []
  expect(listed.map(({ name }) => name)).toEqual([1, 2, 3, 4, 5].map((n) => `${reference}-${n}.pdf`))
  const { ctx } = await staffContext(portal, ['support'])
  const stored = await portal.database.owner.db.execute<{ bytes: number }>(
    sql`SELECT max(octet_length(content_sealed)) AS bytes FROM request_attachment`,
  )
  expect(stored[0]?.bytes).toBeLessThanOrEqual(5_000_000 + 97)
  const opened = await readAttachment(ctx, { reference, attachmentId: listed[4]?.attachmentId ?? '' })
  expect(opened?.content.equals(files[4]?.content ?? Buffer.alloc(0))).toBe(true)
  const log = await portal.audit({ subjectId: person.subjectId })
  expect(log.at(-1)).toMatchObject({ action: 'request.open-attachment', actorKind: 'staff' })
  const auditor = (await staffContext(portal, ['auditor'])).ctx
  expect((await readStaffRequest(auditor, reference))?.messages[0]?.attachments).toEqual([])
})
