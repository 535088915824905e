import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Transaction } from '#db/client.ts'
import { dataPackage, erasureRun, sourceChange } from '#db/schema/fulfilment.ts'
import { newId } from '#platform/ids.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { takeDueChange, writeChange } from '../change-record/change-rows.ts'
import { takeDueRun, writeRun } from '../erasure-record/erasure-rows.ts'
import { takeDuePackage, writePackage } from '../package-record/package-rows.ts'
import { FencedOff } from './lease.ts'

const MINUTE = 60_000
let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal.close())

type Row = { subjectId: string; fence: number; leaseUntil: Date | null }
type Work = {
  add: (tx: Transaction, subjectId: string, tryAt: Date) => Promise<unknown>
  take: (tx: Transaction, now: Date) => Promise<Row | undefined>
  write: (tx: Transaction, row: never, now: Date) => Promise<Row>
}
const at = new Date('2026-11-20T00:00:00Z')
const requestId = newId()

const kinds: Record<string, Work> = {
  erasures: {
    add: (tx, subjectId, tryAt) =>
      tx
        .insert(erasureRun)
        .values({ subjectId, requestId, state: 'erasing', startsAt: at, planned: {}, tryAt, createdAt: at }),
    take: takeDueRun,
    write: (tx, row, now) => writeRun(tx, row, now, { tries: 1 }),
  },
  packages: {
    add: (tx, subjectId, tryAt) =>
      tx.insert(dataPackage).values({ subjectId, requestId, state: 'collecting', tryAt, createdAt: at }),
    take: takeDuePackage,
    write: (tx, row, now) => writePackage(tx, row, now, { tries: 1 }),
  },
  changes: {
    add: (tx, subjectId, tryAt) =>
      tx.insert(sourceChange).values({
        subjectId,
        changeId: newId(),
        requestId,
        kind: 'restrict',
        source: 'crm',
        state: 'waiting',
        tryAt,
        createdAt: at,
        at,
      }),
    take: takeDueChange,
    write: (tx, row) => writeChange(tx, row, { tries: 1 }),
  },
}

describe.each(Object.entries(kinds))('work on %s', (_name, { add, take, write }) => {
  const now = () => portal.services.clock.now()
  const people: string[] = []
  const taken = (at: Date) => portal.system.transaction((tx) => take(tx, at))

  test('goes to one worker each, the one that has waited longest first', async () => {
    const start = now().getTime()
    await portal.system.transaction(async (tx) => {
      for (let n = 0; n < 6; n++) {
        people.push(newId())
        await add(tx, people[n] ?? '', new Date(start - (6 - n) * MINUTE))
      }
      await add(tx, newId(), new Date(start + MINUTE))
    })
    expect((await taken(now()))?.subjectId).toBe(people[0])
    const rest = await Promise.all(Array.from({ length: 8 }, () => taken(now())))
    // One that looks while another takes passes its row over.
    const found = rest.flatMap((row) => (row ? [row.subjectId] : []))
    expect(new Set(found).size).toBe(found.length)
    for (let row = await taken(now()); row; row = await taken(now())) found.push(row.subjectId)
    expect(found.sort()).toEqual(people.slice(1).sort())
  })

  test('is another worker’s after the lease, and what the first still writes is undone', async () => {
    const start = now()
    const late = new Date(start.getTime() + 11 * MINUTE)
    const subjectId = newId()
    await portal.system.transaction((tx) => add(tx, subjectId, new Date(0)))
    const first = await taken(start)
    expect(first).toMatchObject({ subjectId, fence: 1, leaseUntil: expect.any(Date) })
    expect((await taken(new Date(start.getTime() + 9 * MINUTE)))?.subjectId).not.toBe(subjectId)
    const second = await taken(late)
    expect(second).toMatchObject({ subjectId, fence: 2 })
    const unwritten = newId()
    const slow = portal.system.transaction(async (tx) => {
      await add(tx, unwritten, new Date(0))
      await write(tx, first as never, late)
    })
    await expect(slow).rejects.toThrow(FencedOff)
    const written = await portal.system.transaction((tx) => write(tx, second as never, late))
    expect(written).toMatchObject({ subjectId, tries: 1, fence: 2 })
    for (let row = await taken(late); row; row = await taken(late)) expect(row.subjectId).not.toBe(unwritten)
  })
})
