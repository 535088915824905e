import { z } from 'zod'
import { requestKinds } from '#db/schema/request-codes.ts'
import type { RequestKind } from '../rules/kinds.ts'

export const queueGroups = ['open', 'new', 'ours', 'theirs', 'approval', 'unproved', 'closed'] as const

/** Columns by which the queue can be sorted; `due` is the day of closing in the closed group, which has no other. */
export const queueSorts = ['due', 'received', 'kind', 'status', 'assigned'] as const
export type QueueSort = { by: (typeof queueSorts)[number]; down: boolean }

export type QueueGroup = (typeof queueGroups)[number]

/** Filters of the queue. They are in the address, so they contain no personal data. */
export type QueueFilters = {
  group: QueueGroup
  right?: RequestKind
  /** `me`, `nobody`, or a staff member's id. */
  assigned?: string
  due?: 'overdue' | 'today'
  /** In the address as `received` or `-received`; left out where it is the order of the group. */
  sort?: QueueSort
}

type Params = Record<string, string | string[] | undefined>
const assignedSchema = z.enum(['me', 'nobody']).or(z.uuid())

/** Reads an address; what it does not know it leaves out. */
export function queueFiltersOf(params: Params): QueueFilters {
  const one = (name: string) => (typeof params[name] === 'string' ? params[name] : undefined)
  const filters: QueueFilters = { group: queueGroups.find((group) => group === one('group')) ?? 'open' }
  const right = requestKinds.find((kind) => kind === one('right'))
  const assigned = assignedSchema.safeParse(one('assigned')).data
  const due = one('due')
  if (right) filters.right = right
  if (assigned) filters.assigned = assigned
  if (due === 'overdue' || due === 'today') filters.due = due
  const sort = sortIn(one('sort'), filters.group)
  if (sort) filters.sort = sort
  return filters
}

/** The order of a group where nothing else is asked for: what is due first, or what was closed last. */
export const usualSort = (group: QueueGroup): QueueSort => ({ by: 'due', down: group === 'closed' })

function sortIn(text: string | undefined, group: QueueGroup): QueueSort | undefined {
  const by = queueSorts.find((name) => name === text?.replace(/^-/, ''))
  if (!text || !by || (group === 'closed' && by !== 'due')) return undefined
  const down = text.startsWith('-')
  const usual = usualSort(group)
  return by === usual.by && down === usual.down ? undefined : { by, down }
}

/** Query parameters of the filters, without defaults. */
export function queueParams({ group, right, assigned, due, sort }: QueueFilters): Record<string, string> {
  return {
    ...(group !== 'open' && { group }),
    ...(right && { right }),
    ...(assigned && { assigned }),
    ...(due && { due }),
    ...(sort && { sort: `${sort.down ? '-' : ''}${sort.by}` }),
  }
}
