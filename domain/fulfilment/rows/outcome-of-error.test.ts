import { expect, test } from 'vitest'
import { failureOf } from './outcome-of-error.ts'

const thrownBy = (signal: AbortSignal) => {
  try {
    signal.throwIfAborted()
  } catch (error) {
    return error
  }
}

test('a worker that stops is no failure of the source; one that does not answer in time is', async () => {
  expect(failureOf(thrownBy(AbortSignal.abort()))).toEqual({ code: 'stopped' })
  const late = AbortSignal.timeout(1)
  await new Promise((done) => late.addEventListener('abort', done))
  expect(failureOf(thrownBy(late))).toEqual({ code: 'unavailable' })
  expect(failureOf(new Error('a mistake'))).toBeNull()
})
