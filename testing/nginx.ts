import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const root = join(import.meta.dirname, '..')
const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin']

/** The installed nginx; undefined where there is none, and tests that need it are skipped. */
export const nginxProgram = folders.map((folder) => join(folder, 'nginx')).find((path) => existsSync(path))

export type Heard = { status: number; headers: [string, string][]; body: Buffer }

type Sent = { method?: string; headers?: Record<string, string>; body?: Buffer | string }

export type Nginx = {
  url: string
  httpsPort: number
  httpPort: number
  ask(path: string, sent?: Sent): Promise<Heard>
  /** What the access log and the error log hold. */
  logs(): string
  /** The certificate that readers must trust. */
  certificate: string
  stop(): Promise<void>
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  const closed = once(probe, 'close')
  probe.close()
  await closed
  return typeof address === 'object' && address ? address.port : 0
}

/**
 * Starts nginx with the shipped configuration in front of a portal on `upstream`. Only names, ports and folders are changed,
 * and what `changes` says. `httpsPort` is chosen by the caller, since the portal must know its own address.
 */
export async function startNginx(given: {
  upstream: number
  httpsPort: number
  changes?: [RegExp, string][]
}): Promise<Nginx> {
  if (!nginxProgram) throw new Error('nginx is not installed')
  const folder = mkdtempSync(join(tmpdir(), 'portal-nginx-'))
  chmodSync(folder, 0o755)
  const httpPort = await freePort()
  const config = join(folder, 'config')
  cpSync(join(root, 'deploy/nginx'), config, { recursive: true })
  for (const name of ['tls', 'log', 'cache', 'temporary']) mkdirSync(join(folder, name))
  for (const name of ['log', 'cache', 'temporary']) chmodSync(join(folder, name), 0o777)
  selfSigned(join(folder, 'tls'))
  const changes: [RegExp, string][] = [
    [/\/opt\/privacy-portal\/deploy\/nginx/g, config],
    [/\/etc\/privacy-portal\/tls/g, join(folder, 'tls')],
    [/\/var\/log\/nginx/g, join(folder, 'log')],
    [/\/var\/cache\/nginx\/portal/g, join(folder, 'cache')],
    [/\/run\/nginx\.pid/g, join(folder, 'pid')],
    [/^\s*listen \[::\].*$/gm, ''],
    [/listen 443/g, `listen 127.0.0.1:${given.httpsPort}`],
    [/listen 80/g, `listen 127.0.0.1:${httpPort}`],
    [/https:\/\/privacy\.example\.kz/g, `https://localhost:${given.httpsPort}`],
    [/privacy\.example\.kz/g, 'localhost'],
    [/127\.0\.0\.1:3000/g, `127.0.0.1:${given.upstream}`],
    [/worker_rlimit_nofile.*$/gm, ''],
    [/worker_connections 8192/g, 'worker_connections 512'],
    [/^http \{$/gm, `http {\n${temporaryFolders(join(folder, 'temporary'))}`],
    ...(process.getuid?.() === 0 ? [] : ([[/^user .*$/gm, '']] as [RegExp, string][])),
  ]
  for (const name of readdirSync(config).filter((one) => one.endsWith('.conf'))) {
    let text = readFileSync(join(config, name), 'utf8')
    for (const [from, to] of [...changes, ...(given.changes ?? [])]) text = text.replace(from, () => to)
    writeFileSync(join(config, name), text)
  }
  const certificate = readFileSync(join(folder, 'tls/fullchain.pem'), 'utf8')
  const child = spawn(nginxProgram, ['-c', join(config, 'nginx.conf'), '-g', 'daemon off;'], {
    stdio: 'pipe',
  })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  const gone = once(child, 'exit')
  while (!existsSync(join(folder, 'pid'))) {
    if (child.exitCode !== null) throw new Error(`nginx did not start: ${said}`)
    await sleep(20)
  }
  return {
    url: `https://localhost:${given.httpsPort}`,
    httpsPort: given.httpsPort,
    httpPort,
    ask: (path, sent = {}) => ask(given.httpsPort, certificate, path, sent),
    logs: () =>
      readdirSync(join(folder, 'log'))
        .map((name) => readFileSync(join(folder, 'log', name), 'utf8'))
        .join('\n'),
    certificate: join(folder, 'tls/fullchain.pem'),
    stop: async () => {
      child.kill('SIGTERM')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const temporaryFolders = (folder: string) =>
  ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `    ${name}_temp_path ${join(folder, name)};\n`)
    .join('')

function selfSigned(folder: string): void {
  const args = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
  ]
  args.push('-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost')
  args.push('-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem'))
  execFileSync('openssl', args, { stdio: 'pipe' })
}

function ask(
  port: number,
  ca: string,
  path: string,
  { method = 'GET', headers = {}, body }: Sent,
): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const options = { host: '127.0.0.1', port, servername: 'localhost', ca, path, method, agent: false }
    const asked = request({ ...options, headers: { host: 'localhost', ...length, ...headers } }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk) => chunks.push(chunk))
      answer.on('end', () => {
        const raw = answer.rawHeaders
        const pairs = raw.flatMap((name, at) =>
          at % 2 === 0 ? [[name.toLowerCase(), raw[at + 1] ?? '']] : [],
        )
        resolve({
          status: answer.statusCode ?? 0,
          headers: pairs as [string, string][],
          body: Buffer.concat(chunks),
        })
      })
    })
    // An answer may come before the whole of a body was taken.
    asked.on('error', reject)
    asked.end(body)
  })
}
