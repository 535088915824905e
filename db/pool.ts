import postgres from 'postgres'
import { Connection, type ConnectionOptions } from './connection.ts'
import { ConnectionLost, DatabaseUnavailable } from './errors.ts'

type Waiter = {
  deadline: number
  timer: NodeJS.Timeout
  resolve: (connection: Connection) => void
  reject: (error: Error) => void
}

const openLimitMs = 3000
const slowestRetryMs = 250
const drainLimitMs = 10_000

/** Leases connections, each to one caller at a time, first come first served. Deadlines are as of performance.now(). */
export class Pool {
  discarded = 0
  #all = new Set<Connection>()
  #idle: Connection[] = []
  #waiting: Waiter[] = []
  #opening = 0
  #failures = 0
  #lastFailure: unknown
  #retry: NodeJS.Timeout | undefined
  #closed = false
  #onDrained = () => {}
  #max: number
  #next: () => ConnectionOptions

  /** `next` names the server to try for the next connection. */
  constructor(max: number, next: () => ConnectionOptions) {
    this.#max = max
    this.#next = next
  }

  get stats() {
    const open = this.#all.size
    const leased = open - this.#idle.length
    return { open, leased, waiting: this.#waiting.length, discarded: this.discarded }
  }

  /** Leases a connection that ends at the deadline unless released before. Throws DatabaseUnavailable. */
  acquire(deadline: number): Promise<Connection> {
    if (this.#closed) return Promise.reject(new DatabaseUnavailable('the database client is closed'))
    if (deadline <= performance.now()) return Promise.reject(new DatabaseUnavailable('the deadline passed'))
    const connection = this.#idle.pop()
    if (connection) {
      connection.expireAt(deadline)
      return Promise.resolve(connection)
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#giveUp(waiter), deadline - performance.now())
      const waiter: Waiter = { deadline, timer, resolve, reject }
      this.#waiting.push(waiter)
      this.#grow()
    })
  }

  release(connection: Connection) {
    connection.neverExpire()
    if (connection.tainted) connection.discard(new ConnectionLost('a statement changed the session'))
    if (connection.dead) return
    if (this.#closed) void connection.end()
    else this.#offer(connection)
  }

  async close() {
    this.#closed = true
    clearTimeout(this.#retry)
    for (const waiter of this.#waiting.splice(0)) {
      clearTimeout(waiter.timer)
      waiter.reject(new DatabaseUnavailable('the database client is closed'))
    }
    await Promise.all(this.#idle.splice(0).map((connection) => connection.end()))
    if (this.#all.size > 0) {
      const limit = setTimeout(() => this.#onDrained(), drainLimitMs)
      await new Promise<void>((done) => {
        this.#onDrained = done
      })
      clearTimeout(limit)
    }
    for (const connection of this.#all)
      connection.discard(new ConnectionLost('the database client is closed'))
  }

  #giveUp(waiter: Waiter) {
    this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
    const cause = this.#failures > 0 ? this.#lastFailure : undefined
    waiter.reject(new DatabaseUnavailable('no connection within the deadline', { cause }))
  }

  #offer(connection: Connection) {
    const waiter = this.#waiting.shift()
    if (!waiter) {
      this.#idle.push(connection)
      return
    }
    clearTimeout(waiter.timer)
    connection.expireAt(waiter.deadline)
    waiter.resolve(connection)
  }

  /** Opens what the waiting need. While the server does not answer, one attempt at a time feels for it. */
  #grow() {
    const room = () => this.#all.size + this.#opening < this.#max
    const calm = () => this.#failures === 0 || (this.#opening === 0 && !this.#retry)
    while (!this.#closed && this.#waiting.length > this.#opening && room() && calm()) void this.#open()
  }

  async #open() {
    this.#opening++
    try {
      const connection = await Connection.open(this.#next(), openLimitMs)
      this.#opening--
      this.#failures = 0
      this.#adopt(connection)
    } catch (error) {
      this.#opening--
      this.#failures++
      this.#lastFailure = error
      if (isRefusal(error)) this.#refuseAll(error)
      this.#retryLater()
    }
    this.#grow()
  }

  #adopt(connection: Connection) {
    if (this.#closed) return void connection.end()
    this.#all.add(connection)
    connection.onDead = () => {
      this.#all.delete(connection)
      this.#idle = this.#idle.filter((other) => other !== connection)
      if (this.#closed) {
        if (this.#all.size === 0) this.#onDrained()
        return
      }
      this.discarded++
      this.#grow()
    }
    this.#offer(connection)
  }

  #retryLater() {
    const ms = Math.min(slowestRetryMs, 10 * 2 ** this.#failures) * (0.5 + Math.random() / 2)
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.#grow()
    }, ms)
  }

  #refuseAll(cause: unknown) {
    for (const waiter of this.#waiting.splice(0)) {
      clearTimeout(waiter.timer)
      waiter.reject(new DatabaseUnavailable('the server refuses this user or database', { cause }))
    }
  }
}

/** Wrong password, role or database: a retry cannot succeed. */
const isRefusal = (error: unknown) => error instanceof postgres.PostgresError && /^(28|3D)/.test(error.code)
