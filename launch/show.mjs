import { spawn } from 'node:child_process'
import { root } from './folders.mjs'

/**
 * Runs a program in front of the person: its input and output are ours, and Ctrl-C reaches it as it reaches us.
 * @param {string} command @param {string[]} args @param {Record<string, string | undefined>} env
 * @returns {Promise<number>} its exit code
 */
export function show(command, args, env) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' })
    child.once('error', fail)
    child.once('exit', (code) => done(code ?? 1))
  })
}
