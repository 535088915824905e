import { expect, test } from 'vitest'
import { guarded } from './guarded.mjs'

test('says what a callback throws or rejects with, and throws nothing', async () => {
  const said: string[] = []
  const say = (line: string) => void said.push(line)
  guarded(
    'the log',
    () => {
      throw new Error('no space')
    },
    say,
  )()
  guarded('the database', () => Promise.reject(new Error('gone')), say)()
  await Promise.resolve()
  expect(said).toEqual(['the log: no space', 'the database: gone'])
})

test('throws nothing when it cannot be said either', () => {
  const fails = () => {
    throw new Error('no space')
  }
  expect(() => guarded('the log', fails, fails)()).not.toThrow()
})

test('hands its arguments on', () => {
  const given: unknown[] = []
  guarded('the end', (code: number, signal: string) => given.push(code, signal))(1, 'SIGKILL')
  expect(given).toEqual([1, 'SIGKILL'])
})
