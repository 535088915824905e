import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from './refusal.mjs'

/**
 * Waits until the server answers that it is ready. Throws a Refusal when it keeps dying, or after `patience` ms.
 * @param {import('./environment.mjs').Settings} settings
 * @param {{ processes: ReturnType<typeof import('./supervise.mjs').supervise>[], signal: AbortSignal, patience: number }} wait
 */
export async function waitUntilReady(settings, { processes, signal, patience }) {
  for (const until = Date.now() + patience; ; await sleep(100, undefined, { signal })) {
    const answer = await ask(settings)
    if (answer === '') return
    const broken = processes.find((one) => one.deaths() >= 3)
    if (broken) throw new Refusal(`${broken.name} does not start:\n${broken.lastWords()}`)
    if (Date.now() > until) {
      const words = processes.map((one) => one.lastWords()).join('\n')
      throw new Refusal(`/health/ready: ${answer} after ${patience / 1000} s:\n${words}`)
    }
  }
}

/** @returns {Promise<string>} empty when it is ready, else what is not */
function ask(/** @type {import('./environment.mjs').Settings} */ { host, port, appUrl }) {
  const reached = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host
  return new Promise((done) => {
    const headers = { host: new URL(appUrl).host }
    const question = request(
      { host: reached, port, path: '/health/ready', headers, timeout: 5000 },
      async (answer) => done(answer.statusCode === 200 ? '' : await whatFails(answer)),
    )
    question.on('timeout', () => question.destroy(new Error('no answer')))
    question.on('error', (error) => done(error.message))
    question.end()
  })
}

/** The checks that fail, as “503 (writes, disk)”. */
async function whatFails(/** @type {import('node:http').IncomingMessage} */ answer) {
  try {
    let body = ''
    for await (const piece of answer.setEncoding('utf8')) body += piece
    const { checks } = JSON.parse(body)
    return `${answer.statusCode} (${Object.keys(checks)
      .filter((name) => !checks[name])
      .join(', ')})`
  } catch {
    return String(answer.statusCode)
  }
}
