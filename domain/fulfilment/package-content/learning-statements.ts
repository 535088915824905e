import { v5 } from 'uuid'
import { almatyInstant } from '#platform/time/almaty-time.ts'
import type { MapItem } from '../rules/data-map.ts'
import type { LearningRule } from '../rules/learning-record.ts'
import type { RecordValue } from '../rules/source.ts'
import type { OwnRecord, PackageItemView } from './package-view.ts'

/** The path of the statements in the archive. */
export const learningFile = 'learning.xapi.jsonl'

/** A statement of xAPI 1.0.3 (IEEE 9274.1.1), as a learning record store imports it. */
export type LearningStatement = {
  id: string
  actor: { objectType: 'Agent'; account: { homePage: string; name: string } }
  verb: { id: string; display: { en: string } }
  object: { objectType: 'Activity'; id: string; definition: { type: string } }
  result?: {
    score?: { scaled: number; raw: number; min: 0; max: number }
    success?: boolean
    completion?: boolean
    duration?: string
  }
  timestamp: string
}

/** Whether the records of an item say something about learning that a statement can hold. */
export const isAboutLearning = ({ item, files }: PackageItemView) =>
  files !== null && item.activities !== undefined && item.learning !== undefined

/**
 * Statements of every record that is about learning, a line of JSON each (JSON Lines). `learner`: the id by which the platform knows
 * the person.
 */
export async function* learningLines(
  items: readonly PackageItemView[],
  learner: string,
): AsyncGenerator<string> {
  for (const { item, read } of items.filter(isAboutLearning))
    for await (const record of read())
      for (const statement of statementsOf(item, record, learner)) yield `${JSON.stringify(statement)}\n`
}

/** What one record says about learning. The same record gives the same ids, so that importing it twice adds nothing. */
export function statementsOf(item: MapItem, record: OwnRecord, learner: string): LearningStatement[] {
  const { activities, learning } = item
  if (activities === undefined || !learning) return []
  const place = item.order.map((column) => String(record[column] ?? '')).join('|')
  return learning.flatMap((rule) => {
    const timestamp = momentOf(item, rule.at, record)
    const number = record[rule.activity.column] ?? null
    if (timestamp === null || number === null || !isMeant(rule, record)) return []
    const { type } = rule.activity
    const result = resultOf(rule, record)
    const statement: LearningStatement = {
      id: v5(`${learner}|${item.id}|${place}|${rule.verb}|${timestamp}`, v5(activities, v5.URL)),
      actor: { objectType: 'Agent', account: { homePage: activities, name: learner } },
      verb: { id: `http://adlnet.gov/expapi/verbs/${rule.verb}`, display: { en: rule.verb } },
      object: {
        objectType: 'Activity',
        id: `${activities}/${type}/${encodeURIComponent(String(number))}`,
        definition: { type: `http://adlnet.gov/expapi/activities/${type}` },
      },
      ...(result && { result }),
      timestamp,
    }
    return [statement]
  })
}

const isMeant = ({ when }: LearningRule, record: OwnRecord) => !when || record[when.column] === when.is

/** A moment as it was recorded; of a day its beginning in Almaty. */
export function momentOf(item: MapItem, column: string, record: OwnRecord): string | null {
  const value = record[column]
  if (typeof value !== 'string') return null
  const isDay = item.fields.find((field) => field.column === column)?.kind === 'date'
  return (isDay ? almatyInstant(value, '00:00:00') : new Date(value)).toISOString()
}

function resultOf(rule: LearningRule, record: OwnRecord): LearningStatement['result'] {
  const raw = rule.score && numberOf(record[rule.score.column])
  const seconds = rule.duration && numberOf(record[rule.duration])
  const result = {
    // A score outside of its range is no valid statement.
    ...(rule.score &&
      typeof raw === 'number' &&
      raw >= 0 &&
      raw <= rule.score.max && { score: scoreOf(raw, rule.score.max) }),
    ...(rule.success !== undefined && { success: rule.success }),
    ...(rule.completion !== undefined && { completion: rule.completion }),
    ...(typeof seconds === 'number' && { duration: `PT${seconds}S` }),
  }
  return Object.keys(result).length > 0 ? result : undefined
}

const scoreOf = (raw: number, max: number) => ({ scaled: raw / max, raw, min: 0 as const, max })

/** A number; large ones arrive as text. Null: not recorded. */
export function numberOf(value: RecordValue | undefined): number | null {
  if (value === undefined || value === null || value === '') return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}
