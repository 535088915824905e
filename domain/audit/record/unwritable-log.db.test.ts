import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#platform/ids.ts'
import { setFact } from '#platform/installation-facts.ts'
import { testAction } from '#testing/audit-log.ts'
import { callsByNoun } from '#testing/unwritable/calls.ts'
import { ledgerCalls } from '#testing/unwritable/consent.ts'
import { faultOfCall } from '#testing/unwritable/try-call.ts'
import { openWorld, type World } from '#testing/unwritable/world.ts'
import { append } from './append.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
}, 60_000)
afterAll(() => world.portal.close())

// Which use cases are tried is compared with the code by testing/architecture/unwritable-log.test.ts.
describe.each(Object.entries({ ledger: ledgerCalls, ...callsByNoun }))(
  'where the log cannot be written, nothing happens: %s',
  (_noun, calls) => {
    test.each(Object.entries(calls))('%s', { timeout: 30_000 }, async (_id, prepare) => {
      expect(await faultOfCall(world.portal, await prepare(world))).toBeNull()
    })
  },
)

test.each<[string, RegExp, (ctx: World['portal']['system']) => Promise<unknown>]>([
  [
    'records in another transaction than it writes',
    /it changed installation_fact/,
    async (ctx) => {
      await ctx.transaction((tx) => setFact({ db: tx }, 'planted', { at: newId() }))
      await ctx.transaction((tx) => append(tx, ctx.auditedAs, { action: testAction('planted') }))
    },
  ],
  [
    'goes on without a record',
    /without the log: answered/,
    (ctx) =>
      ctx.transaction((tx) => append(tx, ctx.auditedAs, { action: testAction('planted') })).catch(() => null),
  ],
  ['fails for another reason', /without the log: threw/, () => Promise.reject(new Error('planted'))],
])('would find one that %s', async (_what, fault, act) => {
  expect(await faultOfCall(world.portal, () => act(world.portal.system))).toMatch(fault)
})
