import { inRoot } from './folders.mjs'
import { step } from './progress.mjs'
import { run } from './run.mjs'

/**
 * Brings the databases to this version, with reference data and, where asked for, the sample. Safe to repeat.
 * Throws a Refusal with the end of what was said when it cannot.
 * @param {string} node @param {Record<string, string | undefined>} env with every role
 * @param {{ signal?: AbortSignal, track?: (pid: number) => () => void }} [during]
 */
export async function prepareDatabases(node, env, during = {}) {
  const work = {
    what: 'Preparing the database',
    command: node,
    args: [inRoot('cli', 'prepare.ts')],
    env,
    ...during,
  }
  await step('bringing the database up to date', () => run(work))
}
