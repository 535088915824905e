import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { isKept } from '#domain/backups/create/create-backup.ts'
import { runRetention } from '#domain/fulfilment/retention/run-retention.ts'
import { almatyDate, almatyInstant } from '#platform/time/almaty-time.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { openQuestions } from '#testing/program-questions.ts'
import { keepAllowed } from './keep-allowed.ts'

let portal: ConsentPortal
let ask: Awaited<ReturnType<typeof openQuestions>>

beforeAll(async () => {
  portal = await consentPortal()
  ask = await openQuestions(portal)
})
afterAll(() => portal.close())

const kept = async (ctx: Context = portal.system) => {
  const rows = await ctx.transaction((tx) =>
    tx.execute<Record<string, unknown>>(
      sql`SELECT subject_id AS subject, day, purpose, topic, channel, amount FROM allowed_decision ORDER BY subject_id, day, purpose`,
    ),
  )
  return rows.map((row) => ({ ...row, day: new Date(String(row.day)) }))
}

test('of the questions of programs only those answered yes are kept, by person and day and without their time, and the person sees theirs', async () => {
  const { subjectId: subject, externalId } = await portal.addPerson()
  const other = await portal.addPerson()
  const letter = { purpose: 'communication', topic: 'new-materials', channel: 'email' } as const
  for (const person of [subject, other.subjectId]) {
    await decide(portal.subject(person), person, { decision: 'granted' })
    await decide(portal.subject(person), person, { ...letter, decision: 'granted' })
  }
  const questions = [
    { subject: externalId, purpose: 'analytics' },
    { subject: externalId, ...letter },
    { subject: externalId, ...letter },
    { subject: externalId, purpose: 'improvement' },
    { subject: externalId, purpose: 'security' },
    { subject: 'nobody', purpose: 'analytics' },
    { subject: other.externalId, purpose: 'analytics' },
  ]
  expect(await ask(questions)).toEqual([true, true, true, false, true, false, true])
  await ask([{ subject: externalId, purpose: 'analytics' }])
  const day = almatyInstant(almatyDate(portal.services.clock.now()))
  const own = [
    { subject, day, purpose: 'analytics', topic: '', channel: '', amount: 2 },
    { subject, day, ...letter, amount: 2 },
  ]
  const others = { subject: other.subjectId, day, purpose: 'analytics', topic: '', channel: '', amount: 1 }
  expect(await kept()).toEqual([...own, others])
  expect(await kept(portal.subject(subject))).toEqual(own)
  await portal.database.owner.db.execute(
    sql`UPDATE subject SET external_id = NULL WHERE subject_id = ${other.subjectId}`,
  )
  await keepAllowed(portal.system, [
    { subject: other.externalId, day, purpose: 'analytics', topic: '', channel: '', amount: 9 },
  ])
  expect(await kept()).toEqual([...own, others])
})

test('yesterday is still there and the day before is not', async () => {
  const { signal } = new AbortController()
  // A minute after midnight in Almaty: yesterday began 24 hours and a minute ago.
  const now = portal.services.clock.now()
  portal.passTime(almatyInstant(almatyDate(now)).getTime() + 86_400_000 + 60_000 - now.getTime())
  await runRetention(portal.system, signal)
  const before = await kept()
  expect(before).toHaveLength(3)
  portal.passTime(86_400_000)
  expect(await runRetention(portal.system, signal)).toBeGreaterThanOrEqual(3)
  expect(await kept()).toEqual([])
})

test('is in no backup, and not in the write-ahead log', async () => {
  const rows = await portal.database.owner.db.execute<{ name: string }>(
    sql`SELECT relname AS name FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r'`,
  )
  expect(rows.map(({ name }) => name)).toEqual(['allowed_decision'])
  const shape = { schema: 'public', columns: [], order: '' }
  expect(isKept({ ...shape, name: 'allowed_decision' })).toBe(false)
  expect(isKept({ ...shape, name: 'consent_state' })).toBe(true)
})

test('is written by the portal, not by a person', async () => {
  await expect(keepAllowed(portal.visitor, [])).rejects.toThrow(Denied)
})
