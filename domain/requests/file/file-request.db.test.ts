import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Denied } from '#domain/access/permissions.ts'
import { newId } from '#platform/ids.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, formOf, jobsOf, requestPortal } from '#testing/requests.ts'
import { readAttachment } from '../view/read-attachment.ts'
import { listOwnRequests, readOwnRequest } from '../view/read-own-requests.ts'
import { fileRequest, readPossibleDuplicate } from './file-request.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
})
afterAll(() => portal.close())

const png = { content: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]) }

describe('a person files', () => {
  test('and finds it with both deadlines, the earlier binding, in the log and with its jobs', async () => {
    const { own, person, reference } = await addRequest(portal, 'access', { message: 'Көшірмесін беріңіз' })
    expect(await readOwnRequest(own, { reference })).toMatchObject({
      reference,
      kind: 'access',
      status: 'received',
      channel: 'portal',
      overdue: false,
      locale: 'kk',
      waitingFor: 'us',
      nextStep: 'we-start',
      closedAt: null,
      decision: null,
      details: { message: 'Көшірмесін беріңіз' },
      deadlines: [
        { source: 'law', binding: true, amount: 3, unit: 'working-days' },
        { source: 'policy', binding: false, amount: 30, unit: 'calendar-days' },
      ],
      timeline: [{ seq: 1, step: 'file', to: 'received', by: 'you' }],
      may: { write: true, cancel: true },
    })
    const log = await portal.audit({ subjectId: person.subjectId })
    expect(log.at(-1)).toEqual({
      action: 'request.file',
      actorKind: 'subject',
      actorId: person.subjectId,
      subjectId: person.subjectId,
      reason: 'access',
      fields: ['message'],
    })
    const mails = await jobsOf(portal, 'send-request-mail')
    expect(mails.filter(({ payload }) => payload.subjectId === person.subjectId)).toHaveLength(1)
    const reminders = await jobsOf(portal, 'remind-request')
    const planned = reminders.filter(({ payload }) => payload.subjectId === person.subjectId)
    expect(planned.map(({ payload }) => `${payload.what} ${payload.share}`).sort()).toEqual([
      'escalation null',
      'missed null',
      'reminder 50',
      'reminder 80',
    ])
  })

  test('what was written stands nowhere in plain text', async () => {
    const canary = 'канарейка-7319'
    const { own, reference } = await addRequest(portal, 'question', { message: canary })
    expect((await readOwnRequest(own, { reference }))?.details).toEqual({ message: canary })
    const [row] = await portal.database.owner.db.execute<{ kept: string }>(
      sql`SELECT string_agg(encode(details_sealed, 'hex'), ' ') AS kept FROM request`,
    )
    expect(row?.kept.length).toBeGreaterThan(100)
    expect(row?.kept).not.toContain(Buffer.from(canary).toString('hex'))
  })

  test('the same form twice files once, another under its key is refused', async () => {
    const person = await portal.addPerson()
    const own = portal.subject(person.subjectId)
    const form = formOf('access')
    const both = await Promise.all([fileRequest(own, form), fileRequest(own, form)])
    expect(both.map((one) => one.status === 'filed' && one.repeated).sort()).toEqual([false, true])
    expect((await listOwnRequests(own, person.subjectId)).items).toHaveLength(1)
    const other = { ...formOf('question'), idempotencyKey: form.idempotencyKey }
    expect(await fileRequest(own, other)).toEqual({ status: 'refused', code: 'key-reused' })
  })

  test('a file of the same size is another file', async () => {
    const own = portal.subject((await portal.addPerson()).subjectId)
    const form = formOf('rectification')
    const other = { content: new Uint8Array([...png.content.slice(0, -1), 4]) }
    expect(await fileRequest(own, form, [png])).toMatchObject({ status: 'filed', repeated: false })
    expect(await fileRequest(own, form, [png])).toMatchObject({ status: 'filed', repeated: true })
    expect(await fileRequest(own, form, [other])).toEqual({ status: 'refused', code: 'key-reused' })
    expect(await fileRequest(own, form)).toEqual({ status: 'refused', code: 'key-reused' })
  })

  test('a second one of the same kind is filed all the same, and the first pointed out', async () => {
    const { own, reference } = await addRequest(portal, 'erasure/wish')
    expect(await readPossibleDuplicate(own, 'erasure/wish')).toMatchObject({ reference })
    expect(await readPossibleDuplicate(own, 'erasure/unlawful')).toBeNull()
    const again = await fileRequest(own, formOf('erasure/wish'))
    expect(again).toMatchObject({ status: 'filed', possibleDuplicate: reference })
  })

  test('with documents, which come back as they were under a name of ours', async () => {
    const person = await portal.addPerson()
    const own = portal.subject(person.subjectId)
    const filed = await fileRequest(own, formOf('rectification'), [
      png,
      { content: Buffer.from('ілеспе хат', 'utf8') },
    ])
    if (filed.status !== 'filed') throw new Error(filed.code)
    const { reference } = filed
    const found = await readOwnRequest(own, { reference })
    expect(found?.documents.map(({ name, mediaType, size }) => [name, mediaType, size])).toEqual([
      [`${reference}-1.png`, 'image/png', 11],
      [`${reference}-2.txt`, 'text/plain; charset=utf-8', 19],
    ])
    const attachmentId = found?.documents[0]?.attachmentId ?? ''
    const file = await readAttachment(own, { reference, attachmentId })
    expect(new Uint8Array(file?.content ?? [])).toEqual(png.content)
    const stranger = portal.subject((await portal.addPerson()).subjectId)
    expect(await readAttachment(stranger, { reference, attachmentId })).toBeNull()
    expect(await readAttachment(own, { reference, attachmentId: newId() })).toBeNull()
  })

  test('but not with what is none of the kinds taken, too large or too many', async () => {
    const own = portal.subject((await portal.addPerson()).subjectId)
    const of = (text: string) => ({ content: Buffer.from(text, 'latin1') })
    const filing = (...files: { content: Uint8Array }[]) => fileRequest(own, formOf('rectification'), files)
    expect(await filing(of('PK\x03\x04 macros'))).toMatchObject({ code: 'file-type' })
    expect(await filing(of('\x00\x01x'))).toMatchObject({ code: 'file-type' })
    expect(await filing(of(''))).toMatchObject({ code: 'file-empty' })
    expect(await filing({ content: new Uint8Array(15_000_001) })).toMatchObject({ code: 'file-too-large' })
    expect(await filing(png, png, png, png, png, png)).toMatchObject({ code: 'too-many-files' })
  })

  test.each(['visitor', 'system'] as const)('a %s cannot', async (who) => {
    await expect(fileRequest(portal[who], formOf('access'))).rejects.toThrow(Denied)
  })
})

test('a field that no form has is refused', () => {
  expect(() => formOf('access', { status: 'fulfilled' })).toThrow()
  expect(() => formOf('access', { subjectId: newId() })).toThrow()
  expect(() => formOf('withdrawal/optional', { message: 'why' })).toThrow()
})

describe('somebody else’s reference', () => {
  test('reads as an unknown one does, in every spelling', async () => {
    const { own, reference } = await addRequest(portal, 'access')
    const stranger = portal.subject((await portal.addPerson()).subjectId)
    for (const typed of [reference, reference.toLowerCase().replaceAll('-', ' '), 'CX-0000-00', 'nonsense'])
      expect(await readOwnRequest(stranger, { reference: typed })).toBeNull()
    expect(await readOwnRequest(own, { reference: reference.toLowerCase() })).toMatchObject({ reference })
  })

  test('lists page by page, newest first, one’s own only', async () => {
    const { own, person, reference } = await addRequest(portal, 'access')
    const others: string[] = []
    for (let n = 0; n < 3; n++) {
      portal.passTime(1000)
      const filed = await fileRequest(own, formOf('question'))
      if (filed.status === 'filed') others.unshift(filed.reference)
    }
    const first = await listOwnRequests(own, person.subjectId, { size: 2 })
    const second = await listOwnRequests(own, person.subjectId, { size: 2, before: first.next ?? '' })
    expect([...first.items, ...second.items].map((one) => one.reference)).toEqual([...others, reference])
    expect(second.next).toBeNull()
    await expect(listOwnRequests(own, newId())).rejects.toThrow(Denied)
  })
})
