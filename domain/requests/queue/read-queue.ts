import { and, asc, between, eq, inArray, isNotNull, isNull, lt, ne, type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { readInOrder } from '#db/in-order.ts'
import { request } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { staffNames } from '#domain/staff/team/read-team.ts'
import { COUNTED } from '#platform/counted.ts'
import { almatyDate, endOfAlmatyDay } from '#platform/time/almaty-time.ts'
import type { QueueFilters } from '../forms/queue-filters.ts'
import { isOverdue } from '../record/request-deadlines.ts'
import { kindOf, type RequestRow } from '../record/request-row.ts'
import { beyondPage, endOfPage, NOBODY, orderOf } from './queue-order.ts'
import type { QueueCounts, QueueView, RequestListItem } from './staff-request-views.ts'

/** The queue in the order asked for, else by deadline, requests without one last; closed ones by closing. Keyset pages. */
export async function readQueue(
  ctx: Context,
  filters: QueueFilters,
  page: { after?: string; size?: number } = {},
): Promise<QueueView> {
  authorize(ctx.actor, 'requests.queue')
  const size = Math.min(page.size ?? 50, 500)
  return ctx.transaction(async (tx) => {
    const rows = await pageOf(tx, ctx, filters, page.after, size + 1)
    const shown = rows.slice(0, size)
    const last = shown.at(-1)
    return {
      items: await queueItems(tx, ctx, shown),
      counts: await countQueue(tx, ctx),
      next: rows.length > size && last ? endOfPage(filters, last) : null,
    }
  })
}

/** The rows of a page, for the queue and for its export. */
export async function pageOf(
  tx: Transaction,
  ctx: Context,
  filters: QueueFilters,
  after: string | undefined,
  limit: number,
): Promise<RequestRow[]> {
  await readInOrder(tx)
  return tx
    .select()
    .from(request)
    .where(and(...conditions(ctx, filters), beyondPage(filters, after)))
    .orderBy(...orderOf(filters))
    .limit(limit)
}

function conditions(ctx: Context, { group, right, assigned, due }: QueueFilters): SQL[] {
  const me = ctx.actor.kind === 'staff' ? ctx.actor.staffId : ''
  const now = ctx.clock.now()
  const found = [group === 'closed' ? isNotNull(request.closedAt) : isNull(request.closedAt), inGroup(group)]
  if (right) found.push(eq(request.kind, right))
  if (assigned === 'nobody') found.push(eq(request.queueAssignee, NOBODY))
  else if (assigned) found.push(eq(request.queueAssignee, assigned === 'me' ? me : assigned))
  if (due === 'overdue') found.push(lt(request.queueAt, now))
  if (due === 'today') found.push(dueToday(now))
  return found.filter((one) => one !== undefined)
}

const dueToday = (now: Date) => between(request.queueAt, now, endOfAlmatyDay(almatyDate(now)))

function inGroup(group: QueueFilters['group']): SQL | undefined {
  switch (group) {
    case 'new':
      return eq(request.status, 'received')
    case 'ours':
      return inArray(request.status, ['received', 'in-progress', 'awaiting-approval'])
    case 'theirs':
      return eq(request.status, 'awaiting-person')
    case 'approval':
      return eq(request.status, 'awaiting-approval')
    case 'unproved':
      return eq(request.status, 'awaiting-verification')
    default:
      return undefined
  }
}

async function countQueue(tx: Transaction, ctx: Context): Promise<QueueCounts> {
  const now = ctx.clock.now()
  const me = ctx.actor.kind === 'staff' ? ctx.actor.staffId : ''
  const upTo = async (...where: (SQL | undefined)[]) => {
    const some = tx
      .select({ one: sql`1`.as('one') })
      .from(request)
      .where(and(isNull(request.closedAt), ...where))
      // A filter on “open” alone would scan the table; in index order the count can stop early.
      .orderBy(...(where.length === 0 ? [asc(request.queueAt)] : []))
      .limit(COUNTED)
      .as('some')
    const [row] = await tx.select({ count: sql<string>`count(*)` }).from(some)
    return Number(row?.count ?? 0)
  }
  return {
    overdue: await upTo(lt(request.queueAt, now)),
    dueToday: await upTo(dueToday(now)),
    unassigned: await upTo(eq(request.queueAssignee, NOBODY), ne(request.status, 'awaiting-verification')),
    mine: me ? await upTo(eq(request.queueAssignee, me)) : 0,
    groups: {
      open: await upTo(),
      new: await upTo(inGroup('new')),
      ours: await upTo(inGroup('ours')),
      theirs: await upTo(inGroup('theirs')),
      approval: await upTo(inGroup('approval')),
      unproved: await upTo(inGroup('unproved')),
    },
  }
}

/** Whether the person wrote since somebody of the desk opened it, or nobody has opened it yet. */
function markOf({ closedAt, staffOpenedAt, personWroteAt }: RequestRow): RequestListItem['mark'] {
  if (closedAt) return null
  if (!staffOpenedAt) return 'unread'
  return personWroteAt && personWroteAt > staffOpenedAt ? 'answered' : null
}

/** List items for staff; no personal data. */
export async function queueItems(
  tx: Transaction,
  ctx: Context,
  rows: readonly RequestRow[],
): Promise<RequestListItem[]> {
  const ids = new Set(rows.flatMap(({ assignedTo }) => (assignedTo ? [assignedTo] : [])))
  const names = await staffNames(tx, ctx.services.keys, [...ids])
  const now = ctx.clock.now()
  const today = almatyDate(now)
  return rows.map((row) => {
    const { reference, status, channel, locale, dueAt, assignedTo, closedAt } = row
    const overdue = isOverdue(row, now)
    return {
      reference,
      kind: kindOf(row),
      status,
      channel,
      locale,
      overdue,
      mark: markOf(row),
      receivedAt: row.receivedAt.toISOString(),
      dueAt: dueAt?.toISOString() ?? null,
      dueToday: !closedAt && !overdue && dueAt !== null && almatyDate(dueAt) === today,
      assignedTo: assignedTo ? { staffId: assignedTo, name: names.get(assignedTo) ?? null } : null,
      closedAt: closedAt?.toISOString() ?? null,
    }
  })
}
