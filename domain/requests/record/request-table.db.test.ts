import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readInOrder } from '#db/in-order.ts'
import { request } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { newId } from '#platform/ids.ts'
import type { TestPortal } from '#testing/people.ts'
import { seededMember, seedQueue } from '#testing/request-queue.ts'
import { addRequest, requestPortal, staffContext } from '#testing/requests.ts'
import type { QueueFilters } from '../forms/queue-filters.ts'
import { endOfPage } from '../queue/queue-order.ts'
import { pageOf, readQueue } from '../queue/read-queue.ts'
import { transitions } from '../rules/lifecycle.ts'

/** What reads more than it shows. The few people who were erased are read whole, once a statement, by the policy that hides them. */
const tableReads = /Sort|Parallel|Seq Scan on (?!erased_subject)/

let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
})
afterAll(() => portal.close())

const asOwner = <Row extends Record<string, unknown>>(query: ReturnType<typeof sql>) =>
  portal.database.owner.db.execute<Row>(query)

describe('the table of requests', () => {
  test('allows exactly the changes of status that the rules have', async () => {
    const rows = await asOwner<{ pair: string }>(
      sql`SELECT from_status || ' ' || to_status AS pair FROM request_transitions()`,
    )
    expect(rows.map(({ pair }) => pair).sort()).toEqual(transitions.map((pair) => pair.join(' ')).sort())
  })

  test('refuses all others for any role, and keeps the facts of a request', async () => {
    const { reference } = await addRequest(portal, 'access')
    const set = (change: ReturnType<typeof sql>) =>
      asOwner(sql`UPDATE request SET ${change} WHERE reference = ${reference}`)
    await expect(set(sql`status = 'fulfilled', closed_at = now()`)).rejects.toThrow(/cannot go from received/)
    await expect(set(sql`status = 'cancelled'`)).rejects.toThrow(/is closed when its status is/)
    await expect(set(sql`received_at = now() + interval '1 day'`)).rejects.toThrow(/cannot be changed/)
    await expect(set(sql`kind = 'question'`)).rejects.toThrow(/cannot be changed/)
    await set(sql`status = 'cancelled', closed_at = now()`)
    await expect(set(sql`status = 'in-progress', closed_at = NULL`)).rejects.toThrow(/cannot go/)
    await expect(
      asOwner(
        sql`INSERT INTO request (subject_id, request_id, reference, kind, status, channel, locale, filed_by_kind, received_at, idempotency_key, body_sha256)
          SELECT subject_id, gen_random_uuid(), 'x', kind, 'fulfilled', channel, locale, filed_by_kind, received_at, 'x', body_sha256 FROM request WHERE reference = ${reference}`,
      ),
    ).rejects.toThrow(/cannot begin as fulfilled/)
  })

  test('lets the app add to the timeline and nothing else', async () => {
    await addRequest(portal, 'access')
    const change = (text: ReturnType<typeof sql>) => portal.system.transaction((tx) => tx.execute(text))
    await expect(change(sql`UPDATE request_step SET step = 'take'`)).rejects.toThrow(/permission denied/)
    await expect(change(sql`DELETE FROM request_step`)).rejects.toThrow(/permission denied/)
  })

  test('shows a person their own rows without any filter, and never what is the staff’s', async () => {
    const { person, own } = await addRequest(portal, 'access')
    await addRequest(portal, 'access')
    const seen = (ctx: typeof own, table: 'request' | 'request_step' | 'request_note' | 'visitor_session') =>
      ctx.transaction((tx) => tx.execute(sql`SELECT subject_id FROM ${sql.identifier(table)}`))
    expect([...(await seen(own, 'request'))]).toEqual([{ subject_id: person.subjectId }])
    expect([...(await seen(own, 'request_step'))]).toEqual([{ subject_id: person.subjectId }])
    await asOwner(sql`INSERT INTO request_note (subject_id, request_id, note_id, staff_id, body_sealed, written_at)
      SELECT subject_id, request_id, ${newId()}::uuid, ${newId()}::uuid, '', received_at FROM request`)
    expect([...(await seen(own, 'request_note'))]).toEqual([])
    expect([...(await seen(portal.visitor, 'request'))]).toEqual([])
    const insert = own.transaction((tx) =>
      tx.execute(sql`INSERT INTO request_step (subject_id, request_id, seq, step, to_status, actor_kind)
        VALUES (${newId()}::uuid, ${newId()}::uuid, 1, 'file', 'received', 'subject')`),
    )
    await expect(insert).rejects.toThrow(/row-level security/)
  })
})

/** How many rows of the table a page of 50 reads, whether by an index or not. */
const table = 'request'
const rowsRead = (ctx: Context, view: QueueFilters, after: string | null | undefined) =>
  ctx.transaction(async (tx) => {
    const readSoFar = async () => {
      const [row] = await tx.execute<{ read: string }>(sql`
        SELECT pg_stat_get_xact_tuples_returned(${table}::regclass)
          + (SELECT sum(pg_stat_get_xact_tuples_fetched(indexrelid)) FROM pg_index WHERE indrelid = ${table}::regclass)
          AS read`)
      return Number(row?.read)
    }
    const before = await readSoFar()
    await pageOf(tx, ctx, view, after ?? undefined, 51)
    return (await readSoFar()) - before
  })

/** The end of a page that lies after four fifths of the list. */
async function deepCursor(view: QueueFilters): Promise<string | undefined> {
  const closed = view.group === 'closed'
  const { by = 'due', down = false } = view.sort ?? {}
  const time = {
    due: 'queue_at',
    received: 'received_at',
    kind: 'queue_at',
    status: 'queue_at',
    assigned: 'queue_at',
  }[by]
  const first = { due: '', received: '', kind: 'kind,', status: 'status,', assigned: 'queue_assignee,' }[by]
  const order = `${first} ${closed ? 'closed_at' : time}, request_id`
  const [row] = await asOwner<{ subject_id: string; request_id: string }>(sql`
    SELECT subject_id, request_id FROM request WHERE (closed_at IS NOT NULL) = ${closed}
    ORDER BY ${sql.raw(down ? order.replaceAll(',', ' DESC,').concat(' DESC') : order)}
    OFFSET (SELECT count(*) * 4 / 5 FROM request WHERE (closed_at IS NOT NULL) = ${closed}) LIMIT 1`)
  const [found] = await portal.system.transaction((tx) =>
    tx
      .select()
      .from(request)
      .where(eq(request.requestId, row?.request_id ?? '')),
  )
  return found && endOfPage(view, found)
}

describe('at 200,000 requests', () => {
  test('a page of the queue reads few rows more than it shows, the first and one far behind it', async () => {
    await seedQueue(portal.database.owner, 200_000)
    const { ctx } = await staffContext(portal, ['support'])
    const assigned = seededMember
    const views: QueueFilters[] = [
      { group: 'open' },
      { group: 'ours' },
      { group: 'approval' },
      { group: 'open', assigned },
      { group: 'open', right: 'question' },
      { group: 'open', due: 'overdue' },
      { group: 'closed' },
      ...(['received', 'kind', 'status', 'assigned'] as const).map((by) => ({
        group: 'open' as const,
        sort: { by, down: false },
      })),
      { group: 'open', sort: { by: 'received', down: true } },
      { group: 'closed', sort: { by: 'due', down: false } },
    ]
    for (const view of views) {
      const first = await readQueue(ctx, view, { size: 50 })
      expect(await rowsRead(ctx, view, undefined), JSON.stringify(view)).toBeLessThan(500)
      let after = first.next
      // A cursor deep in the list: far ahead in the order of the keys.
      const deep = { closed: `${(Date.now() - 150_000_000).toString(36)}` }
      if (view.sort) after = (await deepCursor(view)) ?? null
      else if (view.group === 'closed') after = `${deep.closed}.${newId()}`
      else if (!view.due && !view.right) after = `${(Date.now() + 200_000_000).toString(36)}.${newId()}`
      const next = await readQueue(ctx, view, { size: 50, ...(after ? { after } : {}) })
      expect(next.items.length, JSON.stringify(view)).toBeGreaterThan(0)
      const read = await rowsRead(ctx, view, after)
      expect(read, JSON.stringify(view)).toBeGreaterThanOrEqual(next.items.length)
      expect(read, JSON.stringify(view)).toBeLessThan(500)
    }
  })

  test.each([
    ['the queue', 'request_queue', sql`closed_at IS NULL`],
    [
      'one member’s',
      'request_queue_assigned',
      sql`closed_at IS NULL AND queue_assignee = ${seededMember}::uuid`,
    ],
    ['a rare status', 'request_queue_status', sql`closed_at IS NULL AND status = 'awaiting-approval'`],
    ['a right', 'request_queue_kind', sql`closed_at IS NULL AND kind = 'question'`],
  ])('%s is read by %s alone, without sorting', async (_name, index, where) => {
    const plan = await portal.system.transaction(async (tx) => {
      await readInOrder(tx)
      return tx.execute<{ 'QUERY PLAN': string }>(sql`EXPLAIN (COSTS OFF) SELECT * FROM request WHERE ${where}
        AND (queue_at, request_id) > (now()::timestamptz, ${newId()}::uuid)
        ORDER BY queue_at, request_id LIMIT 51`)
    })
    const text = [...plan].map((row) => row['QUERY PLAN']).join('\n')
    expect(text).toContain(`Index Scan using ${index}`)
    expect(text).not.toMatch(tableReads)
  })

  test('counting what is open stops at a thousand and reads no more of the table', async () => {
    const plan = await portal.system.transaction(async (tx) => {
      await readInOrder(tx)
      return tx.execute<{ 'QUERY PLAN': string }>(sql`EXPLAIN (COSTS OFF) SELECT count(*) FROM
        (SELECT 1 FROM request WHERE closed_at IS NULL ORDER BY queue_at LIMIT 1000) counted`)
    })
    const text = [...plan].map((row) => row['QUERY PLAN']).join('\n')
    expect(text).toContain('Index Scan using request_queue')
    expect(text).not.toMatch(tableReads)
  })

  test('a reference and a person are found by an index', async () => {
    for (const where of [sql`reference = 'T777'`, sql`subject_id = ${newId()}::uuid`]) {
      const plan = await portal.system.transaction((tx) =>
        tx.execute<{ 'QUERY PLAN': string }>(sql`EXPLAIN (COSTS OFF) SELECT * FROM request WHERE ${where}`),
      )
      expect([...plan].map((row) => row['QUERY PLAN']).join('\n')).not.toContain('Seq Scan')
    }
  })
})
