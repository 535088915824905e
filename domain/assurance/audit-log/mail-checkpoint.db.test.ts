import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Denied } from '#domain/access/permissions.ts'
import { readVerifierKeys } from '#domain/audit/log/read-public.ts'
import { readCheckpoint } from '#domain/audit/rules/checkpoint.ts'
import { openNote, readVerifierKey } from '#domain/audit/rules/signed-note.ts'
import { testLog } from '#testing/audit-log.ts'
import type { TestPortal } from '#testing/people.ts'
import { jobsOf, requestPortal, staffContext } from '#testing/requests.ts'
import { mailCheckpoint, readCheckpointMail } from './mail-checkpoint.ts'

let portal: TestPortal
let log: Awaited<ReturnType<typeof testLog>>
beforeEach(async () => {
  portal = await requestPortal()
  log = await testLog(portal)
})
afterEach(() => portal.close())

const dayMs = 86_400_000
type Job = { staffId: string; logNumber: number; size: number }
const jobs = async () => (await jobsOf(portal, 'send-checkpoint')).map(({ payload }) => payload as Job)
const records = async () => (await portal.audit()).filter(({ action }) => action === 'audit.mail-checkpoint')

test('goes once a day to each active security officer and to nobody else', async () => {
  expect(await mailCheckpoint(portal.system)).toBe(0)
  const one = await staffContext(portal, ['security-officer'])
  const two = await staffContext(portal, ['security-officer', 'auditor'])
  const left = await staffContext(portal, ['security-officer'])
  await staffContext(portal, ['administrator', 'privacy-officer'])
  await portal.database.owner.db.execute(
    sql`UPDATE staff_member SET status = 'disabled' WHERE staff_id = ${left.staffId}`,
  )
  await log.seal()

  expect(await mailCheckpoint(portal.system)).toBe(2)
  expect(await mailCheckpoint(portal.system)).toBe(0)
  expect((await jobs()).map(({ staffId }) => staffId).toSorted()).toEqual(
    [one.staffId, two.staffId].toSorted(),
  )
  const size = (await jobs())[0]?.size
  expect(await records()).toMatchObject([{ actorKind: 'system', reason: String(size) }])

  portal.passTime(dayMs)
  expect(await mailCheckpoint(portal.system)).toBe(2)
  expect(await records()).toHaveLength(2)
})

test('is the newest head of the log, signed: it opens with the public key and shows a cut', async () => {
  const officer = await staffContext(portal, ['security-officer'])
  await log.write('a')
  await log.seal()
  await log.write('b')
  await log.seal()
  await mailCheckpoint(portal.system)
  const [job] = await jobs()
  if (!job) throw new Error('no email')
  const mail = await readCheckpointMail(portal.system, job)
  expect(mail).toMatchObject({ to: officer.email, records: log.outside.countLeaves(), isOld: false })
  const note = mail?.note ?? ''
  expect(note).toBe(log.outside.readCheckpoint())
  const key = readVerifierKey((await readVerifierKeys(portal.visitor)) ?? '')
  const text = key && openNote(note, key)
  expect(readCheckpoint(text ?? '')?.size).toBe(mail?.records)
  expect(key && openNote(note.replace(/\n\d+\n/, '\n1\n'), key)).toBeNull()

  // Everything in and outside the database is put back to an older state: only the email shows it.
  const { db } = portal.database.owner
  const [older] = await db.execute<{ size: number; note: string }>(
    sql`SELECT size::int AS size, note FROM audit_checkpoint WHERE size < ${job.size} ORDER BY size DESC LIMIT 1`,
  )
  const kept = older?.size ?? 0
  expect(kept).toBeGreaterThan(0)
  await db.execute(sql`DELETE FROM audit_event WHERE audit_id IN
    (SELECT audit_id FROM audit_leaf WHERE leaf_index >= ${kept}) OR action = 'audit.mail-checkpoint'`)
  await db.execute(sql`DELETE FROM audit_leaf WHERE leaf_index >= ${kept}`)
  await db.execute(sql`DELETE FROM audit_checkpoint WHERE size > ${kept}`)
  log.outside.writeCheckpoint(older?.note ?? '')
  writeFileSync(join(log.folder, 'leaves'), log.outside.readLeaves(0, kept))
  expect((await log.verify(note)).faults).toContainEqual(
    expect.objectContaining({ kind: 'cut', about: 'the given checkpoint' }),
  )
  expect(await readCheckpointMail(portal.system, job)).toBeNull()
})

test('says that sealing stopped when nothing newer was signed for a day', async () => {
  await staffContext(portal, ['security-officer'])
  await log.seal()
  portal.passTime(dayMs + 60_000)
  await mailCheckpoint(portal.system)
  const [job] = await jobs()
  expect(job && (await readCheckpointMail(portal.system, job))).toMatchObject({ isOld: true })
})

test('is not sent to a member who has lost the role, and only the worker sends it', async () => {
  const { ctx, staffId } = await staffContext(portal, ['security-officer'])
  await log.seal()
  await mailCheckpoint(portal.system)
  const [job] = await jobs()
  if (!job) throw new Error('no email')
  await expect(mailCheckpoint(ctx)).rejects.toThrow(Denied)
  await expect(readCheckpointMail(ctx, job)).rejects.toThrow(Denied)
  await portal.database.owner.db.execute(sql`DELETE FROM staff_role WHERE staff_id = ${staffId}`)
  expect(await readCheckpointMail(portal.system, job)).toBeNull()
})
