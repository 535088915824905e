import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { documentedCommands, runAsWritten } from '../documented.ts'
import { ownMachine } from '../own-machine.ts'

// The commands of docs/wal-archiving.md as they stand there, run by root with Debian's PostgreSQL 15 and pgBackRest on a machine of its
// own. A second stands for a minute: pieces of the log are closed after two seconds, and five may be lost.

const programs = ['/usr/bin/pgbackrest', '/usr/bin/pg_createcluster', '/usr/lib/postgresql/15/bin/postgres']
const missing = programs.filter((path) => !existsSync(path))
const reason =
  missing.length > 0
    ? `not installed: ${missing.join(', ')}`
    : process.getuid?.() === 0
      ? ''
      : 'only root can make a machine of its own'
const commands = documentedCommands('docs/wal-archiving.md')

test('an external PostgreSQL loses at most five minutes with the disk, and is restored to a moment', {
  timeout: 180_000,
}, async ({ skip }) => {
  // In CI the packages are installed by root: it fails there.
  skip(reason !== '' && !process.env.CI, reason)
  const machine = await ownMachine()
  try {
    await setUpLoseAndRestore(machine.within)
  } finally {
    await machine.remove()
  }
})

async function setUpLoseAndRestore(within: readonly string[]) {
  async function run(script: string, env: Record<string, string> = {}) {
    const { status, said } = await runAsWritten(script, { env, within, cwd: '/' })
    if (status !== 0) throw new Error(`${script}\nended with ${status}:\n${said}`)
    return said
  }
  const psql = (statement: string) =>
    run('runuser -u postgres -- psql -qAt -v ON_ERROR_STOP=1 -c "$STATEMENT"', { STATEMENT: statement })
  const setTimeout = async (seconds: number) => {
    await psql(`ALTER SYSTEM SET archive_timeout = ${seconds}`)
    await psql('SELECT pg_reload_conf()')
  }
  /** When each row was written, in seconds. */
  const rows = async () => {
    const said = await psql('SELECT extract(epoch FROM at) FROM written ORDER BY at')
    return said.split('\n').filter(Boolean).map(Number)
  }
  /** Writes some ten rows a second for so long, each in a transaction of its own. */
  const write = async (seconds: number) => {
    await psql(`DO $$ DECLARE began timestamptz := clock_timestamp(); BEGIN
      WHILE clock_timestamp() < began + interval '${seconds} seconds' LOOP
        INSERT INTO written VALUES (clock_timestamp()); COMMIT; PERFORM pg_sleep(0.1);
      END LOOP; END $$`)
    return rows()
  }
  /** Stops the server at once and empties its folder. Returns when, in seconds. */
  const loseDisk = async () => {
    const at = await run('date +%s.%N; pg_ctlcluster 15 main stop -m immediate')
    await run('find /var/lib/postgresql/15/main -mindepth 1 -delete')
    return Number(at)
  }
  const block = (heading: string, n = 0) =>
    commands.get(heading)?.[n] ?? `echo "no commands: ${heading}"; exit 1`

  // As the package postgresql-15 makes it.
  await run('pg_createcluster 15 main && pg_ctlcluster 15 main start')
  await run(block('Set up'))
  expect(await psql('SHOW archive_timeout')).toBe('2min\n')
  await run(block('Set up', 1))
  // The line of cron: five fields, the user, the command.
  await run(`runuser -u postgres -- sh -c "$(sed -E 's/^([^ ]+ ){6}//' /etc/cron.d/pgbackrest)"`)

  await psql('CREATE TABLE written (at timestamptz NOT NULL)')
  await setTimeout(2)
  const written = await write(7)
  const moment = (await loseDisk()) - 5
  const MOMENT = `${new Date(moment * 1000).toISOString().replace('T', ' ').replace('Z', '')}+00`
  const expected = written.filter((at) => at < moment)
  expect(expected.length).toBeGreaterThan(5)
  await run(block('To a moment'), { MOMENT })
  const restored = await rows()
  // The last one may have been committed after the moment.
  expect(expected.length - restored.length).toBeLessThanOrEqual(1)
  expect(restored).toEqual(expected.slice(0, restored.length))

  // Where no piece is closed by time, everything since the whole copy is lost.
  await setTimeout(0)
  const later = await write(6)
  expect(later.length).toBeGreaterThan(restored.length + 20)
  const lostAt = await loseDisk()
  await run(block('After the loss of the disk'))
  const left = await rows()
  expect(left).toEqual(restored)
  expect(lostAt - (later.at(-1) ?? 0)).toBeLessThan(5)
  expect(lostAt - (later.at(left.length) ?? lostAt)).toBeGreaterThan(5)
}
