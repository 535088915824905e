import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import { type Answer, type Connection, commandsOf, type How } from './connection.ts'
import { CommitUnknown, ConnectionLost, DatabaseUnavailable, TransactionRolledBack } from './errors.ts'
import type { Run } from './session.ts'

/** Drizzle inside a transaction: statements run one after the other and are refused once the callback has ended. */
export type Transaction = PostgresJsDatabase

export type TransactionOptions = {
  /** Sent with BEGIN, valid in this transaction only: `{ 'app.actor': '…' }`. */
  settings?: Record<string, string>
  /** For waiting, connecting and working together. */
  deadlineMs?: number
  readOnly?: boolean
  isolation?: 'repeatable read'
}

/** How statements of a transaction are planned. A plan is kept with its connection: it must suit tables that grow. */
const planner = ['enable_hashjoin', 'enable_mergejoin', 'enable_seqscan', 'jit', 'plan_cache_mode']

/** The first message of a transaction, settings included. Throws TypeError for a name or a value that cannot be sent. */
export function beginText(options: TransactionOptions): string {
  const settings = Object.entries(options.settings ?? {}).map(([name, value]) => {
    if (!/^app\.[a-z_]+$/.test(name) && !planner.includes(name))
      throw new TypeError(`A transaction cannot set ${JSON.stringify(name)}`)
    return configure(name, value)
  })
  if (options.deadlineMs !== undefined) {
    const limit = String(serverLimit(options.deadlineMs))
    settings.push(configure('statement_timeout', limit))
    settings.push(configure('idle_in_transaction_session_timeout', String(options.deadlineMs)))
  }
  const modes = [
    options.isolation === 'repeatable read' && ' isolation level repeatable read',
    options.readOnly && ' read only',
  ]
  const begin = `begin${modes.filter(Boolean).join('')}`
  return settings.length > 0 ? `${begin}; select ${settings.join(', ')}` : begin
}

const configure = (name: string, value: string) => `set_config('${name}', ${literal(value)}, true)`

/** E'…' has one meaning under every standard_conforming_strings setting. */
function literal(value: string): string {
  if (value.includes('\0')) throw new TypeError('A setting cannot hold a NUL character')
  return `E'${value.replace(/[\\']/g, '\\$&')}'`
}

/** Milliseconds for one statement, a little less than the deadline: the server's refusal is certain, our own is not. */
export const serverLimit = (deadlineMs: number) => Math.max(1, Math.round(deadlineMs * 0.9))

/** Sends the statement of `last` and COMMIT right behind it, without waiting in between. Nothing may come after it. */
export type CommitWith = <T>(last: () => Promise<T>) => Promise<T>

/** What a `COPY … TO STDOUT` writes, row by row, as a statement of the transaction. To be read to its end. */
export type CopyOut = (text: string) => AsyncGenerator<Buffer>

/** Work between BEGIN and COMMIT on a leased connection with a deadline. */
export class TransactionScope {
  #connection: Connection
  #tail: Promise<unknown> = Promise.resolve()
  #pending = 0
  #ended = false
  #commitsNext = false
  #committing: Promise<void> | undefined

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** True once COMMIT may have reached the server. */
  get isCommitting() {
    return this.#committing !== undefined
  }

  commitWith: CommitWith = async (last) => {
    await this.#tail
    this.#commitsNext = true
    const value = await last()
    if (!this.#committing) throw new Error('There was no statement to commit with')
    await this.#committing
    return value
  }

  run: Run = (text: string, params: unknown[], how: How): Promise<Answer> => {
    this.#pending++
    const answer = this.#tail.then(() => this.#send(text, params, how)).finally(() => this.#pending--)
    this.#tail = answer.catch(() => {})
    return answer
  }

  copyOut: CopyOut = async function* (this: TransactionScope, text: string) {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    const before = this.#tail
    this.#tail = before.then(() => ended)
    this.#pending++
    try {
      await before
      if (this.#ended) throw new Error('This transaction has ended: a statement came too late')
      yield* this.#connection.copyOut(text)
    } catch (error) {
      throw unavailableIfLost(error)
    } finally {
      this.#pending--
      end()
    }
  }.bind(this)

  async #send(text: string, params: unknown[], how: How): Promise<Answer> {
    if (this.#connection.dead) throw new DatabaseUnavailable('the connection of this transaction is lost')
    if (this.#ended) throw new Error('This transaction has ended: a statement came too late')
    const answer = this.#connection.runForCaller(text, params, how)
    if (this.#commitsNext) {
      this.#ended = true
      this.#committing = this.#commit(false)
      // It is awaited later, when the statement has been answered.
      this.#committing.catch(() => {})
    }
    return answer.catch((error: unknown) => {
      throw unavailableIfLost(error)
    })
  }

  /** Runs the callback and ends the transaction one way or the other; the connection is dead or clean afterwards. */
  async settle<T>(work: () => Promise<T>, readOnly: boolean): Promise<T> {
    let value: T
    try {
      value = await this.#unlessLost(work)
      if (this.#pending > 0) throw new Error('A statement of this transaction was not awaited')
    } catch (error) {
      this.#ended = true
      await this.#undo()
      throw error
    }
    this.#ended = true
    this.#committing ??= this.#commit(readOnly)
    await this.#committing
    return value
  }

  /** The callback may wait for something else while its connection dies: its caller hears of it at once. */
  #unlessLost<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const tellPool = this.#connection.onDead
      this.#connection.onDead = (reason) => {
        tellPool(reason)
        reject(unavailableIfLost(reason))
      }
      const restore = () => {
        this.#connection.onDead = tellPool
      }
      Promise.resolve().then(work).finally(restore).then(resolve, reject)
    })
  }

  /** A COMMIT that is on its way is answered ROLLBACK where a statement failed; without an answer the end is unknown. */
  async #undo() {
    if (!this.#committing) return this.#rollBack()
    await this.#committing.catch((error: unknown) => {
      if (error instanceof CommitUnknown) throw error
    })
  }

  async #rollBack() {
    await this.#tail
    if (this.#connection.dead) return
    try {
      const answer = await this.#connection.run('rollback', [])
      if (answer.command === 'ROLLBACK') return
    } catch {}
    this.#connection.discard(new ConnectionLost('the transaction could not be rolled back'))
  }

  async #commit(readOnly: boolean) {
    let answer: Answer
    try {
      answer = await this.#connection.run('commit', [])
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error
      throw readOnly
        ? unavailableIfLost(error)
        : new CommitUnknown(`${error.message} while COMMIT was on its way`, { cause: error })
    }
    if (answer.command !== 'COMMIT') throw new TransactionRolledBack(`COMMIT was answered ${answer.command}`)
  }
}

/** Before COMMIT is sent a lost connection commits nothing. */
const unavailableIfLost = (error: unknown) =>
  error instanceof ConnectionLost
    ? new DatabaseUnavailable(`${error.message} before COMMIT`, { cause: error })
    : error

/** Sends BEGIN with its settings. Throws ConnectionLost when another connection should be tried. */
export async function begin(connection: Connection, text: string) {
  try {
    const answer = await connection.run(text, [])
    if (commandsOf(answer)[0] === 'BEGIN') return
    throw new Error('BEGIN was not understood')
  } catch (error) {
    connection.discard(new ConnectionLost('the transaction did not begin'))
    throw error
  }
}
