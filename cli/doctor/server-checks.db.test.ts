import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
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

// Debian's package `faketime`: it moves the clock of the doctor's process, and the server keeps its own.
test.skipIf(!existsSync('/usr/bin/faketime'))('the clock is named while it is not that of the server', () => {
  const script = `
    const { checkClock } = await import('./cli/doctor/clock-check.ts')
    const { about, state, says } = await checkClock({ DATABASE_URL: process.env.URL })
    console.log(about + ': ' + state + ' ' + says)`
  const at = (moved: string) =>
    execFileSync('/usr/bin/faketime', ['-f', moved, process.execPath, '--input-type=module', '-e', script], {
      cwd: join(import.meta.dirname, '../..'),
      env: { ...process.env, URL: database.appUrl },
      encoding: 'utf8',
    })
  expect(at('+0s')).toMatch(/^clock: ok /)
  expect(at('-10s')).toMatch(/^clock: warn (9|10|11) s behind the database server/)
  expect(at('+3600s')).toMatch(/^clock: fail 3(599|600|601) s ahead of the database server/)
})
