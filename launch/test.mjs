// npm test: everything that a machine can check, from a fresh clone: units, PostgreSQL in two versions, a real browser.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { startCluster } from './embedded-postgres.mjs'
import { inRoot } from './folders.mjs'
import { ensureInstalled } from './install.mjs'
import { findNode24 } from './node24.mjs'
import { part, quickChecks, testEnvironment, vitest } from './quick-checks.mjs'
import { entry, Refusal } from './refusal.mjs'
import { show } from './show.mjs'
import { ensureSystemPackages, findBrowser, postgres15 } from './system-packages.mjs'
import { countReport, lastLines, oneFailed, onePassed, sum } from './tally.mjs'

/** Where SQL is written: what lies above these folders asks the database through them. */
const sqlFolders = ['db/', 'domain/', 'platform/', 'cli/prepare', 'worker/queue']

await entry(async () => {
  await ensureInstalled()
  const node = findNode24()
  const env = testEnvironment(node)
  const browser = await ensureBrowser(node, env)
  const tallies = await quickChecks(node)
  // Before the database tests, of which some start the built server.
  const built = await part('build', () => build(node))
  tallies.push(built)
  tallies.push(...(await databaseTests(node, env)))
  if (existsSync(join(postgres15, 'postgres'))) {
    tallies.push(await part('database tests of SQL on PostgreSQL 15', () => onPostgres15(node, env)))
  } else {
    console.log('\nThere is no PostgreSQL 15 here: the database tests ran on the embedded one alone.')
  }
  if (built.failed === 0)
    tallies.push(await part('browser tests', () => playwright(node, { ...env, ...browser })))
  const total = sum(tallies)
  console.log(`\n${lastLines(total)}`)
  return total.failed > 0 ? 1 : 0
})

/** @returns {Promise<{ PORTAL_TEST_BROWSER?: string }>} */
async function ensureBrowser(node, env) {
  await ensureSystemPackages()
  const found = findBrowser()
  if (found) return { PORTAL_TEST_BROWSER: found }
  const code = await show(
    node,
    [inRoot('node_modules', '@playwright', 'test', 'cli.js'), 'install', 'chromium'],
    env,
  )
  if (code !== 0)
    console.log('There is no browser, and none could be installed: the browser tests will fail.')
  return {}
}

/**
 * All database tests, then whether they made each evidence of the trust page amber and red: a saboteur that checks nothing any more fails.
 * @returns {Promise<import('./tally.mjs').Tally[]>}
 */
async function databaseTests(node, env) {
  const folder = mkdtempSync(join(tmpdir(), 'portal-lights-'))
  const seen = join(folder, 'seen')
  writeFileSync(seen, '')
  try {
    const tests = await part('database tests', () => vitest(node, 'db', { ...env, LIGHTS_SEEN_FILE: seen }))
    const check = [inRoot('testing', 'check-lights.ts'), seen]
    const lights = await part('evidence that was made amber and red', async () =>
      (await show(node, check, env)) === 0 ? onePassed : oneFailed,
    )
    return [tests, lights]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function onPostgres15(node, env) {
  const folder = mkdtempSync(join(tmpdir(), 'portal-pg15-'))
  const superPassword = randomBytes(12).toString('hex')
  const settings = { fsync: 'off', full_page_writes: 'off', max_connections: '200' }
  const cluster = await startCluster({
    binDir: postgres15,
    dataDir: join(folder, 'data'),
    superPassword,
    settings,
  })
  // Ended by hand, our child ends too; the cluster must not stay.
  const onSignal = () => void cluster.stop('immediate')
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
  try {
    const on15 = { ...env, TEST_DATABASE_URL: cluster.superUrl, TEST_POSTGRES_BIN: postgres15 }
    return await vitest(node, 'db', on15, sqlFolders)
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    await cluster.stop('immediate')
    rmSync(folder, { recursive: true, force: true })
  }
}

async function build(node) {
  try {
    await ensureBuilt({ node, keysDir: inRoot('.keys') })
    return onePassed
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    console.error(error.message)
    return oneFailed
  }
}

async function playwright(node, env) {
  const folder = mkdtempSync(join(tmpdir(), 'portal-report-'))
  const report = join(folder, 'report.json')
  try {
    const program = inRoot('node_modules', '@playwright', 'test', 'cli.js')
    const reporting = { PLAYWRIGHT_JSON_OUTPUT_FILE: report, PLAYWRIGHT_FORCE_TTY: '0' }
    const code = await show(node, [program, 'test', '--reporter=dot,json'], { ...env, ...reporting })
    return countReport('playwright', report, code === 0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
