import { describe, expect, it } from 'vitest'
import { type Budget, type BudgetName, type Budgets, budgets, decideBudget } from './budgets.ts'

const count = (points: number, resetsInSeconds = 60) => ({ points, resetsInSeconds })

describe('a budget', () => {
  const budget: Budget = { by: ['account'], seconds: 60, free: 3, most: 5 }

  it.each([
    [1, { ok: true, waitMs: 0 }],
    [3, { ok: true, waitMs: 0 }],
    [4, { ok: true, waitMs: 250 }],
    [5, { ok: true, waitMs: 500 }],
    [6, { ok: false, retryAfterSeconds: 60 }],
  ])('with 3 free and 5 at most answers use %i with %o', (points, decision) => {
    expect(decideBudget([budget], [count(points)])).toEqual(decision)
  })

  it('without a most only slows down, by three seconds at most', () => {
    const slow: Budget = { by: ['account'], seconds: 60, free: 3 }
    expect(decideBudget([slow], [count(10)])).toEqual({ ok: true, waitMs: 1750 })
    expect(decideBudget([slow], [count(10_000)])).toEqual({ ok: true, waitMs: 3000 })
  })

  it('refuses until the last of the windows that are full is over', () => {
    const others = [budget, budget, budget]
    expect(decideBudget(others, [count(6, 10), count(6, 700), count(1, 9000)])).toEqual({
      ok: false,
      retryAfterSeconds: 700,
    })
  })

  it('of an address that is full leaves each network one use instead of refusing all', () => {
    const own: Budget = { by: ['account', 'network'], seconds: 600, most: 5, tightened: 1 }
    const address: Budget = { by: ['account'], seconds: 86_400, most: 60, over: 'tighten' }
    const decide = (network: number, all: number) =>
      decideBudget([own, address], [count(network, 300), count(all, 80_000)])
    expect(decide(2, 60)).toEqual({ ok: true, waitMs: 0 })
    expect(decide(1, 5000)).toEqual({ ok: true, waitMs: 0 })
    expect(decide(2, 5000)).toEqual({ ok: false, retryAfterSeconds: 300 })
  })
})

const reach = (name: BudgetName): readonly Budget[] => {
  const { known = [], others }: Budgets = budgets[name]
  return [...known, ...others]
}

// `mailed-code` and `authenticator-code` close an account to codes of unknown browsers: the link of the message works, and
// the member's own browser does.
it.each(['sign-in-message', 'open-request-message', 'visitor-request', 'password'] as const)(
  '%s: an address alone, which a stranger can choose, never refuses',
  (name) => {
    const hard = reach(name).filter(({ most, over }) => most !== undefined && over !== 'tighten')
    for (const { by } of hard) expect(by).not.toEqual(['account'])
  },
)

it('no budget has two windows of one length under one key: they would be one counter', () => {
  for (const name of Object.keys(budgets) as BudgetName[]) {
    const { known = [], others }: Budgets = budgets[name]
    for (const table of [known, others]) {
      const keys = table.map(({ by, seconds }) => `${seconds}:${by.join()}`)
      expect(new Set(keys).size, name).toBe(keys.length)
    }
  }
})

it('whatever is counted by a network alone has room for a school', () => {
  for (const name of Object.keys(budgets) as BudgetName[])
    for (const { by, most = Number.POSITIVE_INFINITY, seconds } of reach(name))
      if (by.length === 1 && by[0] === 'network') expect(most / (seconds / 60), name).toBeGreaterThan(30)
})
