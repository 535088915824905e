import { countUse, type LimitAnswer, type LimitWindow } from '#platform/rate-limit.ts'
import type { Services } from '#platform/services.ts'

const minute = 60
const day = 86_400

/** How often something may be done under one key. Every window must have room. */
export const limits = {
  'sign-in-address': [
    { points: 5, seconds: 15 * minute },
    { points: 20, seconds: day },
  ],
  'sign-in-ip': [
    { points: 30, seconds: 15 * minute },
    { points: 300, seconds: day },
  ],
  // A code dies after five tries by itself; this holds back who asks for new codes only to go on guessing.
  code: [{ points: 20, seconds: 15 * minute }],
  link: [{ points: 60, seconds: 15 * minute }],
  'staff-sign-in-address': [
    { points: 20, seconds: 15 * minute },
    { points: 100, seconds: day },
  ],
  'staff-sign-in-ip': [
    { points: 60, seconds: 15 * minute },
    { points: 600, seconds: day },
  ],
  // Counted by member: whoever knows a password gets no more guesses at the code, however often they begin again.
  'staff-code': [
    { points: 20, seconds: 15 * minute },
    { points: 100, seconds: day },
  ],
  'staff-set-up': [{ points: 20, seconds: 15 * minute }],
  'request-address': [
    { points: 5, seconds: 15 * minute },
    { points: 20, seconds: day },
  ],
  'email-change': [
    { points: 3, seconds: 15 * minute },
    { points: 10, seconds: day },
  ],
  form: [{ points: 120, seconds: minute }],
  search: [{ points: 60, seconds: minute }],
} as const satisfies Record<string, readonly LimitWindow[]>

export type LimitName = keyof typeof limits

/** Counts one use of `name` by `key` (an address, a person, an IP). Throws `DatabaseUnavailable`. */
// no permission: counted before the actor is known
export function limit(services: Services, name: LimitName, key: string): Promise<LimitAnswer> {
  return countUse(services, { name, key, windows: limits[name] })
}
