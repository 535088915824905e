import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { inject } from 'vitest'
import { type Database, openDatabase } from '#db/client.ts'
import { closeToStrangers, urlOf } from './global-setup.ts'

export type TestDatabase = {
  app: Database
  owner: Database
  appUrl: string
  ownerUrl: string
  backupUrl: string
  close: () => Promise<void>
}

/** A fresh, migrated, empty database of the caller's own; call it in `beforeAll`, its `close` in `afterAll`. */
export async function testDatabase(): Promise<TestDatabase> {
  return databaseFrom(inject('testServer').template)
}

/** A copy of a test's database as it is now, as a restored backup is. Ends the connections to the first one. */
export async function copyOf({ appUrl }: TestDatabase): Promise<TestDatabase> {
  const name = new URL(appUrl).pathname.slice(1)
  const end = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`
  await asSuperuser(inject('testServer').superUrl, end)
  return databaseFrom(name)
}

async function databaseFrom(template: string): Promise<TestDatabase> {
  const { superUrl } = inject('testServer')
  const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`
  await asSuperuser(superUrl, `create database ${name} template ${template} owner portal_owner`)
  await asSuperuser(superUrl, closeToStrangers(name))
  const appUrl = urlOf(superUrl, 'portal_app', name)
  const ownerUrl = urlOf(superUrl, 'portal_owner', name)
  const app = openDatabase(appUrl, { max: 5, applicationName: 'test app' })
  const settings = { 'app.reach': 'all', 'app.actor': 'system:test' }
  const owner = openDatabase(ownerUrl, { max: 2, applicationName: 'test owner', settings })
  return {
    app,
    owner,
    appUrl,
    ownerUrl,
    backupUrl: urlOf(superUrl, 'portal_backup', name),
    close: async () => {
      await Promise.all([app.close(), owner.close()])
      await untilLeft(superUrl, name)
      await asSuperuser(superUrl, `drop database if exists ${name} with (force)`)
    },
  }
}

/**
 * Waits up to two seconds for the connections that are about to end. The queue's pool does not wait for them, and a connection
 * that the server ends in this moment throws where nobody catches.
 */
async function untilLeft(superUrl: string, name: string) {
  const sql = postgres(superUrl, { max: 1, onnotice: () => {} })
  try {
    for (let tries = 0; tries < 40; tries++) {
      const [row] = await sql`select count(*)::int as open from pg_stat_activity where datname = ${name}`
      if (row?.open === 0) return
      await sleep(50)
    }
  } finally {
    await sql.end()
  }
}

async function asSuperuser(superUrl: string, statement: string) {
  const sql = postgres(superUrl, { max: 1, onnotice: () => {} })
  try {
    await sql.unsafe(statement)
  } finally {
    await sql.end()
  }
}
