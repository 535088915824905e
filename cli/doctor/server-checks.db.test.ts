import postgres from 'postgres'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { checkRole } from './installation-checks.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

/** The test's database as a superuser. */
function superUrl(): string {
  const url = new URL(inject('testServer').superUrl)
  url.pathname = new URL(database.appUrl).pathname
  return url.href
}

test('a role that may take another one above row-level security is named', async () => {
  const sql = postgres(superUrl(), { max: 1, onnotice: () => {} })
  const names = ['doctor_above', 'doctor_member'].map((name) => `${name}_${process.pid}`)
  const [above, member] = names
  try {
    await sql.unsafe(
      `CREATE ROLE ${above} BYPASSRLS; CREATE ROLE ${member} LOGIN PASSWORD 'test' NOINHERIT IN ROLE ${above}`,
    )
    await sql.unsafe(`GRANT CONNECT ON DATABASE ${new URL(superUrl()).pathname.slice(1)} TO ${member}`)
    const url = new URL(superUrl())
    url.username = member ?? ''
    url.password = 'test'
    expect(await checkRole('database, app', url.href, false)).toMatchObject({
      state: 'fail',
      says: `${member} is BYPASSRLS: row-level security does not bind it`,
    })
  } finally {
    for (const name of names.reverse()) await sql.unsafe(`DROP OWNED BY ${name}; DROP ROLE ${name}`)
    await sql.end()
  }
})
