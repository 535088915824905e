import { z } from 'zod'
import { requestKinds } from '#db/schema/request-codes.ts'
import type { RequestKind } from '../rules/kinds.ts'

export const queueGroups = ['open', 'new', 'ours', 'theirs', 'approval', 'unproved', 'closed'] as const

export type QueueGroup = (typeof queueGroups)[number]

/** Filters of the queue. They are in the address, so they contain no personal data. */
export type QueueFilters = {
  group: QueueGroup
  right?: RequestKind
  /** `me`, `nobody`, or a staff member's id. */
  assigned?: string
  due?: 'overdue' | 'today'
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
  return filters
}

/** Query parameters of the filters, without defaults. */
export function queueParams({ group, right, assigned, due }: QueueFilters): Record<string, string> {
  return {
    ...(group !== 'open' && { group }),
    ...(right && { right }),
    ...(assigned && { assigned }),
    ...(due && { due }),
  }
}
