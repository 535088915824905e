import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { inRoot, root } from './folders.mjs'
import { buildEnvironment } from './process-environments.mjs'
import { step } from './progress.mjs'
import { run } from './run.mjs'

const rooms = ['app', 'components', 'domain', 'platform', 'db', 'i18n', 'public']
const outside = ['server.ts', 'vitest.config.ts', 'playwright.config.ts', 'drizzle.config.ts']
const isSource = (/** @type {string} */ name) => !/\.test\.tsx?$|\.md$/.test(name)

/**
 * Builds the pages unless the build there is made of the same sources. Throws a Refusal with the end of the build's output.
 * @param {{ node: string, keysDir: string, signal?: AbortSignal, track?: (pid: number) => () => void }} with_
 */
export async function ensureBuilt({ node, keysDir, ...during }) {
  const env = buildEnvironment({ node, keysDir })
  const stampFile = inRoot('.next', 'portal-build')
  const wanted = sourcesHash(root, env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY)
  const stamp = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : ''
  if (stamp === wanted && existsSync(inRoot('.next', 'BUILD_ID'))) return
  rmSync(stampFile, { force: true })
  const args = [inRoot('node_modules', 'next', 'dist', 'bin', 'next'), 'build']
  await step('building the pages', () => run({ what: 'next build', command: node, args, env, ...during }))
  writeFileSync(stampFile, wanted)
}

/**
 * A hash of everything that goes into the build.
 * @param {string} folder the checkout @param {string} actionsKey it is built in
 */
export function sourcesHash(folder, actionsKey) {
  const files = ['package-lock.json']
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const config = /\.(ts|mjs|js)$/.test(entry.name) && !outside.includes(entry.name) && isSource(entry.name)
    // Written by Next itself during the build.
    if (entry.isFile() && config && entry.name !== 'next-env.d.ts') files.push(entry.name)
  }
  for (const room of rooms) {
    if (!existsSync(join(folder, room))) continue
    for (const entry of readdirSync(join(folder, room), { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath ?? entry.path, entry.name)
      if (entry.isFile() && isSource(entry.name)) files.push(relative(folder, path))
    }
  }
  const hash = createHash('sha256').update(actionsKey)
  for (const file of files.sort()) hash.update(`\0${file}\0`).update(readFileSync(join(folder, file)))
  return hash.digest('hex')
}
