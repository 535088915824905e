import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { endRepresentation, representativeContext } from '#domain/people/minors/represent.ts'
import { addParent, birthdayOf, birthdayOfAdultIn } from '#testing/guardians.ts'
import type { TestPortal } from '#testing/people.ts'
import { formOf, jobsOf, requestPortal, staffContext } from '#testing/requests.ts'
import { messageSchema } from '../forms/request-schemas.ts'
import { readPersonMail } from '../mails/request-mail.ts'
import { readStaffRequest } from '../queue/read-request.ts'
import { representedRequest } from '../representatives/represented-request.ts'
import type { KindName } from '../rules/kinds.ts'
import { sendMessage } from '../steps/send-message.ts'
import { takeRequestStep } from '../steps/take-request-step.ts'
import { listOwnRequests, readOwnRequest } from '../view/read-own-requests.ts'
import { fileRequest, readPossibleDuplicate } from './file-request.ts'

const DAY = 86_400_000
let portal: TestPortal
let officer: Context
beforeAll(async () => {
  portal = await requestPortal({ PORTAL_GUARDIANS: 'on' })
  officer = (await staffContext(portal, ['privacy-officer'])).ctx
})
afterAll(() => portal.close())

async function family(bornOn = birthdayOf(portal, 'under-14')) {
  const { subjectId } = await portal.addPerson({ fullName: 'Алия Серік', locale: 'kk' })
  const child = { subjectId, ctx: portal.as({ kind: 'subject', subjectId }, 'kk') }
  const parent = await addParent(portal, child, bornOn)
  return { child, parent }
}

async function filedFor({ parent }: Awaited<ReturnType<typeof family>>, kind: KindName = 'access') {
  const { ctx } = await parent.acting()
  const filed = await fileRequest(ctx, formOf(kind))
  if (filed.status !== 'filed') throw new Error(filed.code)
  return { reference: filed.reference, ctx }
}

const write = (ctx: Context, reference: string) =>
  sendMessage(
    ctx,
    messageSchema.parse({ reference, message: 'Қашан дайын?', messageId: crypto.randomUUID() }),
  )

const rights: KindName[] = [
  'access',
  'rectification',
  'erasure/wish',
  'restriction/disputed',
  'portability',
  'withdrawal/service',
  'withdrawal/optional',
  'objection',
]

describe('a representative files for the minor', () => {
  test.each(rights)('%s, and request, step and audit log name the representation', async (kind) => {
    const both = await family()
    const { child, parent } = both
    const { reference } = await filedFor(both, kind)
    const [row] = await portal.database.owner.db.execute(sql`
      SELECT r.subject_id, r.filed_by_kind, r.filed_by_id, s.actor_kind, s.actor_id
      FROM request r JOIN request_step s USING (subject_id, request_id) WHERE reference = ${reference}`)
    const { representationId } = parent
    expect(row).toEqual({
      subject_id: child.subjectId,
      filed_by_kind: 'representative',
      filed_by_id: representationId,
      actor_kind: 'representative',
      actor_id: representationId,
    })
    expect((await portal.audit({ subjectId: child.subjectId })).at(-1)).toMatchObject({
      action: 'request.file',
      actorKind: 'representative',
      actorId: representationId,
      reason: kind,
    })
  })

  test('both see it and each sees who did what; either writes and cancels', async () => {
    const both = await family()
    const { child, parent } = both
    const { reference, ctx } = await filedFor(both)
    await write(ctx, reference)
    await write(child.ctx, reference)
    const seen = await readOwnRequest(ctx, { reference })
    expect(seen).toMatchObject({ representedBy: 'parent', timeline: [{ by: 'you' }] })
    expect(seen?.messages.map(({ author }) => author)).toEqual(['person', 'represented'])
    const childs = await readOwnRequest(child.ctx, { reference })
    expect(childs).toMatchObject({ representedBy: 'parent', timeline: [{ by: 'representative' }] })
    expect(childs?.messages.map(({ author }) => author)).toEqual(['representative', 'person'])
    expect((await listOwnRequests(child.ctx, child.subjectId)).items).toMatchObject([
      { reference, byRepresentative: true },
    ])
    const found = await representedRequest(parent.ctx, parent.subjectId, reference)
    expect(found?.represented.subjectId).toBe(child.subjectId)
    const cancelled = await takeRequestStep(child.ctx, { step: 'cancel', reference })
    expect(cancelled).toMatchObject({ now: 'cancelled' })
    expect(await readOwnRequest(ctx, { reference })).toMatchObject({
      timeline: [{ by: 'you' }, { step: 'cancel', by: 'represented' }],
    })
  })

  test('staff see who filed it and the proof, with the contact masked', async () => {
    const { reference } = await filedFor(await family())
    const shown = await readStaffRequest(officer, reference)
    expect(shown?.person.representative).toMatchObject({
      capacity: 'parent',
      endedAt: null,
      contact: { masked: true, fullName: 'А… А…' },
    })
    expect(shown?.person.representative?.contact?.email).toMatch(/^p…@example\.kz$/)
    expect(shown?.timeline[0]?.by).toBe('representative')
  })

  test('what staff ask either answers, and both get each email in a language of their own', async () => {
    const both = await family()
    const { reference, ctx } = await filedFor(both)
    await takeRequestStep(officer, { step: 'take', reference })
    await takeRequestStep(officer, { step: 'ask', reference, message: 'Нақтылаңыз' })
    const jobs = (await jobsOf(portal, 'send-request-mail')).filter(
      ({ payload }) => payload.subjectId === both.child.subjectId,
    )
    expect(jobs.map(({ payload }) => [payload.letter, payload.to ?? 'person'])).toEqual([
      ['filed', 'person'],
      ['filed', 'representative'],
      ['asked', 'person'],
      ['asked', 'representative'],
    ])
    expect(new Set(jobs.map(({ payload }) => payload.mailId)).size).toBe(4)
    const key = { subjectId: both.child.subjectId, requestId: String(jobs[0]?.payload.requestId) }
    expect(await readPersonMail(portal.system, key, 'asked', 'representative')).toMatchObject({
      to: both.parent.email,
      locale: ctx.locale,
      stopToken: null,
      representation: { isAddressee: true, name: 'Алия Серік' },
    })
    expect(await readPersonMail(portal.system, key, 'asked')).toMatchObject({
      locale: 'kk',
      representation: { isAddressee: false, capacity: 'parent' },
    })
    expect(await write(ctx, reference)).toMatchObject({ now: 'in-progress' })
  })

  test('sees nothing of what the minor files, who files as before', async () => {
    const both = await family()
    const { ctx } = await both.parent.acting()
    const own = await fileRequest(both.child.ctx, formOf('access'))
    if (own.status !== 'filed') throw new Error(own.code)
    const { reference } = own
    expect(await readOwnRequest(ctx, { reference })).toBeNull()
    expect((await listOwnRequests(ctx, both.child.subjectId)).items).toEqual([])
    expect(await readPossibleDuplicate(ctx, 'access')).toBeNull()
    expect(await write(ctx, reference)).toMatchObject({ code: 'not-found' })
    expect(await representedRequest(both.parent.ctx, both.parent.subjectId, reference)).toBeNull()
    expect(await fileRequest(ctx, formOf('access'))).toMatchObject({ possibleDuplicate: null })
    expect((await readOwnRequest(both.child.ctx, { reference }))?.representedBy).toBeNull()
  })

  test('nobody else acts by it: not another representative, not the parent as themselves', async () => {
    const [both, other] = [await family(), await family()]
    const { reference } = await filedFor(both)
    const { ctx: stranger } = await other.parent.acting()
    expect(await readOwnRequest(stranger, { reference })).toBeNull()
    expect(await readOwnRequest(both.parent.ctx, { reference })).toBeNull()
    await expect(listOwnRequests(stranger, both.child.subjectId)).rejects.toThrow(Denied)
  })
})

/** Whatever a representative could still do, tried with a context from before. */
async function isRefused(
  { parent, child }: Awaited<ReturnType<typeof family>>,
  reference: string,
  stale: Context,
) {
  expect(await representativeContext(parent.ctx, parent.subjectId, parent.representationId)).toBeNull()
  await expect(fileRequest(stale, formOf('access'))).rejects.toThrow(Denied)
  expect(await readOwnRequest(stale, { reference })).toBeNull()
  expect((await listOwnRequests(stale, child.subjectId)).items).toEqual([])
  expect(await write(stale, reference)).toMatchObject({ code: 'not-found' })
  expect(await takeRequestStep(stale, { step: 'cancel', reference })).toMatchObject({ code: 'not-found' })
  expect(await representedRequest(parent.ctx, parent.subjectId, reference)).toBeNull()
  const [job] = (await jobsOf(portal, 'send-request-mail')).filter(
    ({ payload }) => payload.subjectId === child.subjectId,
  )
  const key = { subjectId: child.subjectId, requestId: String(job?.payload.requestId) }
  expect(await readPersonMail(portal.system, key, 'fulfilled', 'representative')).toBeNull()
  expect(await readPersonMail(portal.system, key, 'fulfilled')).not.toBeNull()
  expect(await readOwnRequest(child.ctx, { reference })).toMatchObject({ representedBy: 'parent' })
}

describe('a representative is refused', () => {
  test('once the representation was ended, also with a context from before', async () => {
    const both = await family()
    const { reference, ctx } = await filedFor(both)
    await endRepresentation(both.child.ctx, both.child.subjectId, both.parent.representationId)
    await isRefused(both, reference, ctx)
    const shown = await readStaffRequest(officer, reference)
    expect(shown?.person.representative?.endedAt).not.toBeNull()
  })

  // Last: it moves the clock of the portal.
  test('once the minor turned 18, also before the nightly job', async () => {
    const both = await family(birthdayOfAdultIn(portal, 3))
    const { reference, ctx } = await filedFor(both)
    portal.moveClock(3 * DAY)
    await isRefused(both, reference, ctx)
  })
})
