import { expect, test } from 'vitest'
import { guardedTables, statementsWithoutReach } from './guarded-tables.ts'
import { plant, project } from './project.ts'

test('tables under row-level security are used in transactions, which say how far they reach', () => {
  expect(guardedTables(project)).toEqual(expect.arrayContaining(['subject', 'apiKey', 'auditEvent']))
  expect(statementsWithoutReach(project)).toEqual([])
})

test.each([
  ['a read', 'await ctx.database.db.select({ a: 1 }).from(subject).where(x)'],
  ['a join', 'await db.select().from(rateLimit).innerJoin(apiKey, x)'],
  ['a write', 'await services.database.db.update(staffMember).set({})'],
])('finds %s outside one', (_, text) => {
  expect(plant(statementsWithoutReach, { 'domain/access/planted.ts': text })).toEqual([
    expect.stringContaining('domain/access/planted.ts:1: '),
  ])
})

test('leaves a read in one alone', () => {
  const text = 'await ctx.transaction((tx) => tx.select().from(subject))'
  expect(plant(statementsWithoutReach, { 'domain/access/planted.ts': text })).toEqual([])
})
