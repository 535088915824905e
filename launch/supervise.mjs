import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { root } from './folders.mjs'
import { guarded } from './guarded.mjs'
import { closeLog, keepLogSmall, openLog } from './log-file.mjs'
import { endProcess, signalGroup } from './processes.mjs'

const firstPause = 500
const longestPause = 3_000
/** One that lived this long did not die of what killed the one before it. */
const longLife = 30_000

/**
 * @typedef {object} Plan
 * @property {string} name @property {string} command @property {string[]} args @property {Record<string, string | undefined>} env
 * @property {string | undefined} logFile where its words go; to our own output when left out
 * @property {(name: string, pid: number) => () => void} track
 * @property {(line: string) => void} say
 */

/**
 * Runs a program and starts it again whenever it ends, with growing pauses. Nothing that happens later throws: a program
 * that cannot be started, on a full disk for one, is tried again like one that ended.
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
  const stopWatching = plan.logFile ? keepLogSmall(plan.logFile, plan.say) : () => {}
  const safely = (/** @type {(...given: any[]) => unknown} */ callback) =>
    guarded(plan.name, callback, plan.say)

  const startAgain = (/** @type {string} */ how, /** @type {number} */ began) => {
    if (stopping) return
    deaths += 1
    if (Date.now() - began > longLife) pause = firstPause
    timer = setTimeout(start, pause)
    plan.say(`${plan.name} ended (${how}), it is started again in ${pause / 1000} s`)
    pause = Math.min(pause * 2, longestPause)
  }

  const start = safely(() => {
    const began = Date.now()
    try {
      child = spawnLogged(plan)
    } catch (error) {
      return startAgain(error.message, began)
    }
    const forget = child.pid ? plan.track(plan.name, child.pid) : () => {}
    let ended = false
    const onEnd = (/** @type {string} */ how) => {
      if (ended) return
      ended = true
      // First: the program restarts even if something below fails.
      startAgain(how, began)
      forget()
    }
    child.once(
      'error',
      safely((error) => onEnd(error.message)),
    )
    child.once(
      'exit',
      safely((code, signal) => onEnd(signal ?? `exit code ${code}`)),
    )
  })

  start()
  return {
    name: plan.name,
    /** How often it ended unasked. */
    deaths: () => deaths,
    /** The last words in its log. */
    lastWords: () => (plan.logFile ? lastLines(plan.logFile) : ''),
    /** Asks it to end and waits, `patience` ms at most; then it is killed. */
    stop: async (/** @type {number} */ patience) => {
      stopping = true
      clearTimeout(timer)
      stopWatching()
      if (child?.pid && child.exitCode === null && child.signalCode === null)
        await endProcess(child.pid, patience)
    },
    kill: () => {
      stopping = true
      clearTimeout(timer)
      stopWatching()
      if (child?.pid) signalGroup(child.pid, 'SIGKILL')
    },
  }
}

/** Without a log when none can be opened: a portal without its log is better than none. */
function spawnLogged(/** @type {Plan} */ { name, command, args, env, logFile, say }) {
  const log = logFile ? openLog(logFile, (reason) => say(`${name} runs without a log: ${reason}`)) : 'inherit'
  try {
    // A process group of its own: Ctrl-C must reach it in the supervisor's order, not the terminal's.
    return spawn(command, args, { cwd: root, env, detached: true, stdio: ['ignore', log, log] })
  } finally {
    closeLog(log)
  }
}

function lastLines(/** @type {string} */ file) {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-20).join('\n')
  } catch (error) {
    return error.message
  }
}
