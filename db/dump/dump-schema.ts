import { fork } from 'node:child_process'
import net from 'node:net'
import { pipeline } from 'node:stream/promises'
import tls from 'node:tls'
import postgres from 'postgres'

const program = new URL('./pg-dump-process.ts', import.meta.url).pathname
const limitMs = 120_000
/** Asks a server for TLS: the length, and the code of the request. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])

/**
 * Since the minor versions of November 2026 (15.20) a server notes a version at each column, which this pg_dump takes for an
 * option of the column. A server makes its own, and those of other versions refuse it.
 */
const columnVersions = /^ALTER TABLE ONLY .+ ALTER COLUMN .+ SET \(pg_attver='?\w+'?\);\n/gm

/**
 * The definitions of everything in a database as SQL for psql, by PostgreSQL's own pg_dump: `pre-data` makes types, functions
 * and empty tables; `post-data` makes indexes, constraints, triggers and row-level security. Without owners and rights, and
 * without extensions: the portal needs none, and only a superuser may create those that an administrator has added.
 * `snapshot` as another session exported it. Throws what pg_dump or the connection said.
 */
export async function dumpSchema(
  url: string,
  { section, snapshot }: { section: 'pre-data' | 'post-data'; snapshot: string },
): Promise<string> {
  const socket = await connect(url)
  const { user, pass, database } = postgres(url, { max: 1 }).options
  const password = typeof pass === 'string' ? pass : ''
  // The connection is ours, and encrypted where it has to be: libpq needs only who connects to what.
  const parts = [user, password, database].map((part) => encodeURIComponent(part ?? ''))
  const target = `postgresql://${parts[0]}:${parts[1]}@127.0.0.1/${parts[2]}?sslmode=disable&gssencmode=disable`
  const how = ['--schema-only', '--no-owner', '--no-privileges', '--no-comments', '--no-security-labels']
  const what = [`--section=${section}`, '--exclude-extension=*']
  const args = [...what, `--snapshot=${snapshot}`, ...how, '-d', target]
  const child = fork(program, {
    stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
    env: { NODE_ENV: process.env.NODE_ENV },
    timeout: limitMs,
  })
  const { stdin, stdout } = child
  if (!stdin || !stdout) throw new Error('pg_dump has no input and output')
  const said = new Promise<{ schema?: string; failure?: string }>((resolve, reject) => {
    child.once('message', resolve)
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`pg_dump ended with ${signal ?? code}`)))
  })
  // Either side may end first; what pg_dump says decides.
  const both = Promise.allSettled([pipeline(socket, stdin), pipeline(stdout, socket)])
  try {
    child.send(args)
    const { schema, failure } = await said
    // pg_dump also says where it would look for other programs.
    if (schema === undefined) throw new Error(failure?.split('error: ').at(-1) ?? 'pg_dump said nothing')
    return schema.replace(columnVersions, '')
  } finally {
    socket.destroy()
    child.kill()
    await both
  }
}

async function connect(url: string): Promise<net.Socket> {
  const { host, port, path, ssl } = postgres(url, { max: 1 }).options
  const name = host[0] ?? 'localhost'
  const socket = path ? net.connect({ path }) : net.connect({ host: name, port: port[0] ?? 5432 })
  await once(socket, 'connect')
  // The driver passes on whatever the url says.
  if (!ssl || String(ssl) === 'disable') return socket
  socket.write(sslRequest)
  const [answer] = await once(socket, 'data')
  if (answer?.[0] !== 0x53) throw new Error('the database server does not offer TLS')
  socket.pause()
  const own = typeof ssl === 'object' ? ssl : { rejectUnauthorized: ssl === 'verify-full' }
  const secure = tls.connect({ socket, ...(net.isIP(name) ? {} : { servername: name }), ...own })
  await once(secure, 'secureConnect')
  return secure
}

async function once(socket: net.Socket, event: string): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once(event, (...given) => {
      socket.off('error', reject)
      resolve(given)
    })
  })
}
