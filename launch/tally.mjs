import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { inRoot } from './folders.mjs'

/**
 * `named`: the lines that name what failed, and what passed only at the second try.
 * @typedef {{ passed: number, failed: number, skipped: number, named: string[] }} Tally
 */

/** @type {Readonly<Tally>} */
export const onePassed = Object.freeze({ passed: 1, failed: 0, skipped: 0, named: [] })
/** @type {Readonly<Tally>} */
export const oneFailed = Object.freeze({ passed: 0, failed: 1, skipped: 0, named: [] })

/**
 * @param {Tally[]} tallies
 * @returns {Tally}
 */
export function sum(tallies) {
  /** @type {Tally} */
  const total = { passed: 0, failed: 0, skipped: 0, named: [] }
  for (const one of tallies) {
    total.passed += one.passed
    total.failed += one.failed
    total.skipped += one.skipped
    total.named.push(...one.named)
  }
  return total
}

/** What a run ends with: a line for each test that failed or passed at the second try, then the counts. */
export const lastLines = (/** @type {Tally} */ tally) => [...tally.named, lastLine(tally)].join('\n')

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
  const tally = runner === 'vitest' ? ofVitest(report) : ofPlaywright(report)
  const silent = tally.failed === 0 && (!succeeded || tally.passed === 0)
  return silent ? { ...tally, failed: 1 } : tally
}

/** @returns {Tally} */
function ofVitest(report) {
  const named = report.testResults.flatMap(({ name, message, assertionResults }) => {
    const file = relative(inRoot(), name)
    const tests = assertionResults.flatMap(({ status, title, failureMessages }) => {
      if (status === 'failed') return [nameFailed(file, title)]
      return status === 'passed' && failureMessages.length > 0 ? [nameSecondTry(file, title)] : []
    })
    return message ? [nameFailed(file, message), ...tests] : tests
  })
  const skipped = report.numPendingTests + report.numTodoTests
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped, named }
}

/** @returns {Tally} */
function ofPlaywright(report) {
  /** @returns {string[]} */
  const namesIn = (suite) => [
    ...(suite.specs ?? []).flatMap(({ file, title, tests }) =>
      tests.flatMap(({ status }) => {
        if (status === 'unexpected') return [nameFailed(`e2e/${file}`, title)]
        return status === 'flaky' ? [nameSecondTry(`e2e/${file}`, title)] : []
      }),
    ),
    ...(suite.suites ?? []).flatMap(namesIn),
  ]
  const { expected, flaky, unexpected, skipped } = report.stats
  return {
    passed: expected + flaky,
    failed: unexpected,
    skipped,
    named: [...report.errors.map(({ message }) => `failed: ${message}`), ...report.suites.flatMap(namesIn)],
  }
}

const nameFailed = (/** @type {string} */ file, /** @type {string} */ title) => `failed: ${file}: ${title}`
const nameSecondTry = (/** @type {string} */ file, /** @type {string} */ title) =>
  `passed at the second try: ${file}: ${title}`
