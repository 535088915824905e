import net from 'node:net'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { type ArrayValue, arrayTypes, toArrayLiteral } from './arrays.ts'
import { copyOut } from './copy-out.ts'
import { ConnectionLost, DatabaseUnavailable } from './errors.ts'

export type ConnectionOptions = {
  url: string
  /** One of the hosts that the url names. */
  host: string
  port: number
  /** Settings of the server for this connection, sent when it opens. */
  parameters: Record<string, string>
  onNotify?: (payload: string) => void
}

export type Answer = unknown[] & { command?: string | null }
export type How = { prepare?: boolean; values?: boolean }

const control = /^(BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PREPARE TRANSACTION)/
const session = /^(SET|RESET|DISCARD|LISTEN|UNLISTEN)/

/**
 * One session on the server and never a second: the driver would reopen a lost connection in place and send to the new
 * session what belongs to the old one, so each connection is a driver client with one socket for life.
 */
export class Connection {
  dead = false
  /** True when a statement changed the session itself: the next caller must not inherit that. */
  tainted = false
  onDead: (reason: Error) => void = () => {}
  #client: postgres.Sql
  #socket: net.Socket | undefined
  #inFlight = new Set<(reason: Error) => void>()
  #expiry: NodeJS.Timeout | undefined

  private constructor(options: ConnectionOptions) {
    const driverOptions = {
      host: options.host,
      port: options.port,
      connection: options.parameters,
      types: arrayTypes,
      max: 1,
      fetch_types: false,
      idle_timeout: 0,
      max_lifetime: 0,
      onnotice: () => {},
      onnotify: (_channel: string, payload: string) => queueMicrotask(() => options.onNotify?.(payload)),
      onclose: () => this.discard(new ConnectionLost('the connection was closed')),
      socket: (target: { path: string | null | false }) => this.#openSocket(options, target.path),
    }
    this.#client = postgres(options.url, driverOptions)
    // Takes dates and JSON out of the driver's hands: drizzle's columns read and write them.
    drizzle(this.#client)
  }

  /** Opens within `limitMs` or throws why not: what the server answered, what the network said, or ConnectionLost. */
  static async open(options: ConnectionOptions, limitMs: number): Promise<Connection> {
    const connection = new Connection(options)
    connection.expireAt(performance.now() + limitMs)
    try {
      // A statement of the user's is never the first one: while connecting, the driver sends the first one again.
      await connection.run('select 1', [])
      await connection.#watchForLostClient()
      connection.neverExpire()
      return connection
    } catch (error) {
      connection.discard(new ConnectionLost('the connection could not be opened'))
      throw error
    }
  }

  /** A server of a system that cannot look for a lost client refuses this; its statement timeout must do. */
  async #watchForLostClient() {
    await this.run('set client_connection_check_interval = 1000', []).catch((error: unknown) => {
      if (!(error instanceof postgres.PostgresError)) throw error
    })
  }

  #openSocket(options: ConnectionOptions, path: string | null | false): net.Socket {
    if (this.#socket || this.dead) throw new ConnectionLost('a lost connection is never reopened')
    const socket = path
      ? net.connect({ path })
      : net.connect({ host: options.host, port: options.port, noDelay: true })
    socket.on('error', () => {})
    socket.once('close', () => this.discard(new ConnectionLost('the connection was closed')))
    this.#socket = socket
    // The driver checks a TLS certificate against this name.
    return Object.assign(socket, { host: options.host, port: options.port })
  }

  /** Ends the session at the deadline, whatever is in flight. `at` in milliseconds of performance.now(). */
  expireAt(at: number) {
    clearTimeout(this.#expiry)
    const ms = Math.max(0, at - performance.now())
    this.#expiry = setTimeout(() => this.discard(new ConnectionLost('the deadline passed')), ms)
  }

  neverExpire() {
    clearTimeout(this.#expiry)
  }

  /** Ends the session at once and for good; statements in flight fail with `reason`. */
  discard(reason: Error) {
    if (this.dead) return
    this.dead = true
    clearTimeout(this.#expiry)
    this.#socket?.destroy()
    for (const reject of this.#inFlight) reject(reason)
    this.onDead(reason)
  }

  /** Ends the session cleanly. For a connection that nobody uses. */
  async end() {
    await this.#client.end({ timeout: 1 })
    this.discard(new ConnectionLost('the connection was closed'))
  }

  /**
   * Sends one statement of the program's own. Throws DatabaseUnavailable when nothing was sent or the server said that
   * it cannot go on, ConnectionLost when it was in flight, else what the server answered.
   */
  async run(text: string, params: unknown[], how: How = {}): Promise<Answer> {
    if (this.dead) throw new DatabaseUnavailable('the connection was lost before this statement')
    const statement = this.#client.unsafe<postgres.Row[]>(text, params.map(plain), {
      prepare: how.prepare ?? false,
    })
    const answered: PromiseLike<Answer> = how.values ? statement.values() : statement
    const { promise: lost, reject: lose } = Promise.withResolvers<never>()
    this.#inFlight.add(lose)
    try {
      return await Promise.race([answered, lost])
    } catch (error) {
      throw this.#judge(error)
    } finally {
      this.#inFlight.delete(lose)
    }
  }

  /** As `run`, for a caller's statement: begin and commit are not theirs to send. */
  async runForCaller(text: string, params: unknown[], how: How): Promise<Answer> {
    const answer = await this.run(text, params, how)
    for (const command of commandsOf(answer)) {
      if (session.test(command)) this.tainted = true
      if (!control.test(command)) continue
      const mistake = new Error(`${command} is not for callers: use database.transaction()`)
      this.discard(mistake)
      throw mistake
    }
    return answer
  }

  /**
   * What a `COPY … TO STDOUT` writes, row by row. Throws as `run` does. Who stops reading early has no connection afterwards:
   * the server would go on sending.
   */
  async *copyOut(text: string): AsyncGenerator<Buffer> {
    if (this.dead) throw new DatabaseUnavailable('the connection was lost before this statement')
    let hasEnded = false
    try {
      yield* copyOut(this.#client, text)
      hasEnded = true
    } catch (error) {
      hasEnded = true
      throw this.#judge(error)
    } finally {
      if (!hasEnded) this.discard(new ConnectionLost('a copy was not read to its end'))
    }
  }

  #judge(error: unknown): unknown {
    if (!(error instanceof postgres.PostgresError)) {
      // Not an answer of the server: what it did, and what it still sends, is unknown. End the session.
      const lost =
        error instanceof ConnectionLost ? error : new ConnectionLost('the connection broke', { cause: error })
      this.discard(lost)
      return lost
    }
    // The detail of an error quotes values of the row, which must not reach a log.
    delete error.detail
    // Out of resources, stopped or cancelled by the operator or a time limit, trouble of the machine.
    return /^(53|57|58)/.test(error.code)
      ? new DatabaseUnavailable(`the server could not go on (${error.code})`, { cause: error })
      : error
  }
}

/** What the statements of one message were answered: `INSERT`, `COMMIT`. */
export const commandsOf = (answer: Answer): string[] =>
  typeof answer.command === 'string'
    ? [answer.command]
    : answer.flatMap((part) => (Array.isArray(part) ? commandsOf(part) : []))

type Parameter = string | number | boolean | Uint8Array | null

/** What the driver can put on the wire; anything else is a mistake found here, before it breaks a connection. */
function plain(value: unknown): Parameter {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return toArrayLiteral(value as ArrayValue)
  if (value === null || value instanceof Uint8Array) return value
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value
    case 'bigint':
      return String(value)
  }
  throw new TypeError(`A statement cannot carry a parameter of type ${typeof value}`)
}
