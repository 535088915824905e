import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { migrate } from '#db/migrate.ts'
import { throwawayCluster } from './cluster.ts'

/** Where `testDatabase()` finds the server and the template. */
export type TestServer = { superUrl: string; template: string }

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer
  }
}

const roles = ['portal_owner', 'portal_app', 'portal_backup'] as const
export const testPassword = 'test'

/** What a database's first provision does, and a copy of a database does not inherit. */
export const closeToStrangers = (database: string) =>
  `revoke all on database ${database} from public; grant connect on database ${database} to ${roles.join(', ')}`

/** The url of a role in a database of the test server. */
export function urlOf(superUrl: string, role: (typeof roles)[number], database: string): string {
  const url = new URL(superUrl)
  url.username = role
  url.password = testPassword
  url.pathname = `/${database}`
  return url.href
}

/**
 * One server for all tests and in it a migrated database that each test file copies. `TEST_DATABASE_URL` names another
 * server instead, as superuser: one that is for tests only, since it is given roles with a known password.
 */
export default async function setup(project: TestProject) {
  const external = process.env.TEST_DATABASE_URL
  const cluster = external ? undefined : await throwawayCluster()
  const superUrl = external ?? cluster?.superUrl ?? ''
  const template = `portal_template_${process.pid}`
  const sql = postgres(superUrl, { max: 1, onnotice: () => {} })
  try {
    await createRoles(sql)
    await makeDatabase(sql, superUrl, template)
  } catch (error) {
    await sql.end()
    await cluster?.remove()
    throw error
  }
  project.provide('testServer', { superUrl, template })
  return async () => {
    await sql.unsafe(`drop database if exists ${template} with (force)`)
    await sql.end()
    await cluster?.remove()
  }
}

/** An empty database of that name with every migration done. */
export async function makeDatabase(sql: postgres.Sql, superUrl: string, name: string): Promise<void> {
  await sql.unsafe(
    `create database ${name} owner portal_owner template template0 encoding 'UTF8'
     locale_provider icu icu_locale 'und' locale 'C'`,
  )
  await sql.unsafe(closeToStrangers(name))
  await migrate({
    owner: urlOf(superUrl, 'portal_owner', name),
    app: urlOf(superUrl, 'portal_app', name),
    backup: urlOf(superUrl, 'portal_backup', name),
  })
}

export async function createRoles(sql: postgres.Sql) {
  const known = await sql<{ rolname: string }[]>`select rolname from pg_roles`
  for (const role of roles) {
    const verb = known.some(({ rolname }) => rolname === role) ? 'alter' : 'create'
    const limits = 'login nosuperuser nocreatedb nocreaterole nobypassrls'
    await sql.unsafe(`${verb} role ${role} ${limits} password '${testPassword}'`)
  }
}
