import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '#db/client.ts'
import { column, named } from '../rows/person-rows.ts'
import type { DatabaseMap, MapItem } from '../rules/data-map.ts'
import type { LearningRule } from '../rules/learning-record.ts'
import type { SourceUsage } from '../rules/source.ts'
import {
  type UsageFact,
  type UsageGroup,
  type UsageMap,
  type UsageMeasure,
  usageInstant,
} from '../rules/usage.ts'

type Given = {
  name: string
  map: DatabaseMap
  items: readonly MapItem[]
  read: Database
  isId(id: string): boolean
}

/** Reading what a consent allows to count takes longer than a page that somebody waits for. */
const deadlineMs = 120_000

/** How courses and pages of a mapped database are used, by person; undefined where the map says nothing about it. */
export function databaseUsage({ name, map, items, read, isId }: Given): SourceUsage | undefined {
  const { usage } = map
  if (!usage) return undefined
  const itemOf = (short: string) => items.find(({ id }) => id === `${name}.${short}`)
  const marks = [map.restrict, map.object].flatMap((mark) => {
    const item = mark && itemOf(mark.item)
    return mark && item ? [{ item, column: mark.column }] : []
  })
  const inside = <T extends Record<string, unknown>>(query: SQL, signal: AbortSignal) => {
    signal.throwIfAborted()
    return read.transaction((tx) => tx.execute<T>(query), { readOnly: true, deadlineMs })
  }
  return {
    statistics: (['courses', 'behaviour'] as const).filter((one) => usage[one]),
    async groups(statistic, signal) {
      if (statistic === 'behaviour') return behaviourGroups(usage, itemOf)
      const { courses } = usage
      if (!courses) return []
      const { kk, ru, en } = courses.title
      const rows = await inside<UsageGroup>(
        sql`SELECT ${column(courses.key)}::text AS key, jsonb_build_object('kk', ${column(kk)}, 'ru', ${column(ru)},
          'en', ${column(en)}) AS title FROM ${named(courses.table)} t ORDER BY 1`,
        signal,
      )
      return [...rows]
    },
    async read(statistic, { people, from }, signal) {
      const known = people.filter(isId)
      if (known.length === 0) return []
      const ids = sql`(SELECT value::${named(map.personKey)} FROM json_array_elements_text(${JSON.stringify(known)}::text::json))`
      const parts = statistic === 'courses' ? coursesParts(usage, items) : behaviourParts(usage, itemOf)
      if (parts.length === 0) return []
      const selects = parts.map((part) => selectOf(part, { items, ids, from, marks }))
      const rows = await inside<UsageFact>(sql`${sql.join(selects, sql` UNION ALL `)}`, signal)
      return [...rows]
    },
  }
}

/** The codes of what people do are named in the map; one that is not is shown as it is. */
function behaviourGroups(
  { behaviour }: UsageMap,
  itemOf: (short: string) => MapItem | undefined,
): UsageGroup[] {
  const field = behaviour && itemOf(behaviour.item)?.fields.find((one) => one.column === behaviour.group)
  return Object.entries(field?.words ?? {}).map(([key, title]) => ({ key, title }))
}

/** One kind of rows that is counted under a measure. */
type Part = {
  item: MapItem
  measure: UsageMeasure
  at: string
  group: SQL
  join: SQL
  when?: LearningRule['when']
  score?: LearningRule['score']
}

function coursesParts({ courses }: UsageMap, items: readonly MapItem[]): Part[] {
  if (!courses) return []
  return items.flatMap((item) =>
    (item.learning ?? []).flatMap((rule): Part[] => {
      const { type, column: activity } = rule.activity
      const part = type === 'course' ? null : courses.parts[type]
      if (part === undefined) return []
      const place =
        part === null
          ? { group: column(activity), join: sql`` }
          : {
              group: sql`c.${sql.identifier(part.course)}`,
              join: sql`JOIN ${named(part.table)} c ON c.${sql.identifier(part.key)} = ${column(activity)}`,
            }
      return measuresOf(rule).map((measure) => ({
        item,
        measure,
        at: rule.at,
        ...place,
        ...(rule.when && { when: rule.when }),
        ...(measure === 'tested' && rule.score && { score: rule.score }),
      }))
    }),
  )
}

/** What a row says about learning, in the measures of the statistic. */
function measuresOf({ verb, activity: { type } }: LearningRule): UsageMeasure[] {
  const measures: UsageMeasure[] = ['active']
  if (type === 'course' && verb === 'registered') measures.push('enrolled')
  if (type === 'course' && verb === 'completed') measures.push('completed')
  if ((type === 'lesson' || type === 'module') && verb === 'completed') measures.push('progressed')
  if (type === 'assessment' && (verb === 'passed' || verb === 'failed')) measures.push('tested')
  if (type === 'assessment' && verb === 'passed') measures.push('passed')
  return measures
}

function behaviourParts({ behaviour }: UsageMap, itemOf: (short: string) => MapItem | undefined): Part[] {
  const item = behaviour && itemOf(behaviour.item)
  if (!behaviour || !item) return []
  return [{ item, measure: 'active', at: behaviour.at, group: column(behaviour.group), join: sql`` }]
}

type Limits = {
  items: readonly MapItem[]
  ids: SQL
  from: string
  marks: readonly { item: MapItem; column: string }[]
}

function selectOf(part: Part, { items, ids, from, marks }: Limits): SQL {
  const { item, measure, at, group, join, when, score } = part
  const { person, joins } = personOf(items, item, 't')
  const isDay = item.fields.find((field) => field.column === at)?.kind === 'date'
  const local = isDay ? column(at) : sql`(${column(at)} AT TIME ZONE 'Asia/Almaty')`
  const since = isDay
    ? sql`${column(at)} >= ${from}::date`
    : sql`${column(at)} >= ${usageInstant(from).toISOString()}::timestamptz`
  const sum = score ? sql`sum(100.0 * ${column(score.column)} / ${score.max})::float8` : sql`NULL::float8`
  const unmarked = marks.map(({ item: marked, column: mark }) => {
    const other = personOf(items, marked, 'm')
    return sql`AND NOT EXISTS (SELECT FROM ${named(marked.table)} m ${other.joins}
      WHERE ${other.person} = ${person} AND m.${sql.identifier(mark)} IS NOT NULL)`
  })
  return sql`SELECT ${person}::text AS person, ${group}::text AS "group", to_char(${local}, 'YYYY-MM') AS month,
      ${measure}::text AS measure, count(*)::int AS times, ${sum} AS sum
    FROM ${named(item.table)} t ${joins} ${join}
    WHERE ${person} IN ${ids} AND ${since} AND ${group} IS NOT NULL
      ${when ? sql`AND ${column(when.column)} = ${when.is}` : sql``} ${sql.join(unmarked, sql` `)}
    GROUP BY 1, 2, 3`
}

/** How the person of a row is named, and the tables through which it is found. */
function personOf(items: readonly MapItem[], item: MapItem, alias: string): { person: SQL; joins: SQL } {
  const key = item.person
  const of = (name: string) => sql`${sql.identifier(alias)}.${sql.identifier(name)}`
  if ('path' in key) return { person: sql`(${of(key.column)} ->> ${key.path})`, joins: sql`` }
  if (!('of' in key)) return { person: of(key.column), joins: sql`` }
  const parent = items.find(({ id }) => id === `${item.source}.${key.of}`)
  if (!parent) throw new Error(`${item.id} belongs to ${key.of}, which is not in the map`)
  const above = `${alias}p`
  const found = personOf(items, parent, above)
  return {
    person: found.person,
    joins: sql`JOIN ${named(parent.table)} ${sql.identifier(above)}
      ON ${sql.identifier(above)}.${sql.identifier(key.key)} = ${of(key.column)} ${found.joins}`,
  }
}
