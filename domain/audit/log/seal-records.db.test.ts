import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { asc, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { auditEvent, auditLeaf } from '#db/schema/audit.ts'
import { logKeyPath } from '#platform/crypto/log-key.ts'
import { newId } from '#platform/ids.ts'
import { testAction, testLog } from '#testing/audit-log.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { append } from '../record/append.ts'
import { readCheckpoint } from '../rules/checkpoint.ts'
import { declareBreak } from './start-log.ts'

let portal: TestPortal
let log: Awaited<ReturnType<typeof testLog>>
beforeEach(async () => {
  portal = await testPortal()
  log = await testLog(portal)
})
afterEach(() => portal.close())

/** Actions of the sealed records, by leaf. */
async function sealedActions() {
  const rows = await portal.database.owner.db
    .select({ action: auditEvent.action })
    .from(auditLeaf)
    .innerJoin(auditEvent, sql`${auditEvent.auditId} = ${auditLeaf.auditId}`)
    .orderBy(asc(auditLeaf.leafIndex))
  return rows.map(({ action }) => action)
}

test('seals each record once, in order, and signs the head that the files outside have', async () => {
  await log.write('a', 'b', 'c')
  expect(await log.seal()).toBe(4)
  expect(await log.seal()).toBe(0)
  await log.write('d')
  expect(await log.seal()).toBe(1)
  expect(await sealedActions()).toEqual(['audit.start-log', 'a', 'b', 'c', 'd'])
  expect(readCheckpoint(log.outside.readCheckpoint() ?? '')).toMatchObject({
    origin: 'localhost:3000/audit',
    size: 5,
  })
  expect(log.outside.countLeaves()).toBe(5)
  expect(await log.verify()).toEqual({ size: 5, destroyed: 0, faults: [] })
})

test('waits for a transaction that began before and commits after', async () => {
  let commit = () => {}
  const open = new Promise<void>((resolve) => {
    commit = resolve
  })
  let written = () => {}
  const isWritten = new Promise<void>((resolve) => {
    written = resolve
  })
  const late = portal.system.transaction(async (tx) => {
    await append(tx, portal.system.auditedAs, { action: testAction('late') })
    written()
    await open
  })
  await isWritten
  await log.write('early')
  await log.sealOnce()
  expect(await sealedActions()).not.toContain('early')
  commit()
  await late
  await log.seal()
  expect(await sealedActions()).toEqual(['audit.start-log', 'late', 'early'])
})

test('loses no record of concurrent transactions, whatever their order', { timeout: 120_000 }, async () => {
  const transaction = fc.record({
    records: fc.integer({ min: 1, max: 3 }),
    pauses: fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 2, maxLength: 2 }),
    fails: fc.boolean(),
  })
  let round = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(transaction, { minLength: 2, maxLength: 4 }),
      fc.integer({ min: 1, max: 4 }),
      async (plan, most) => {
        round += 1
        const committed: string[] = []
        const run = async ({ records, pauses, fails }: (typeof plan)[number], which: number) => {
          const actions = Array.from({ length: records }, (_, i) => `${round}.${which}.${i}`)
          await sleep(pauses[0] ?? 0)
          await portal.system
            .transaction(async (tx) => {
              for (const action of actions) {
                await append(tx, portal.system.auditedAs, { action: testAction(action) })
                await sleep(pauses[1] ?? 0)
              }
              if (fails) throw new Error('taken back')
              return actions
            })
            .then((done) => committed.push(...done))
            .catch(() => {})
        }
        let running = true
        const sealing = (async () => {
          while (running) await log.sealOnce(most)
        })()
        await Promise.all(plan.map(run))
        running = false
        await sealing
        await log.seal()
        const sealed = (await sealedActions()).filter((action) => action.startsWith(`${round}.`))
        expect(sealed.toSorted()).toEqual(committed.toSorted())
        expect((await log.verify()).faults).toEqual([])
      },
    ),
    { numRuns: 12 },
  )
})

test('several sealers at once seal each record once', async () => {
  await log.write('a', 'b')
  await Promise.all([log.seal(1), log.seal(1), log.seal(1)])
  expect(await sealedActions()).toEqual(['audit.start-log', 'a', 'b'])
  expect((await log.verify()).faults).toEqual([])
})

test('writes what a crash between the commit and the files left out', async () => {
  await log.write('a')
  await log.seal()
  const before = log.outside.readCheckpoint() ?? ''
  await log.write('b', 'c')
  await log.seal()
  log.outside.writeCheckpoint(before)
  writeFileSync(join(log.folder, 'leaves'), log.outside.readLeaves(0, 1))
  await log.seal()
  expect(readCheckpoint(log.outside.readCheckpoint() ?? '')?.size).toBe(4)
  expect(await log.verify()).toMatchObject({ size: 4, faults: [] })
})

/** What restoring an older copy of the database does to the log. */
async function restoreTo(size: number) {
  await portal.database.owner.transaction(
    async (tx) => {
      await tx.execute(
        sql`DELETE FROM audit_event e USING audit_leaf l WHERE l.audit_id = e.audit_id AND l.leaf_index >= ${size}`,
      )
      await tx.execute(sql`DELETE FROM audit_leaf WHERE leaf_index >= ${size}`)
      await tx.execute(sql`DELETE FROM audit_checkpoint WHERE size > ${size}`)
    },
    { settings: { 'app.reach': 'all' } },
  )
}

test('signs no second history after a restore, until a break is declared on record', async () => {
  await log.write('a')
  await log.seal()
  await log.write('b', 'c')
  await log.seal()
  const kept = log.outside.readCheckpoint() ?? ''
  await restoreTo(2)
  await log.write('instead of b')
  await expect(log.seal()).rejects.toThrow('the last checkpoint outside has 4 records, the database 2')

  const staffId = newId()
  const declared = { ...log, reason: 'restore', staffId } as const
  expect(await declareBreak(log.owner, declared)).toEqual({ origin: 'localhost:3000/audit/2', size: 2 })
  await log.seal()
  expect(await sealedActions()).toEqual(['audit.start-log', 'a', 'instead of b', 'audit.declare-break'])
  expect(readCheckpoint(log.outside.readCheckpoint() ?? '')).toMatchObject({
    origin: 'localhost:3000/audit/2',
    size: 4,
  })
  expect((await log.verify()).faults).toEqual([])
  // What the old head says about the records that are still there is still compared.
  expect((await log.verify(kept)).faults).toEqual([])
  await expect(declareBreak(log.owner, declared)).rejects.toThrow('the log is not broken')
})

test('does not go on where the past differs, the file is missing, or the key is another', async () => {
  await log.write('a', 'b')
  await log.seal()
  await log.write('c')
  const { checkpointFile } = log.outside
  copyFileSync(checkpointFile, join(log.folder, 'kept'))
  rmSync(checkpointFile)
  await expect(log.seal()).rejects.toThrow('the last checkpoint outside the database is missing')
  copyFileSync(join(log.folder, 'kept'), checkpointFile)
  await portal.database.owner.db.execute(
    sql`UPDATE audit_leaf SET leaf_hash = decode(repeat('00', 32), 'hex') WHERE leaf_index = 1`,
  )
  await expect(log.seal()).rejects.toThrow('the first 3 records are not those of the last checkpoint outside')

  rmSync(logKeyPath(portal.services.env.keysDir))
  expect(() => log.openKey()).toThrow('is missing: restore it from its copy')
  log.makeKey()
  await expect(log.seal()).rejects.toThrow('the key file is not the key of localhost:3000/audit')
  await declareBreak(log.owner, { ...log, reason: 'key-lost', staffId: newId() })
  await log.seal()
  expect(readCheckpoint(log.outside.readCheckpoint() ?? '')).toMatchObject({
    origin: 'localhost:3000/audit/2',
    size: 5,
  })
})

test('the role of the app changes and removes nothing of the log', async () => {
  await log.write('a')
  await log.seal()
  for (const statement of [
    sql`UPDATE audit_leaf SET leaf_hash = ''`,
    sql`DELETE FROM audit_leaf`,
    sql`DELETE FROM audit_checkpoint`,
    sql`UPDATE audit_log SET verifier_key = ''`,
    sql`DELETE FROM audit_tile_hash`,
    sql`DELETE FROM audit_event`,
  ])
    await expect(portal.system.transaction((tx) => tx.execute(statement))).rejects.toMatchObject({
      code: '42501',
    })
  await expect(
    portal.system.transaction((tx) => tx.execute(sql`SELECT destroy_audit_records(2)`)),
  ).rejects.toMatchObject({ message: expect.stringContaining('only when its term is over') })
})
