// `npm run bench -- slow-clients [connections] [seconds]`: 2,000 slow senders of headers, of bodies and slow readers for 20 s each, by
// slowhttptest against the shipped nginx with the portal behind it; meanwhile a client of another network asks as usual. Needs nginx
// and slowhttptest (apt-get install nginx slowhttptest).
import { execFile } from 'node:child_process'
import { request } from 'node:https'
import { promisify } from 'node:util'
import { freePort, startNginx } from '#testing/nginx.ts'
import { openGround } from './ground.ts'

const [connections = 2000, seconds = 20] = process.argv.slice(2).map(Number)
const run = promisify(execFile)
const ground = await openGround({ proxied: true })
const portal = await ground.serve('api-server.ts')

/** How each kind is asked for; the last one reads a long answer a few bytes at a time. */
const kinds: Record<string, string[]> = {
  nobody: [],
  headers: ['-H', '-i', '5', '-x', '24'],
  bodies: ['-B', '-i', '5', '-s', '60000', '-x', '24', '-t', 'POST'],
  readers: ['-X', '-w', '512', '-y', '1024', '-n', '5', '-z', '32', '-k', '3'],
}

type Took = {
  /** Failures by status; 0: no answer in ten seconds. */ statuses: Record<string, number>
  answered: number
  failed: number
  p50: number
  p95: number
  longest: number
}

/** A usual client: a call of the API over a new connection, eight a second: strangers of one network may make 600 a minute. */
async function usual(port: number, until: number): Promise<Took> {
  const times: number[] = []
  let failed = 0
  const statuses: Record<string, number> = {}
  const once = () =>
    new Promise<number>((done) => {
      const options = {
        host: '127.0.0.1',
        localAddress: '127.9.0.2',
        port,
        servername: 'localhost',
        agent: false,
      }
      const asked = request(
        {
          ...options,
          path: '/api/v1/policy',
          rejectUnauthorized: false,
          headers: { host: 'localhost' },
          timeout: 10_000,
        },
        (answer) => answer.resume().on('end', () => done(answer.statusCode ?? 0)),
      )
      asked.on('timeout', () => asked.destroy())
      asked.on('error', () => done(0))
      asked.end()
    })
  const waiting: Promise<void>[] = []
  while (performance.now() < until) {
    const from = performance.now()
    waiting.push(
      once().then((status) => {
        if (status === 200) times.push(performance.now() - from)
        else {
          failed += 1
          statuses[status] = (statuses[status] ?? 0) + 1
        }
      }),
    )
    await new Promise((done) => setTimeout(done, 125))
  }
  await Promise.all(waiting)
  times.sort((a, b) => a - b)
  const at = (share: number) =>
    Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0)
  return { statuses, answered: times.length, failed, p50: at(0.5), p95: at(0.95), longest: at(1) }
}

const results: Record<string, Took & { network: string; open: number; closed: number }> = {}
// As shipped one network has 400 connections at most. Without that limit the slow ones count as if each had a network of its own.
for (const [network, changes] of [
  ['one', []],
  ['many', [[/limit_conn connections \d+;/, '']]],
] as [string, [RegExp, string][]][]) {
  // slowhttptest names no host in its handshake, and gets none then: it comes without TLS.
  const plainPort = await freePort()
  const nginx = await startNginx({
    upstream: portal.port,
    httpsPort: await freePort(),
    changes: [
      [/worker_connections 512/, 'worker_connections 8192'],
      [/(?<=server_name )localhost;(?=\s+ssl_certificate )/, `localhost; listen 127.0.0.1:${plainPort};`],
      ...changes,
    ],
  })
  for (const [kind, given] of Object.entries(kinds)) {
    const slow = ['-c', `${connections}`, '-r', '1000', '-l', `${seconds}`, '-p', '10', ...given]
    const path = kind === 'bodies' ? '/ru/sign-in' : '/api/v1/openapi.json'
    const url = `http://127.0.0.1:${plainPort}${path}`
    const attack =
      given.length === 0
        ? { stdout: '' }
        : run('slowhttptest', [...slow, '-u', url], { maxBuffer: 100_000_000 })
    const took = await usual(nginx.httpsPort, performance.now() + seconds * 1000)
    const { stdout } = await attack
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it colours its figures
    const said = stdout.replace(/\u001b\[[\d;]*m/g, '')
    const most = (name: string) =>
      Math.max(0, ...[...said.matchAll(new RegExp(`${name}:\\s+(\\d+)`, 'g'))].map(([, n]) => Number(n)))
    results[`${kind}, ${network}`] = { network, ...took, open: most('connected'), closed: most('closed') }
  }
  await nginx.stop()
}
console.table(results)
console.log(
  JSON.stringify({ bench: 'slow-clients', connections, seconds, memory: await portal.memory(), results }),
)
await portal.stop()
await ground.close()
process.exitCode = Object.values(results).some(
  ({ p95, failed, answered }) => p95 > 1000 || failed > answered / 100,
)
  ? 1
  : 0
