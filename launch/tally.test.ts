import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { countReport, lastLine, sum } from './tally.mjs'

const folder = mkdtempSync(join(tmpdir(), 'portal-tally-'))
afterAll(() => rmSync(folder, { recursive: true }))

function vitestReport(passed: number, failed: number, pending = 0): string {
  const file = join(folder, 'report.json')
  const report = { numPassedTests: passed, numFailedTests: failed, numPendingTests: pending, numTodoTests: 0 }
  writeFileSync(file, JSON.stringify(report))
  return file
}

test('tests are counted and added up', () => {
  const first = countReport('vitest', vitestReport(7, 0, 2), true)
  const second = countReport('vitest', vitestReport(3, 1), false)
  expect(lastLine(sum([first, second]))).toBe('10 passed, 1 failed, 2 skipped')
})

test('a browser test that passed at the second try has passed', () => {
  const file = join(folder, 'playwright.json')
  writeFileSync(file, JSON.stringify({ stats: { expected: 4, unexpected: 0, flaky: 1, skipped: 0 } }))
  expect(lastLine(countReport('playwright', file, true))).toBe('5 passed, 0 failed')
})

test('a suite that could not be loaded, no report and no tests are failures', () => {
  expect(countReport('vitest', vitestReport(7, 0), false).failed).toBe(1)
  expect(countReport('vitest', join(folder, 'none.json'), true).failed).toBe(1)
  expect(countReport('vitest', vitestReport(0, 0), true).failed).toBe(1)
})
