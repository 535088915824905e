import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { append } from '#domain/audit/record/append.ts'
import { newId } from '#platform/ids.ts'
import { testAction, testLog } from '#testing/audit-log.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { verifyLog } from './verify-log.ts'

const size = 12
const target = 5

let portal: TestPortal
let log: Awaited<ReturnType<typeof testLog>>
beforeEach(async () => {
  portal = await testPortal()
  log = await testLog(portal)
  for (let index = 1; index < size; index += 1) {
    await log.write(`action-${index}`)
    await log.seal()
  }
})
afterEach(() => portal.close())

const everybody = { settings: { 'app.reach': 'all', 'app.actor': 'system:test' } }
const asOwner = (...statements: readonly string[]) =>
  portal.database.owner.transaction(async (tx) => {
    for (const statement of statements) await tx.execute(sql.raw(statement))
  }, everybody)
const first = async (checkpoint?: string) => (await log.verify(checkpoint)).faults[0]
const ofLeaf = (index: number) => `(SELECT audit_id FROM audit_leaf WHERE leaf_index = ${index})`

test('finds nothing in a log that nobody touched', async () => {
  expect(await log.verify(log.outside.readCheckpoint() ?? '')).toEqual({ size, destroyed: 0, faults: [] })
})

test('finds nothing wrong with records of every text', async () => {
  const texts = ['"\\/\b\f\n\r\t', '\u0001\u001f\u007f\u2028', 'Қазақстан 👋 é', '{}', '']
  await portal.system.transaction((tx) =>
    append(
      tx,
      portal.system.auditedAs,
      ...texts.map((text) => ({ action: testAction('action'), resource: text, reason: text, fields: texts })),
      { action: testAction('action'), subjectId: newId(), fields: ['a', ''] },
    ),
  )
  await log.seal()
  expect(await log.verify()).toEqual({ size: size + texts.length + 1, destroyed: 0, faults: [] })
})

describe('somebody with the rights of the owner', () => {
  test('edits a record', async () => {
    await asOwner(`UPDATE audit_event SET reason = 'other' WHERE audit_id = ${ofLeaf(target)}`)
    expect(await first()).toEqual({ index: target, kind: 'record-changed' })
  })

  test('edits a record and its leaf', async () => {
    await asOwner(
      `UPDATE audit_event SET reason = 'other' WHERE audit_id = ${ofLeaf(target)}`,
      `UPDATE audit_leaf l SET leaf_hash = sha256('\\x00'::bytea || salt || convert_to('{"action":"action-${target}","actorId":"test","actorKind":"system","at":"' ||
        to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '","auditId":"' || e.audit_id || '","fields":[],"reason":"other","requestId":"' || e.request_id ||
        '","resource":null,"subjectId":null}', 'UTF8')) FROM audit_event e WHERE e.audit_id = l.audit_id AND leaf_index = ${target}`,
    )
    expect(await log.verify()).toMatchObject({ faults: [{ index: target, kind: 'not-as-outside' }] })
    // Without the copy of the leaves the signed heads still say between which records it is.
    writeFileSync(join(log.folder, 'leaves'), '')
    expect(await log.verify()).toMatchObject({ faults: [{ index: target, kind: 'root-differs' }] })
  })

  test('deletes a record', async () => {
    await asOwner(`DELETE FROM audit_event WHERE audit_id = ${ofLeaf(target)}`)
    expect(await first()).toEqual({ index: target, kind: 'record-missing' })
  })

  test('deletes a record and says that its term was over', async () => {
    await asOwner(
      `DELETE FROM audit_event WHERE audit_id = ${ofLeaf(target)}`,
      `UPDATE audit_leaf SET audit_id = NULL, salt = NULL WHERE leaf_index = ${target}`,
    )
    expect(await first()).toEqual({ index: target, kind: 'destroyed-too-early' })
  })

  test('deletes a record with its leaf, and closes the gap', async () => {
    await asOwner(
      `DELETE FROM audit_event WHERE audit_id = ${ofLeaf(target)}`,
      `DELETE FROM audit_leaf WHERE leaf_index = ${target}`,
    )
    expect(await first()).toEqual({ index: target, kind: 'leaf-missing' })
    for (let index = target + 1; index < size; index += 1)
      await asOwner(`UPDATE audit_leaf SET leaf_index = ${index - 1} WHERE leaf_index = ${index}`)
    expect(await first()).toEqual({ index: target, kind: 'not-as-outside' })
  })

  test('inserts a record before others', async () => {
    await asOwner(`INSERT INTO audit_event (audit_id, xid, actor_kind, action)
      SELECT '${newId()}', xid, 'system', 'forged' FROM audit_event WHERE audit_id = ${ofLeaf(target - 1)}`)
    expect(await first()).toEqual({ index: target, kind: 'record-inserted' })
  })

  test('inserts a record with a leaf outside the log', async () => {
    const id = newId()
    await asOwner(
      `INSERT INTO audit_event (audit_id, xid, actor_kind, action)
        SELECT '${id}', xid, 'system', 'forged' FROM audit_event WHERE audit_id = ${ofLeaf(target - 1)}`,
      `INSERT INTO audit_leaf VALUES (-1, sha256('anything'), '${id}', '\\x00')`,
    )
    expect(await first()).toEqual({ index: target, kind: 'record-inserted' })
  })

  test.each([
    ['by two thousand years', `at - interval '4052 years'`],
    ['by less than the log shows', `at + interval '1 microsecond'`],
    ['for ever', `'infinity'`],
  ])('moves the time of a record %s', async (_how, time) => {
    await asOwner(
      'ALTER TABLE audit_event ALTER COLUMN at TYPE timestamptz',
      `UPDATE audit_event SET at = ${time} WHERE audit_id = ${ofLeaf(target)}`,
    )
    expect(await first()).toEqual({ index: target, kind: 'record-changed' })
  })

  test('inserts a record with a leaf of its own', async () => {
    const id = newId()
    for (let index = size - 1; index >= target; index -= 1)
      await asOwner(`UPDATE audit_leaf SET leaf_index = ${index + 1} WHERE leaf_index = ${index}`)
    await asOwner(
      `INSERT INTO audit_event (audit_id, xid, actor_kind, action)
        SELECT '${id}', xid, 'system', 'forged' FROM audit_event WHERE audit_id = ${ofLeaf(target - 1)}`,
      `INSERT INTO audit_leaf VALUES (${target}, sha256('anything'), '${id}', '\\x00')`,
    )
    expect(await first()).toMatchObject({ index: target })
  })

  test('changes the order of two records', async () => {
    await asOwner(
      `UPDATE audit_leaf SET leaf_index = -1 WHERE leaf_index = ${target}`,
      `UPDATE audit_leaf SET leaf_index = ${target} WHERE leaf_index = ${target + 3}`,
      `UPDATE audit_leaf SET leaf_index = ${target + 3} WHERE leaf_index = -1`,
    )
    expect(await first()).toEqual({ index: target, kind: 'not-as-outside' })
  })

  const cut = [
    `DELETE FROM audit_event WHERE audit_id IN (SELECT audit_id FROM audit_leaf WHERE leaf_index >= ${target})`,
    `DELETE FROM audit_leaf WHERE leaf_index >= ${target}`,
  ]

  test('cuts the end off', async () => {
    await asOwner(...cut)
    expect(await first()).toMatchObject({ index: target, kind: 'cut' })
  })

  test('cuts the end off and rewrites the head', async () => {
    const kept = log.outside.readCheckpoint() ?? ''
    await asOwner(...cut, `DELETE FROM audit_checkpoint WHERE size > ${target}`)
    expect(await first()).toMatchObject({ index: target, kind: 'cut' })
    // With everything outside replaced as well, only the head that somebody else kept shows it.
    const older = await portal.database.owner.db.execute<{ note: string }>(
      sql`SELECT note FROM audit_checkpoint WHERE size = ${target}`,
    )
    log.outside.writeCheckpoint(older[0]?.note ?? '')
    writeFileSync(join(log.folder, 'leaves'), log.outside.readLeaves(0, target))
    expect(await log.verify()).toEqual({ size: target, destroyed: 0, faults: [] })
    expect(await first(kept)).toEqual({ index: target, kind: 'cut', about: 'the given checkpoint' })
  })

  test('signs with another key', async () => {
    await asOwner(`UPDATE audit_checkpoint SET note = replace(note, '— ', '— x') WHERE size = ${size}`)
    expect(await first()).toMatchObject({ kind: 'head-unsigned' })
    copyFileSync(import.meta.filename, log.outside.checkpointFile)
    expect((await log.verify()).faults).toContainEqual({
      index: 0,
      kind: 'head-unsigned',
      about: 'the checkpoint outside',
    })
  })
})

describe('a log that is read in several ranges', () => {
  const leaves = 600
  const atOnce = 256
  const verify = async () =>
    (await verifyLog(portal.system, { outside: log.outside, atOnce })).faults.map(({ index, kind }) => [
      index,
      kind,
    ])
  beforeEach(async () => {
    for (let from = size; from < leaves; from += 98)
      await portal.system.transaction((tx) =>
        append(
          tx,
          portal.system.auditedAs,
          ...Array.from({ length: 98 }, () => ({ action: testAction('many') })),
        ),
      )
    await log.seal(100)
  })

  test('is whole', async () => {
    expect(await verifyLog(portal.system, { outside: log.outside, atOnce })).toEqual({
      size: leaves,
      destroyed: 0,
      faults: [],
    })
  })

  test.each([255, 256, 511, 512, 599])('with leaf %i changed', async (index) => {
    await asOwner(`UPDATE audit_event SET reason = 'other' WHERE audit_id = ${ofLeaf(index)}`)
    expect(await verify()).toEqual([[index, 'record-changed']])
  })

  test.each([255, 256, 400, 512])('without leaf %i', async (index) => {
    await asOwner(
      `DELETE FROM audit_event WHERE audit_id = ${ofLeaf(index)}`,
      `DELETE FROM audit_leaf WHERE leaf_index = ${index}`,
    )
    expect(await verify()).toEqual([[index, 'leaf-missing']])
  })

  test('with a tile changed, and with one missing', async () => {
    await asOwner(
      `UPDATE audit_tile_hash SET hash = sha256('other') WHERE hash_index = 0`,
      'DELETE FROM audit_tile_hash WHERE hash_index = 1',
    )
    expect(await verify()).toEqual([
      [255, 'tile-changed'],
      [511, 'tile-changed'],
    ])
  })

  test.each([256, 300, 512])('cut at %i, where a range ends and where none does', async (index) => {
    await asOwner(
      `DELETE FROM audit_event WHERE audit_id IN (SELECT audit_id FROM audit_leaf WHERE leaf_index >= ${index})`,
      `DELETE FROM audit_leaf WHERE leaf_index >= ${index}`,
    )
    const faults = await verify()
    expect(new Set(faults.map((fault) => fault.join()))).toEqual(new Set([`${index},cut`]))
    await asOwner(`DELETE FROM audit_checkpoint WHERE size > ${index}`)
    expect(new Set((await verify()).map((fault) => fault.join()))).toEqual(new Set([`${index},cut`]))
  })

  test('with another root in one of its heads', async () => {
    const [row] = await portal.database.owner.db.execute<{ size: string; before: string; note: string }>(sql`
      SELECT size::text, (SELECT max(size)::text FROM audit_checkpoint WHERE size < c.size) AS before, note
      FROM audit_checkpoint c WHERE size BETWEEN 257 AND 511 ORDER BY c.size LIMIT 1`)
    const other = (row?.note ?? '').replace(/\n[^\n]{44}\n/, `\n${'A'.repeat(43)}=\n`)
    await asOwner(`UPDATE audit_checkpoint SET note = '${other}' WHERE size = ${row?.size}`)
    expect(await verify()).toEqual([[Number(row?.before), 'root-differs']])
  })
})
