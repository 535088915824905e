import { type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { column, named } from '../rows/person-rows.ts'
import type { MapItem } from '../rules/data-map.ts'
import type { RetentionRule } from '../rules/retention.ts'

/** Rows in one transaction, so that none is long. */
const batch = 500

const moment = (at: Date) => sql`${at.toISOString()}::timestamptz`
const or = (conditions: readonly SQL[]) => sql`(${sql.join([...conditions], sql` OR `)})`
const sameRequest = (as: SQL) => sql`${as}.subject_id = t.subject_id AND ${as}.request_id = t.request_id`
const exists = (table: string, where: SQL) => sql`EXISTS (SELECT FROM ${named(table)} o WHERE ${where})`

/** The rows of an item that are over: a condition on `t`. `before`: as `overBefore` gives it. */
export function isOver(item: MapItem, rule: RetentionRule, before: Date): SQL {
  switch (rule.how) {
    case 'days': {
      const past = or(rule.after.map((name) => sql`${column(name)} < ${moment(before)}`))
      const { only } = rule
      return only ? sql`${past} AND ${column(only.column)} = ${only.value}` : past
    }
    case 'request': {
      const o = sql`o`
      const closed = exists('request', sql`${sameRequest(o)} AND o.closed_at < ${moment(before)}`)
      const inForce = or(
        ['processing_restriction', 'processing_objection'].map((table) =>
          exists(table, sql`${sameRequest(o)} AND o.lifted_at IS NULL`),
        ),
      )
      const erasure = exists('erasure_run', sameRequest(o))
      // What a law keeps of an erased person ends by its own dates.
      const erased = exists('erased_subject', sql`o.subject_id = t.subject_id`)
      return sql`${closed} AND NOT ${inForce} AND NOT ${erasure} AND NOT ${erased}`
    }
    case 'erasure':
      return exists('erasure_run', sql`${sameRequest(sql`o`)} AND o.kept_gone_at < ${moment(before)}`)
    default:
      throw new Error(`${item.id} does not end by time`)
  }
}

export async function countOver(tx: Transaction, item: MapItem, where: SQL): Promise<number> {
  const [found] = await tx.execute<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM ${named(item.table)} t WHERE ${where}`,
  )
  return found?.n ?? 0
}

/** Deletes at most 500 rows that are over; returns how many. A row that another transaction uses is left for the next time. */
export async function deleteSome(
  tx: Transaction,
  item: MapItem,
  where: SQL,
  before: Date,
): Promise<{ deleted: number; isLast: boolean }> {
  const deleted = item.appendOnly
    ? await deleteSteps(tx, before)
    : (
        await tx.execute(sql`
          DELETE FROM ${named(item.table)} t WHERE t.ctid = ANY (ARRAY(
            SELECT t.ctid FROM ${named(item.table)} t WHERE ${where} LIMIT ${batch} FOR UPDATE SKIP LOCKED))
          RETURNING 1`)
      ).length
  return { deleted, isLast: deleted < batch }
}

async function deleteSteps(tx: Transaction, before: Date): Promise<number> {
  const [done] = await tx.execute<{ n: number }>(
    sql`SELECT delete_steps_of_closed_requests(${moment(before)}, ${batch}) AS n`,
  )
  return done?.n ?? 0
}
