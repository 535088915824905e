import { expect, test } from 'vitest'
import { checkOneClock, unusedExceptions } from './one-clock.ts'
import { plant, project } from './project.ts'

test('every time that is written or compared comes from the portal’s clock', () =>
  expect(checkOneClock(project)).toEqual([]))

test('every exception is needed', () => expect(unusedExceptions(project)).toEqual([]))

test.each([
  ['the machine’s time', 'domain/access/planted.ts', 'const now = new Date()'],
  ['the machine’s milliseconds', 'worker/planted.ts', 'const until = Date.now() + 5'],
  ['the database’s time', 'domain/access/planted.ts', 'sql`WHERE expires_at > now()`'],
  ['a default of the database', 'db/schema/planted.ts', "moment('at').notNull().defaultNow()"],
])('finds %s', (_, path, text) => {
  expect(plant(checkOneClock, { [path]: text })).toEqual([`${path}: asks another clock than ctx.clock`])
})

test('a moment that is given and the portal’s clock are no breach', () => {
  const text = 'const soon = new Date(ctx.clock.now().getTime() + 5)\nconst took = performance.now()'
  expect(plant(checkOneClock, { 'domain/access/planted.ts': text })).toEqual([])
})
