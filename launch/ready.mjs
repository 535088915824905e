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
    if (answer === 200) return
    const broken = processes.find((one) => one.deaths() >= 3)
    if (broken) throw new Refusal(`${broken.name} does not start:\n${broken.lastWords()}`)
    if (Date.now() > until) {
      const words = processes.map((one) => one.lastWords()).join('\n')
      throw new Refusal(`/health/ready answers ${answer} after ${patience / 1000} s:\n${words}`)
    }
  }
}

/** @returns {Promise<number | string>} the status, or why there is none */
function ask(/** @type {import('./environment.mjs').Settings} */ { host, port, appUrl }) {
  const reached = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host
  return new Promise((done) => {
    const headers = { host: new URL(appUrl).host }
    const question = request(
      { host: reached, port, path: '/health/ready', headers, timeout: 5000 },
      (answer) => {
        answer.resume()
        done(answer.statusCode ?? 0)
      },
    )
    question.on('timeout', () => question.destroy(new Error('nothing')))
    question.on('error', (error) => done(error.message))
    question.end()
  })
}
