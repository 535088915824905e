import { existsSync, readFileSync } from 'node:fs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

export const onePassed = Object.freeze({ passed: 1, failed: 0, skipped: 0 })
export const oneFailed = Object.freeze({ passed: 0, failed: 1, skipped: 0 })

/**
 * @param {Tally[]} tallies
 * @returns {Tally}
 */
export function sum(tallies) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const one of tallies) {
    total.passed += one.passed
    total.failed += one.failed
    total.skipped += one.skipped
  }
  return total
}

/** The line that a run ends with. */
export function lastLine(/** @type {Tally} */ { passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/**
 * Counts a runner's report. A report that is missing, empty or says less than the exit code is a failure: a suite that
 * could not be loaded must not pass because it has no tests.
 * @param {'vitest' | 'playwright'} runner @param {string} file @param {boolean} succeeded by the exit code
 * @returns {Tally}
 */
export function countReport(runner, file, succeeded) {
  if (!existsSync(file)) return oneFailed
  const report = JSON.parse(readFileSync(file, 'utf8'))
  const tally =
    runner === 'vitest'
      ? {
          passed: report.numPassedTests,
          failed: report.numFailedTests,
          skipped: report.numPendingTests + report.numTodoTests,
        }
      : {
          passed: report.stats.expected + report.stats.flaky,
          failed: report.stats.unexpected,
          skipped: report.stats.skipped,
        }
  const silent = tally.failed === 0 && (!succeeded || tally.passed === 0)
  return silent ? { ...tally, failed: 1 } : tally
}
