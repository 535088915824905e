import { type Counter, countIfAllowed, uncount } from '#platform/rate-limit.ts'
import type { Services } from '#platform/services.ts'
import { type Budget, type BudgetName, type Budgets, budgets, decideBudget } from './budgets.ts'
import type { Client } from './context.ts'
import { knownBrowser } from './known-browser.ts'

/** Who uses a budget. `account`: an address as a blind index, a person, an invitation. */
export type Spender = { account?: string; client?: Client }

export type TooOften = { status: 'refused'; code: 'too-often'; retryAfterSeconds: number }

export type Spending = { ok: true; giveBack(): Promise<void> } | { ok: false; retryAfterSeconds: number }

/** More answers than this that wait at once would be a way to fill the server: the next one is refused for a moment. */
const MOST_WAITING = 20
const MOMENT_SECONDS = 5
let waiting = 0

/**
 * Counts one use of a budget, or `amount` of what it counts, and waits where it is nearly used up. A use that succeeds is
 * given back where only failures count. Throws `DatabaseUnavailable`, `CommitUnknown`.
 */
// no permission: counted before the actor is known
export async function spend(
  services: Services,
  name: BudgetName,
  spender: Spender,
  amount = 1,
): Promise<Spending> {
  const { known, others }: Budgets = budgets[name]
  const { account = '', client } = spender
  const browser = known ? knownBrowser(services.keys, client?.browser, account) : null
  const tables = known && browser ? [known, others] : [others]
  let retryAfterSeconds = 0
  for (const table of tables) {
    const counters = table.map((budget) =>
      counterOf(name, budget, { account, browser, network: client?.network }, amount),
    )
    // What is refused does not count: else a stranger could close the site with refused uses alone.
    const decision = await countIfAllowed(services, counters, (counts) => decideBudget(table, counts))
    if (!decision.ok) {
      retryAfterSeconds = decision.retryAfterSeconds
      continue
    }
    if (await slowDown(services, decision.waitMs))
      return { ok: true, giveBack: () => giveBack(services, counters) }
    await giveBack(services, counters)
    retryAfterSeconds = MOMENT_SECONDS
  }
  return { ok: false, retryAfterSeconds }
}

export const tooOften = ({ retryAfterSeconds }: { retryAfterSeconds: number }): TooOften => ({
  status: 'refused',
  code: 'too-often',
  retryAfterSeconds,
})

export type DeadLink = { status: 'refused'; code: 'dead' }

/** The answer to an invalid link. After many tries it says when to try again; a valid link is never limited. */
// no permission: called after the use case of the link has authorized
export async function deadLink(given: { services: Services; client: Client }): Promise<DeadLink | TooOften> {
  const spending = await spend(given.services, 'dead-link', given)
  return spending.ok ? { status: 'refused', code: 'dead' } : tooOften(spending)
}

type Keys = { account: string; browser: string | null; network: string | undefined }

// The account comes first, so that all counters of one can be found.
function counterOf(name: string, { by, seconds }: Budget, keys: Keys, points: number): Counter {
  const key = by.map((part) => `${part}:${keys[part] ?? ''}`)
  return { name, seconds, key, points }
}

/** The part of a counter's key that names an account, for `clearRateLimits`. */
export const accountKey = (account: string) => `account:${account}`

async function slowDown(services: Services, ms: number): Promise<boolean> {
  if (ms === 0) return true
  if (waiting >= MOST_WAITING) return false
  waiting += 1
  await services.wait(ms).finally(() => {
    waiting -= 1
  })
  return true
}

/** What succeeded stays a success when its count cannot be taken back. */
async function giveBack(services: Services, counters: readonly Counter[]): Promise<void> {
  await uncount(services, counters).catch((error: unknown) =>
    services.log.warn({ err: error }, 'a use of a limit was not given back'),
  )
}

/**
 * Runs what a spending was for, and gives the spending back when nothing new came of it: a refusal, a repetition, an error. Not where
 * nobody knows whether it was stored.
 */
export async function givingBack<Result extends { status: string; repeated?: boolean }>(
  spending: { giveBack: () => Promise<void> },
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await run()
    if (result.status === 'refused' || result.repeated) await spending.giveBack()
    return result
  } catch (error) {
    if (!isUnknown(error)) await spending.giveBack()
    throw error
  }
}

// By name: the server in front and the framework's bundle each have their own copy of the class.
const isUnknown = (error: unknown) => error instanceof Error && error.name === 'CommitUnknown'
