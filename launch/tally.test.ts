import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { inRoot } from './folders.mjs'
import { countReport, lastLine, lastLines, sum } from './tally.mjs'

const folder = mkdtempSync(join(tmpdir(), 'portal-tally-'))
afterAll(() => rmSync(folder, { recursive: true }))

function vitestReport(passed: number, failed: number, pending = 0, testResults: object[] = []): string {
  return writeReport({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    numTodoTests: 0,
    testResults,
  })
}

function writeReport(report: object): string {
  const file = join(folder, 'report.json')
  writeFileSync(file, JSON.stringify(report))
  return file
}

test('tests are counted and added up', () => {
  const first = countReport('vitest', vitestReport(7, 0, 2), true)
  const second = countReport('vitest', vitestReport(3, 1), false)
  expect(lastLine(sum([first, second]))).toBe('10 passed, 1 failed, 2 skipped')
})

test('a browser test that passed at the second try has passed', () => {
  const spec = (title: string, status: string) => ({ file: 'terms.spec.ts', title, tests: [{ status }] })
  const file = writeReport({
    stats: { expected: 4, unexpected: 0, flaky: 1, skipped: 0 },
    errors: [],
    suites: [{ suites: [{ specs: [spec('shows the term', 'expected'), spec('keeps it', 'flaky')] }] }],
  })
  expect(lastLines(countReport('playwright', file, true))).toBe(
    'passed at the second try: e2e/terms.spec.ts: keeps it\n5 passed, 0 failed',
  )
})

test('what failed is named at the end, where it is read', () => {
  const result = (title: string, status: string, ...failureMessages: string[]) => ({
    title,
    status,
    failureMessages,
  })
  const file = vitestReport(2, 1, 0, [
    {
      name: inRoot('domain', 'terms.test.ts'),
      message: '',
      assertionResults: [
        result('counts days', 'failed', 'expected 3'),
        result('counts months', 'passed'),
        result('counts years', 'passed', 'connection lost'),
      ],
    },
    { name: inRoot('domain', 'broken.test.ts'), message: 'cannot be loaded', assertionResults: [] },
  ])
  expect(lastLines(countReport('vitest', file, false)).split('\n')).toEqual([
    'failed: domain/terms.test.ts: counts days',
    'passed at the second try: domain/terms.test.ts: counts years',
    'failed: domain/broken.test.ts: cannot be loaded',
    '2 passed, 1 failed',
  ])
})

test('a suite that could not be loaded, no report and no tests are failures', () => {
  expect(countReport('vitest', vitestReport(7, 0), false).failed).toBe(1)
  expect(countReport('vitest', join(folder, 'none.json'), true).failed).toBe(1)
  expect(countReport('vitest', vitestReport(0, 0), true).failed).toBe(1)
})
