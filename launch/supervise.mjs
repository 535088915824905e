import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { root } from './folders.mjs'
import { endProcess, signalGroup } from './processes.mjs'

const firstPause = 500
const longestPause = 3_000
/** One that lived this long did not die of what killed the one before it. */
const longLife = 30_000
const logLimit = 20_000_000

/**
 * @typedef {object} Plan
 * @property {string} name @property {string} command @property {string[]} args @property {Record<string, string | undefined>} env
 * @property {string | undefined} logFile where its words go; to our own output when left out
 * @property {(name: string, pid: number) => () => void} track
 * @property {(line: string) => void} say
 */

/**
 * Runs a program and starts it again whenever it ends, with growing pauses.
 * @param {Plan} plan
 */
export function supervise(plan) {
  let stopping = false
  let deaths = 0
  let pause = firstPause
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child
  /** @type {NodeJS.Timeout | undefined} */
  let timer

  const start = () => {
    const began = Date.now()
    const log = plan.logFile && openLog(plan.logFile)
    // A group of its own: Ctrl-C must reach it in our order, not the terminal's.
    child = spawn(plan.command, plan.args, {
      cwd: root,
      env: plan.env,
      detached: true,
      stdio: log ? ['ignore', log, log] : ['ignore', 'inherit', 'inherit'],
    })
    if (log) closeSync(log)
    const forget = child.pid ? plan.track(plan.name, child.pid) : () => {}
    let ended = false
    const onEnd = (/** @type {string} */ how) => {
      if (ended) return
      ended = true
      forget()
      if (stopping) return
      deaths += 1
      if (Date.now() - began > longLife) pause = firstPause
      plan.say(`${plan.name} ended (${how}), it is started again in ${pause / 1000} s`)
      timer = setTimeout(start, pause)
      pause = Math.min(pause * 2, longestPause)
    }
    child.once('error', (error) => onEnd(error.message))
    child.once('exit', (code, signal) => onEnd(signal ?? `exit code ${code}`))
  }

  start()
  return {
    name: plan.name,
    /** How often it ended unasked. */
    deaths: () => deaths,
    /** The last words in its log. */
    lastWords: () =>
      plan.logFile ? readFileSync(plan.logFile, 'utf8').trimEnd().split('\n').slice(-20).join('\n') : '',
    /** Asks it to end and waits, `patience` ms at most; then it is killed. */
    stop: async (/** @type {number} */ patience) => {
      stopping = true
      clearTimeout(timer)
      if (child?.pid && child.exitCode === null && child.signalCode === null)
        await endProcess(child.pid, patience)
    },
    kill: () => {
      stopping = true
      clearTimeout(timer)
      if (child?.pid) signalGroup(child.pid, 'SIGKILL')
    },
  }
}

function openLog(/** @type {string} */ file) {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  if (existsSync(file) && statSync(file).size > logLimit) renameSync(file, `${file}.1`)
  return openSync(file, 'a', 0o600)
}
