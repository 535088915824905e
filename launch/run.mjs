import { spawn } from 'node:child_process'
import { root } from './folders.mjs'
import { signalGroup } from './processes.mjs'
import { Refusal } from './refusal.mjs'

/**
 * @typedef {object} Run
 * @property {string} what for the message when it fails, as "The build"
 * @property {string} command
 * @property {string[]} args
 * @property {Record<string, string | undefined>} [env]
 * @property {AbortSignal} [signal] ends it early
 * @property {(pid: number) => () => void} [track] called with the process id; the returned function is called at its end
 */

/**
 * Runs a program to its end, keeping its words for the case that it fails: then a Refusal carries the last of them.
 * @param {Run} run
 * @returns {Promise<string>} what it wrote to stdout and stderr
 */
export function run({ what, command, args, env, signal, track }) {
  return new Promise((done, fail) => {
    let output = ''
    const child = spawn(command, args, { env, cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const untrack = child.pid ? track?.(child.pid) : undefined
    const stop = () => child.pid && signalGroup(child.pid, 'SIGTERM')
    signal?.addEventListener('abort', stop)
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text
      })
    }
    const end = (/** @type {string} */ how) => {
      signal?.removeEventListener('abort', stop)
      untrack?.()
      if (!how) return done(output)
      fail(new Refusal(`${what} failed (${how}):\n${output.trimEnd().split('\n').slice(-30).join('\n')}`))
    }
    child.once('error', (error) => end(error.message))
    child.once('close', (code, by) => end(code === 0 ? '' : by ? `ended by ${by}` : `exit code ${code}`))
  })
}
