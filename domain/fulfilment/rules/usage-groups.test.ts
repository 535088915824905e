import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openTally, type UsageFact, usageMonths } from './usage.ts'
import { exposedGroups, type ShownCell, shownCells, smallestShown, withhold } from './usage-groups.ts'

type Grid = number[][]

/** A table with its totals, which are exact. */
function withTotals(cells: Grid): Grid {
  const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0)
  const rows = cells.map((row) => [...row, sum(row)])
  return [...rows, (rows[0] ?? []).map((_, column) => sum(rows.map((row) => row[column] ?? 0)))]
}

const withheldOf = (cells: Grid) => [...withhold(withTotals(cells))].sort()

describe('groups of one to nine people', () => {
  test('are withheld; ten and nobody are shown', () => {
    expect(
      withheldOf([
        [12, 0, 30],
        [15, 10, 11],
      ]),
    ).toEqual([])
  })

  test('are not the difference of a total either: three more cells close the square with the fewest people', () => {
    const withheld = withhold(
      withTotals([
        [3, 40, 50],
        [20, 60, 70],
        [90, 80, 99],
      ]),
    )
    expect([...withheld].sort()).toEqual(['0/0', '0/1', '1/0', '1/1'])
  })

  test('are not shown together: what is withheld of a line is at least ten people', () => {
    const withheld = withhold(
      withTotals([
        [2, 3, 50, 60],
        [4, 2, 70, 80],
      ]),
    )
    expect(withheld.has('0/2')).toBe(true)
  })

  test('of the only course follow from no total of the month', () => {
    expect(withheldOf([[4, 50, 60]])).toEqual(['0/0', '0/1', '1/0', '1/1'])
  })
})

describe('a part of a group', () => {
  const grid = withTotals([
    [40, 30],
    [50, 60],
  ])
  test('is withheld where the rest of the group is one to nine people', () => {
    const part = withTotals([
      [35, 12],
      [20, 31],
    ])
    expect(withhold(part, { grid, withheld: new Set() }).has('0/0')).toBe(true)
  })
  test('is shown where the rest is ten or more, or nobody', () => {
    const part = withTotals([
      [30, 30],
      [20, 31],
    ])
    expect(withhold(part, { grid, withheld: new Set() }).size).toBe(0)
  })
  test('is withheld where the group is', () => {
    const part = withTotals([
      [0, 12],
      [20, 31],
    ])
    expect(withhold(part, { grid, withheld: new Set(['0/0']) }).has('0/0')).toBe(true)
  })
})

/** The rank of a matrix, by elimination: another way than the one that chose the cells. */
function rankOf(matrix: Grid): number {
  const rows = matrix.map((row) => [...row])
  let rank = 0
  for (let column = 0; column < (rows[0]?.length ?? 0); column += 1) {
    const pivot = rows.findIndex((row, at) => at >= rank && Math.abs(row[column] ?? 0) > 1e-9)
    const chosen = rows[pivot]
    if (!chosen) continue
    rows.splice(pivot, 1)
    rows.splice(rank, 0, chosen)
    for (const row of rows.slice(rank + 1)) {
      const factor = (row[column] ?? 0) / (chosen[column] ?? 1)
      for (let at = 0; at < row.length; at += 1) row[at] = (row[at] ?? 0) - factor * (chosen[at] ?? 0)
    }
    rank += 1
  }
  return rank
}

/** Withheld counts that every table with the same shown counts and totals has. */
function determined(grid: Grid, unknown: [number, number][]): [number, number][] {
  const height = grid.length - 1
  const width = (grid[0]?.length ?? 1) - 1
  const equations = [
    ...grid.map((_, row) => unknown.map(([r, c]) => (r === row ? (c === width ? -1 : 1) : 0))),
    ...(grid[0] ?? []).map((_, column) =>
      unknown.map(([r, c]) => (c === column ? (r === height ? -1 : 1) : 0)),
    ),
  ]
  const all = rankOf(equations)
  return unknown.filter(
    (_, at) => rankOf(equations.map((row) => row.filter((_one, column) => column !== at))) === all - 1,
  )
}

const tables = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 2, max: 5 }))
  .chain(([height, width]) =>
    fc.array(
      fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 60 })), {
        minLength: width,
        maxLength: width,
      }),
      { minLength: height, maxLength: height },
    ),
  )

test('no reader can compute a group of one to nine people from what is shown, in any table', () => {
  fc.assert(
    fc.property(tables, (cells) => {
      const grid = withTotals(cells)
      const withheld = withhold(grid)
      const isIn = (row: number, column: number) => withheld.has(`${row}/${column}`)
      const unknown = grid.flatMap((row, r) =>
        row.flatMap((people, c) => (isIn(r, c) && people > 0 ? [[r, c] as [number, number]] : [])),
      )
      const isSmall = (people: number) => people > 0 && people < 10
      grid.forEach((row, r) => {
        row.forEach((people, c) => {
          if (isSmall(people)) expect(isIn(r, c)).toBe(true)
        })
      })
      if (withheld.size === grid.length * (grid[0]?.length ?? 0)) return
      for (const [row, column] of determined(grid, unknown))
        expect(isSmall(grid[row]?.[column] ?? 0), `${row}/${column} of ${JSON.stringify(grid)}`).toBe(false)
      const last = (grid[0]?.length ?? 1) - 1
      grid.forEach((row, r) => {
        const hidden = row.slice(0, last).reduce((sum, people, c) => sum + (isIn(r, c) ? people : 0), 0)
        if (!isIn(r, last)) expect(isSmall(hidden)).toBe(false)
      })
    }),
    { numRuns: 500 },
  )
})

const now = new Date('2026-11-29T12:00:00Z')
const months = usageMonths(now)
const fact = (person: string, month: string, measure: UsageFact['measure'] = 'active'): UsageFact => ({
  person,
  group: 'a',
  month,
  measure,
  times: 1,
  sum: null,
})

test('a person counts once in a month, once in a course and once in all', () => {
  const { tally, add } = openTally()
  for (let n = 0; n < 12; n += 1) {
    const person = `p${n}`
    add([
      fact(person, '2026-10'),
      fact(person, '2026-11'),
      { ...fact(person, '2026-11'), group: 'b', times: 3 },
    ])
  }
  const cells = shownCells('courses', tally, { groups: ['a', 'b'], months })
  const people = (group: string, month: string) =>
    cells.find((cell) => cell.measure === 'active' && cell.group === group && cell.month === month)?.people
  expect([people('a', '2026-10'), people('b', '2026-11'), people('', '2026-11')]).toEqual([12, 12, 12])
  expect([people('a', ''), people('', ''), people('b', '2026-10')]).toEqual([12, 12, 0])
  expect(smallestShown(cells)).toBe(12)
  expect(exposedGroups(cells)).toBe(0)
})

test('a test has its mean score, progress the lessons of a person', () => {
  const { tally, add } = openTally()
  for (let n = 0; n < 10; n += 1)
    add([
      fact(`p${n}`, '2026-11'),
      { ...fact(`p${n}`, '2026-11', 'progressed'), times: 3 },
      { ...fact(`p${n}`, '2026-11', 'tested'), times: 2, sum: 150 },
      fact(`p${n}`, '2026-11', 'passed'),
    ])
  const cells = shownCells('courses', tally, { groups: ['a'], months })
  const average = (measure: string) =>
    cells.find((cell) => cell.measure === measure && cell.group === 'a' && cell.month === '2026-11')?.average
  expect([average('tested'), average('progressed'), average('passed')]).toEqual([75, 3, null])
})

test('the months of a year end with the present one in Almaty', () => {
  const found = usageMonths(new Date('2026-11-30T19:30:00Z'))
  expect([found.length, found[0], found[11]]).toEqual([12, '2026-01', '2026-12'])
})

describe('what is stored', () => {
  const cell = (month: string, people: number | null): ShownCell => ({
    measure: 'enrolled',
    group: 'a',
    month,
    people,
    average: null,
  })
  test.each([
    ['a group of nine that is shown', [cell('2026-10', 9), cell('2026-11', 20), cell('', 29)], 1],
    ['the only one that is withheld', [cell('2026-10', null), cell('2026-11', 20), cell('', 25)], 1],
    ['two that are withheld', [cell('2026-10', null), cell('2026-11', null), cell('', 25)], 0],
    ['one that is withheld with its total', [cell('2026-10', null), cell('2026-11', 20), cell('', null)], 0],
    ['nothing withheld', [cell('2026-10', 10), cell('2026-11', 20), cell('', 30)], 0],
  ])('%s: groups that a reader can see', (_, cells, exposed) => {
    expect(exposedGroups(cells)).toBe(exposed)
  })
})
