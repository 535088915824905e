import { actorKinds } from '#db/schema/access-codes.ts'
import { isLocalDate, type LocalDate } from '#platform/time/local-date.ts'

/** What the staff's search of the log is narrowed to. In the address of its page, so ids only and nothing personal. */
export type LogFilters = {
  /** The person that the records are about. */
  person?: string
  actor?: (typeof actorKinds)[number]
  actorId?: string
  action?: string
  /** A day in Almaty. */
  day?: LocalDate
  /** The reference of a request. */
  request?: string
}

type Params = Record<string, string | string[] | undefined>

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const ACTION = /^[a-z-]+(\.[a-z-]+)*$/
const ACTOR_ID = /^[\w:. -]{1,100}$/
const REFERENCE = /^[\w -]{1,20}$/

/** Reads an address or a form; what it does not know it leaves out. */
export function logFiltersOf(params: Params): LogFilters {
  const one = (name: string, pattern: RegExp) => {
    const given = params[name]
    return typeof given === 'string' && pattern.test(given.trim()) ? given.trim() : undefined
  }
  const filters: LogFilters = {}
  const person = one('person', UUID)
  const actor = actorKinds.find((kind) => kind === params.actor)
  const actorId = one('actorId', ACTOR_ID)
  const action = one('action', ACTION)
  const day = typeof params.day === 'string' && isLocalDate(params.day) ? params.day : undefined
  const request = one('request', REFERENCE)
  if (person) filters.person = person
  if (actor) filters.actor = actor
  if (actor && actorId) filters.actorId = actorId
  if (action) filters.action = action
  if (day) filters.day = day
  if (request) filters.request = request
  return filters
}

/** Query parameters of the filters. */
export const logParams = (filters: LogFilters): Record<string, string> => ({ ...filters })
