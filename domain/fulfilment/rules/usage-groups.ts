import {
  cellKey,
  type UsageCell,
  type UsageMeasure,
  type UsageStatistic,
  type UsageTally,
  usageMeasuresOf,
} from './usage.ts'

/** A count about fewer people could say something about one of them. */
export const SMALLEST_COUNTED = 10

/** A cell as it is stored: `people` is null where it is withheld. */
export type ShownCell = {
  measure: UsageMeasure
  group: string
  month: string
  people: number | null
  average: number | null
}

const isSmall = (people: number) => people > 0 && people < SMALLEST_COUNTED

/** Groups are rows and months columns; the last of each is the total. */
type Grid = readonly (readonly number[])[]
type Place = readonly [row: number, column: number]
/** Withheld cells, as `row/column`. */
type Withheld = Set<string>

const nameOf = ([row, column]: Place) => `${row}/${column}`

/** What of a tally may be shown: groups of one to nine are withheld, and so is what they could be computed from. */
export function shownCells(
  statistic: UsageStatistic,
  tally: UsageTally,
  { groups, months }: { groups: readonly string[]; months: readonly string[] },
): ShownCell[] {
  const rows = [...groups, '']
  const columns = [...months, '']
  const empty: UsageCell = { people: 0, times: 0, sum: 0 }
  const cellAt = (measure: UsageMeasure, row: string, column: string) =>
    tally.get(measure)?.get(cellKey(row, column)) ?? empty
  const done = new Map<UsageMeasure, { grid: Grid; withheld: Withheld }>()
  return usageMeasuresOf[statistic].flatMap(({ measure, of }) => {
    const grid = rows.map((row) => columns.map((column) => cellAt(measure, row, column).people))
    const parent = of === null ? undefined : done.get(of)
    const withheld = withhold(grid, parent)
    done.set(measure, { grid, withheld })
    return rows.flatMap((group, row) =>
      columns.map((month, column): ShownCell => {
        if (withheld.has(nameOf([row, column]))) return { measure, group, month, people: null, average: null }
        const { people, times, sum } = cellAt(measure, group, month)
        return { measure, group, month, people, average: averageOf(measure, { people, times, sum }) }
      }),
    )
  })
}

/** Of a test the mean score in per cent, of progress the lessons that a person finished. */
function averageOf(measure: UsageMeasure, { people, times, sum }: UsageCell): number | null {
  if (people === 0) return null
  if (measure === 'tested') return Math.round(sum / times)
  return measure === 'progressed' ? Math.round((10 * times) / people) / 10 : null
}

/**
 * The cells of a table with totals that must be withheld: groups of one to nine; those whose remainder of the parent is one to
 * nine; and as many more that no such group follows from the totals. A withheld count follows from the rest exactly when it lies
 * on no cycle of withheld counts (D. Gusfield, A graph theoretic approach to statistical data security, 1988).
 */
export function withhold(grid: Grid, parent?: { grid: Grid; withheld: ReadonlySet<string> }): Withheld {
  const at = ([row, column]: Place) => grid[row]?.[column] ?? 0
  const restOf = (place: Place) => (parent?.grid[place[0]]?.[place[1]] ?? 0) - at(place)
  const isParentWithheld = (place: Place) => parent?.withheld.has(nameOf(place)) === true
  const places = grid.flatMap((cells, row) => cells.map((_, column): Place => [row, column]))
  const withheld: Withheld = new Set()
  for (const place of places)
    if (isParentWithheld(place) || isSmall(at(place)) || (parent && at(place) > 0 && isSmall(restOf(place))))
      withheld.add(nameOf(place))
  /** One more and one fewer are both possible as far as anybody can see. */
  const isFree = (place: Place) => at(place) > 0 && (!parent || isParentWithheld(place) || restOf(place) > 0)
  const isIn = (place: Place) => withheld.has(nameOf(place))
  const lines = [
    ...grid.map((cells, row) => cells.map((_, column): Place => [row, column])),
    ...(grid[0] ?? []).map((_, column) => grid.map((_cells, row): Place => [row, column])),
  ]
  for (let before = -1; before !== withheld.size; ) {
    before = withheld.size
    for (const line of lines) hideWithSmallSum(line, { at, isIn, isFree, withheld })
    const bridges = bridgesOf(places.filter((place) => isIn(place) && isFree(place)))
    for (const bridge of bridges) {
      const square = cheapestSquare(bridge, grid, { at, isIn, isFree })
      // Nothing can hide it: then nothing of this measure is shown.
      if (!square) return new Set(places.map(nameOf))
      for (const place of square) withheld.add(nameOf(place))
    }
  }
  return withheld
}

type Look = { at(place: Place): number; isIn(place: Place): boolean; isFree(place: Place): boolean }

/** What is withheld of a line is its total less the rest: together these people are a group too. */
function hideWithSmallSum(
  line: readonly Place[],
  { at, isIn, isFree, withheld }: Look & { withheld: Withheld },
) {
  const total = line.at(-1)
  if (!total || isIn(total)) return
  const parts = line.slice(0, -1)
  const sum = () => parts.filter(isIn).reduce((all, place) => all + at(place), 0)
  const others = parts.filter((place) => !isIn(place) && isFree(place)).sort((a, b) => at(a) - at(b))
  while (isSmall(sum())) withheld.add(nameOf(others.shift() ?? total))
}

/** Three more cells that make a square with this one, so that it lies on a cycle: those with the fewest people to hide. */
function cheapestSquare([row, column]: Place, grid: Grid, { at, isIn, isFree }: Look): Place[] | null {
  let best: Place[] | null = null
  let least = Number.POSITIVE_INFINITY
  for (let r = 0; r < grid.length; r += 1)
    for (let c = 0; c < (grid[0]?.length ?? 0); c += 1) {
      if (r === row || c === column) continue
      const square: Place[] = [
        [row, c],
        [r, column],
        [r, c],
      ]
      if (!square.every(isFree)) continue
      const cost = square.filter((place) => !isIn(place)).reduce((sum, place) => sum + at(place), 0)
      if (cost < least) [best, least] = [square, cost]
    }
  return best
}

/** Edges between rows and columns that lie on no cycle (R. E. Tarjan, 1974). */
function bridgesOf(edges: readonly Place[]): Place[] {
  const next = new Map<string, { to: string; edge: Place }[]>()
  for (const edge of edges) {
    const [a, b] = [`r${edge[0]}`, `c${edge[1]}`]
    next.set(a, [...(next.get(a) ?? []), { to: b, edge }])
    next.set(b, [...(next.get(b) ?? []), { to: a, edge }])
  }
  const found = new Map<string, number>()
  const lowest = new Map<string, number>()
  const bridges: Place[] = []
  const visit = (node: string, by: Place | null) => {
    const order = found.size
    found.set(node, order)
    let low = order
    for (const { to, edge } of next.get(node) ?? []) {
      if (edge === by) continue
      const seen = found.get(to)
      if (seen === undefined) visit(to, edge)
      low = Math.min(low, seen ?? lowest.get(to) ?? order)
      if (seen === undefined && (lowest.get(to) ?? 0) > order) bridges.push(edge)
    }
    lowest.set(node, low)
  }
  for (const node of next.keys()) if (!found.has(node)) visit(node, null)
  return bridges
}

/**
 * What a reader can compute from stored cells although it is about fewer than ten: a cell that is shown, or the only one that is withheld of a line with
 * its total. Looks only at what is stored.
 */
export function exposedGroups(cells: readonly ShownCell[]): number {
  let exposed = cells.filter(({ people }) => people !== null && isSmall(people)).length
  for (const ofMeasure of Map.groupBy(cells, ({ measure }) => measure).values())
    for (const line of [
      ...Map.groupBy(ofMeasure, ({ group }) => `group ${group}`).values(),
      ...Map.groupBy(ofMeasure, ({ month }) => `month ${month}`).values(),
    ])
      if (isGivenAway(line)) exposed += 1
  return exposed
}

function isGivenAway(line: readonly ShownCell[]): boolean {
  const isTotal = ({ group, month }: ShownCell) =>
    line.every((one) => one.group === line[0]?.group) ? month === '' : group === ''
  const total = line.find(isTotal)
  const parts = line.filter((cell) => !isTotal(cell))
  const withheld = parts.filter(({ people }) => people === null)
  if (total?.people == null || withheld.length !== 1) return false
  const rest = total.people - parts.reduce((sum, { people }) => sum + (people ?? 0), 0)
  return isSmall(rest)
}

/** The smallest group of at least one person whose count is shown. */
export function smallestShown(cells: readonly ShownCell[]): number | null {
  const shown = cells.flatMap(({ people }) => (people ? [people] : []))
  return shown.length === 0 ? null : Math.min(...shown)
}
