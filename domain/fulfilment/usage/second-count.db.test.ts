import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { cellKey, openTally, type UsageFact } from '../rules/usage.ts'
import { addSecondCount, differingCells, type SecondCount } from './second-count.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db.close())

const fact = fc.record({
  person: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  group: fc.constantFrom('platform:1', 'platform:2', 'crm:x'),
  month: fc.constantFrom('2026-10', '2026-11'),
  measure: fc.constantFrom('active' as const, 'tested' as const),
  times: fc.integer({ min: 1, max: 5 }),
  sum: fc.constant(null),
})

/** Both counts, a page of two people at a time. */
async function bothCounts(facts: readonly UsageFact[]) {
  const { tally, add } = openTally()
  const second: SecondCount = new Map()
  for (const page of [['a', 'b'], ['c', 'd'], ['e']]) {
    const own = facts.filter(({ person }) => page.includes(person))
    for (const some of Map.groupBy(own, ({ person }) => person).values()) add(some)
    await db.app.transaction((tx) => addSecondCount(tx, second, own))
  }
  return { tally, second }
}

test('the database counts the same people in every group, month and total', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fact, { maxLength: 30 }), async (facts) => {
      const { tally, second } = await bothCounts(facts)
      expect(differingCells(tally, second)).toBe(0)
      const people = new Set(facts.filter(({ measure }) => measure === 'active').map(({ person }) => person))
      expect(second.get('active /') ?? 0).toBe(people.size)
    }),
    { numRuns: 40 },
  )
})

test.each([
  ['one person too many', '2026-11', 'platform:1', 2],
  ['a total that is too large', '', '', 2],
  ['a cell that is not there', '2025-01', 'platform:1', 1],
  ['a cell that has lost its person', '2026-11', 'platform:1', 0],
])('finds %s', async (_what, month, group, people) => {
  const one = { person: 'a', group: 'platform:1', month: '2026-11', measure: 'active', times: 1, sum: null }
  const { tally, second } = await bothCounts([one as UsageFact])
  const cells = new Map(tally.get('active'))
  cells.set(cellKey(group, month), { people, times: 1, sum: 0 })
  expect(differingCells(new Map([['active', cells]]), second)).toBe(1)
})
