import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { inRoot } from './folders.mjs'
import { show } from './show.mjs'
import { countReport, oneFailed, onePassed } from './tally.mjs'

/** @typedef {import('./tally.mjs').Tally} Tally */

/**
 * The environment of checks and tests: Node 24 first, and nothing of a portal that is set up on this machine.
 * @param {string} node
 */
export function testEnvironment(node) {
  const settings =
    /^(DATABASE_|PLATFORM_|PORTAL_|SMTP_|OIDC_|(MAIL_FROM|OPERATOR_FILE|APP_URL|HOST|PORT|METRICS_PORT|NODE_ENV)$)/
  const kept = Object.entries(process.env).filter(([name]) => !settings.test(name))
  return {
    ...Object.fromEntries(kept),
    PATH: dirname(node) + delimiter + (process.env.PATH ?? ''),
    NEXT_TELEMETRY_DISABLED: '1',
  }
}

/**
 * Does a part of a run and says how long it took.
 * @param {string} name @param {() => Promise<Tally>} work
 */
export async function part(name, work) {
  const began = Date.now()
  console.log(`\n── ${name}`)
  const tally = await work()
  console.log(
    `── ${name}: ${tally.failed > 0 ? 'FAILED' : 'passed'}, ${Math.round((Date.now() - began) / 1000)} s`,
  )
  return tally.failed > 0 && tally.named.length === 0 ? { ...tally, named: [`failed: ${name}`] } : tally
}

/**
 * Format, lint, types, and the tests that need nothing but Node, the architecture among them.
 * @param {string} node
 * @returns {Promise<Tally[]>}
 */
export async function quickChecks(node) {
  const env = testEnvironment(node)
  const tool = async (/** @type {string[]} */ ...args) =>
    (await show(node, args, env)) === 0 ? onePassed : oneFailed
  const biome = inRoot('node_modules', '@biomejs', 'biome', 'bin', 'biome')
  return [
    await part('format and lint', () => tool(biome, 'check', '--error-on-warnings', '.')),
    await part('types', async () => {
      // What Next declares for pages and style sheets is not in a fresh clone.
      const next = inRoot('node_modules', 'next', 'dist', 'bin', 'next')
      if (!existsSync(inRoot('next-env.d.ts'))) await tool(next, 'typegen')
      return tool(
        inRoot('node_modules', 'typescript', 'bin', 'tsc'),
        '--noEmit',
        '-p',
        inRoot('tsconfig.json'),
      )
    }),
    await part('unit tests', () => vitest(node, 'unit', env)),
  ]
}

/**
 * Runs one project of vitest.config.ts, or its files under `folders`, and counts the tests.
 * @param {string} node @param {'unit' | 'db'} project @param {Record<string, string | undefined>} env
 * @param {string[]} folders
 * @returns {Promise<Tally>}
 */
export async function vitest(node, project, env, folders = []) {
  const folder = mkdtempSync(join(tmpdir(), 'portal-report-'))
  const report = join(folder, 'report.json')
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`]
  try {
    const program = inRoot('node_modules', 'vitest', 'vitest.mjs')
    const code = await show(node, [program, 'run', '--project', project, ...reporters, ...folders], env)
    return countReport('vitest', report, code === 0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
