import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#platform/ids.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, requestPortal, staffContext } from '#testing/requests.ts'
import { type QueueFilters, queueSorts } from '../forms/queue-filters.ts'
import { assignRequest } from '../steps/assign-request.ts'
import { sendMessage } from '../steps/send-message.ts'
import { takeRequestStep } from '../steps/take-request-step.ts'
import { readQueue } from './read-queue.ts'
import { readStaffRequest } from './read-request.ts'
import type { RequestListItem } from './staff-request-views.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
})
afterAll(() => portal.close())

async function allOf(filters: QueueFilters): Promise<RequestListItem[]> {
  const { ctx } = await staffContext(portal, ['support'])
  const items: RequestListItem[] = []
  for (let after: string | undefined; ; ) {
    const page = await readQueue(ctx, filters, { size: 2, ...(after === undefined ? {} : { after }) })
    items.push(...page.items)
    if (page.next === null) return items
    after = page.next
  }
}

test('pages in every order have each request once, and both directions are each other reversed', async () => {
  const { ctx, staffId } = await staffContext(portal, ['support'])
  const kinds = ['access', 'question', 'rectification', 'access', 'objection'] as const
  for (const [n, kind] of kinds.entries()) {
    const { reference } = await addRequest(portal, kind)
    if (n % 2 === 0) await takeRequestStep(ctx, { step: 'take', reference })
    else if (n === 1) await assignRequest(ctx, { reference, to: staffId })
    portal.passTime(3_600_000)
  }
  const keyOf = {
    due: (item: RequestListItem) => item.dueAt ?? '9999',
    received: (item: RequestListItem) => item.receivedAt,
    kind: (item: RequestListItem) => item.kind.split('/')[0] ?? '',
    status: (item: RequestListItem) => item.status,
    assigned: (item: RequestListItem) => item.assignedTo?.staffId ?? 'f'.repeat(36),
  }
  for (const by of queueSorts) {
    const up = await allOf({ group: 'open', sort: { by, down: false } })
    expect(new Set(up.map(({ reference }) => reference)).size, by).toBe(kinds.length)
    const keys = up.map(keyOf[by])
    expect(keys, by).toEqual(keys.toSorted())
    const down = await allOf({ group: 'open', sort: { by, down: true } })
    expect(down.reverse(), by).toEqual(up)
  }
  const mine = await allOf({ group: 'open', assigned: 'nobody', sort: { by: 'kind', down: true } })
  expect(mine.map(({ kind }) => kind)).toEqual(['access'])
})

test('a request is unread until the desk opens it, and says when the person wrote since', async () => {
  const { own, reference } = await addRequest(portal, 'access')
  const mark = async () => (await allOf({ group: 'open' })).find((item) => item.reference === reference)?.mark
  expect(await mark()).toBe('unread')
  await readStaffRequest((await staffContext(portal, ['auditor'])).ctx, reference)
  expect(await mark()).toBe('unread')
  const { ctx } = await staffContext(portal, ['support'])
  await readStaffRequest(ctx, reference)
  expect(await mark()).toBeNull()
  portal.passTime(1000)
  await sendMessage(own, { reference, message: 'Жауап', messageId: newId() })
  expect(await mark()).toBe('answered')
  portal.passTime(1000)
  await readStaffRequest(ctx, reference)
  expect(await mark()).toBeNull()
})
