import { setTimeout as sleep } from 'node:timers/promises'
import { Connection, type ConnectionOptions } from './connection.ts'

const openLimitMs = 3000
const retryMs = 500
const heartbeatMs = 20_000
const heartbeatLimitMs = 5000

export type Listener = { close: () => Promise<void> }

/**
 * Listens to a channel on its own connection, reopened when lost. Notifications in between are lost: `onConnected`
 * runs after every (re)connection to look for what was missed. Neither callback may throw.
 */
export function listenOn(
  next: () => ConnectionOptions,
  channel: string,
  onNotify: (payload: string) => void,
  onConnected: () => void = () => {},
): Listener {
  const closing = new AbortController()
  let current: Connection | undefined

  const hear = async () => {
    const connection = await Connection.open({ ...next(), onNotify }, openLimitMs)
    if (closing.signal.aborted) return connection.end()
    current = connection
    const lost = new Promise<void>((done) => {
      connection.onDead = () => done()
    })
    // A time limit on each statement, so that a server that fell silent is found out.
    const ask = async (text: string) => {
      connection.expireAt(performance.now() + heartbeatLimitMs)
      await connection.run(text, [])
      connection.neverExpire()
    }
    await ask(`listen "${channel.replaceAll('"', '""')}"`)
    queueMicrotask(onConnected)
    const heartbeat = setInterval(() => void ask('select 1').catch(() => {}), heartbeatMs)
    await lost
    clearInterval(heartbeat)
  }

  const loop = (async () => {
    while (!closing.signal.aborted) {
      await hear().catch(() => {})
      await sleep(retryMs * (0.5 + Math.random() / 2), undefined, { signal: closing.signal }).catch(() => {})
    }
  })()

  return {
    close: async () => {
      closing.abort()
      await current?.end()
      await loop
    },
  }
}
