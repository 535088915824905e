import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCopies } from '#testing/copies.ts'
import { fulfilmentCalls } from '#testing/unwritable/calls.ts'
import type { Copies } from '#testing/unwritable/fulfilment.ts'
import { faultOfCall } from '#testing/unwritable/try-call.ts'

let world: Copies
beforeAll(async () => {
  world = await openCopies()
}, 60_000)
afterAll(() => world.close())

describe.each(Object.entries(fulfilmentCalls))(
  'where the log cannot be written, nothing happens: %s',
  (_noun, calls) => {
    test.each(Object.entries(calls))('%s', { timeout: 60_000 }, async (_id, prepare) => {
      expect(await faultOfCall(world.portal, await prepare(world))).toBeNull()
    })
  },
)
