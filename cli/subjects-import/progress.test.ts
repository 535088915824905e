import { expect, test } from 'vitest'
import { duration, openProgress, progressText } from './progress.ts'

function watched(isTTY: boolean) {
  let time = 0
  const said: string[] = []
  const sink = { isTTY, write: (text: string) => said.push(text) }
  const progress = openProgress(1000, { sink, now: () => time })
  return {
    said,
    progress,
    pass: (ms: number) => {
      time += ms
    },
  }
}

test('a bar where somebody watches', () => {
  const { said, progress, pass } = watched(true)
  pass(1000)
  progress.show({ rows: 500, bytes: 250 })
  progress.show({ rows: 501, bytes: 251 })
  expect(said).toEqual([
    `\r\x1b[2K[${'#'.repeat(8)}${'-'.repeat(22)}] 25 %  500 rows  500 a second  3 s left`,
  ])
  progress.end()
  expect(said).toHaveLength(2)
})

test('a line every ten seconds where a log is kept', () => {
  const { said, progress, pass } = watched(false)
  for (let n = 1; n <= 25; n++) {
    pass(1000)
    progress.show({ rows: n * 1000, bytes: n * 10 })
  }
  progress.end()
  expect(said).toEqual([
    '10 %  10,000 rows  1,000 a second  1 min 30 s left\n',
    '20 %  20,000 rows  1,000 a second  1 min 20 s left\n',
  ])
})

test('at the very beginning nothing is known', () =>
  expect(progressText({ rows: 0, share: 0, seconds: 0 })).toBe('0 %  0 rows  0 a second  … left'))

test.each([
  [0.4, '0 s'],
  [59.4, '59 s'],
  [60, '1 min 0 s'],
  [3725, '62 min 5 s'],
])('%d: %s', (seconds, text) => expect(duration(seconds)).toBe(text))
