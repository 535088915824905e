import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Database } from '#db/client.ts'
import type { Clock } from '#platform/clock.ts'
import { correctRow, makeRow, readCorrection } from '../rows/change-rows.ts'
import { failureOfCheck, outcomeOfError } from '../rows/outcome-of-error.ts'
import { named, ofPerson } from '../rows/person-rows.ts'
import { collectRows, countItem, eraseItem, inOrderOf, type PersonRows } from '../rows/rows-source.ts'
import type { DatabaseMap, MapItem } from '../rules/data-map.ts'
import type { DataSource, ItemOutcome, Outcome, SourceSubject } from '../rules/source.ts'
import { columnFaults } from '../rules/unmapped-columns.ts'
import { deletionOrder, readReferences } from './deletion-order.ts'
import { readColumns } from './read-columns.ts'
import { databaseUsage } from './read-usage.ts'

const keyTypes = { uuid: z.guid(), text: z.string(), bigint: z.string().regex(/^\d{1,18}$/) }

/** `change` is null where the portal may only read. */
export type PostgresqlSettings = {
  name: string
  map: DatabaseMap
  items: readonly MapItem[]
  read: Database
  change: Database | null
  /** The moment that a restriction or an objection begins. */
  clock: Clock
}

/** A PostgreSQL database mapped in one file: one role reads, one changes. */
export function postgresqlSource({ name, map, items, read, change, clock }: PostgresqlSettings): DataSource {
  const isId = (id: string) => keyTypes[map.personKey].safeParse(id).success
  const person = ({ externalId }: SourceSubject): string | null =>
    externalId !== null && isId(externalId) ? externalId : null
  const rowsOf = (id: string, database = read): PersonRows => ({
    where: (item) => ofPerson(items, item, { id, type: map.personKey }),
    read: (work) => database.transaction(work, { readOnly: true }),
  })
  const whenWritable = async (
    subject: SourceSubject,
    work: (id: string, database: Database) => Promise<Outcome>,
  ): Promise<Outcome> => {
    const id = person(subject)
    if (id === null) return { status: 'unidentified' }
    if (!change) return { status: 'failed', failure: { code: 'not-configured' } }
    return work(id, change).catch(outcomeOfError)
  }

  /** Sets the moment in a column of the person's rows or takes it away, and counts those where it is still wrong. */
  const setMark = (subject: SourceSubject, at: DatabaseMap['restrict'], isSet: boolean): Promise<Outcome> =>
    whenWritable(subject, async (id, database) => {
      const item = items.find((one) => one.id === `${name}.${at?.item}`)
      if (!item || !at) return { status: 'failed', failure: { code: 'not-supported' } }
      const mark = sql`t.${named(at.column)}`
      const where = rowsOf(id).where(item)
      const isWrong = isSet ? sql`${mark} IS NULL` : sql`${mark} IS NOT NULL`
      const value = isSet ? clock.now().toISOString() : null
      const changed = await database.transaction((tx) =>
        tx.execute(sql`UPDATE ${named(item.table)} t SET ${named(at.column)} = ${value}::timestamptz
          WHERE ${where} AND ${isWrong} RETURNING 1`),
      )
      const [found] = await read.transaction((tx) =>
        tx.execute<{ matched: number; left: number }>(sql`
          SELECT count(*)::int AS matched, (count(*) FILTER (WHERE ${isWrong}))::int AS left
          FROM ${named(item.table)} t WHERE ${where}`),
      )
      return { status: 'done', matched: found?.matched ?? 0, changed: changed.length, left: found?.left ?? 0 }
    })

  const usage = databaseUsage({ name, map, items, read, isId })
  const { canary } = map
  const makeCanary = (): Promise<Outcome> => {
    const item = items.find(({ id }) => id === `${name}.${canary?.item}`)
    if (!canary || !item) return Promise.resolve({ status: 'failed', failure: { code: 'not-configured' } })
    return whenWritable({ subjectId: '', externalId: canary.id }, async (id, database) => {
      const values = { ...canary.values, [item.person.column]: id }
      const made = await database.transaction((tx) => makeRow(tx, item, rowsOf(id).where(item), values))
      return { status: 'done', matched: made, changed: made, left: 0 }
    })
  }

  return {
    name,
    kind: 'postgresql',
    items,
    ...(canary && { canary: { externalId: canary.id, make: makeCanary } }),
    ...(usage && { usage }),
    async check() {
      if (!change) return { code: 'not-configured', detail: 'PLATFORM_DATABASE_WRITE_URL' }
      try {
        await read.transaction(
          async (tx) => {
            for (const { table } of items) await tx.execute(sql`SELECT FROM ${named(table)} LIMIT 0`)
          },
          { readOnly: true },
        )
        await change.transaction((tx) => tx.execute(sql`SELECT 1`))
        return null
      } catch (error) {
        return failureOfCheck(error)
      }
    },
    async findColumnFaults() {
      return columnFaults(items, await read.transaction(readColumns, { readOnly: true }))
    },
    async *collect(subject, selection, signal) {
      const id = person(subject)
      if (id !== null) yield* collectRows(items, rowsOf(id), selection, signal)
    },
    async count(subject, item, signal) {
      signal.throwIfAborted()
      const id = person(subject)
      return id === null ? { status: 'unidentified' } : countItem(item, rowsOf(id))
    },
    restrict: (subject, restricted) => setMark(subject, map.restrict, restricted),
    object: (subject, objected) => setMark(subject, map.object, objected),
    correct: (subject, correction) =>
      whenWritable(subject, async (id, database) => {
        const { item, column } = correction
        if (!item.fields.some((field) => field.column === column && field.correctable))
          return { status: 'failed', failure: { code: 'not-supported' } }
        const where = rowsOf(id).where(item)
        const changed = await database.transaction((tx) => correctRow(tx, item, where, correction))
        const found = await read.transaction((tx) => readCorrection(tx, item, where, correction))
        return { status: 'done', changed, ...found }
      }),
    async erase(subject, wanted, signal) {
      const chosen = inOrderOf(items, wanted)
      const references = await read.transaction(readReferences).catch(outcomeOfError)
      if (!Array.isArray(references)) return chosen.map((item) => ({ item, outcome: references }))
      const outcomes: ItemOutcome[] = []
      for (const item of deletionOrder(chosen, references)) {
        const outcome = await whenWritable(subject, (id, database) =>
          eraseItem(item, rowsOf(id), (work) => database.transaction(work), signal),
        )
        outcomes.push({ item, outcome })
      }
      return outcomes
    },
  }
}
