import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sharedSecrets } from '../launch/secrets.mjs'
import type { Portal } from './people.ts'

const root = join(import.meta.dirname, '..')

/** A free address on this machine. */
export async function freeAddress(): Promise<string> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://localhost:${address.port}`
}

/**
 * Starts a second server of the portal under test, as an operator would: same build, database and secrets, its own
 * settings. Resolves when it is ready.
 */
export async function startServer(portal: Portal, url: string, settings: Record<string, string>) {
  const { dataDir, keysDir, DATABASE_URL } = portal.services.env
  const given = {
    PATH: process.env.PATH,
    NODE_ENV: 'production' as const,
    HOST: '127.0.0.1',
    PORT: new URL(url).port,
    DATABASE_URL,
    APP_URL: url,
    SMTP_URL: 'smtp://127.0.0.1:9',
    PORTAL_SAMPLE_DATA: '1',
    PORTAL_DATA_DIR: dataDir,
    PORTAL_KEYS_DIR: keysDir,
    PORTAL_RATE_LIMITS: 'off',
    ...sharedSecrets(keysDir, process.env),
    ...settings,
  }
  const server = spawn(process.execPath, ['server.ts'], { cwd: root, env: given, stdio: 'ignore' })
  const stop = async () => {
    if (server.exitCode !== null) return
    server.kill('SIGTERM')
    await once(server, 'exit')
  }
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(200)) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`)
    const ready = await fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (ready) return { stop }
  }
  await stop()
  throw new Error('the server was not ready within a minute')
}
