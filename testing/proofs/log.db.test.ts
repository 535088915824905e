import { type SQL, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testLog } from '#testing/audit-log.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { commandsOn } from './commands.ts'

// The command of docs/security.md about the audit log, as it stands there: on a log that nobody touched, and after somebody with the
// rights of the owner changed or deleted a record.

const heading = 'Every action is logged'
let portal: TestPortal
let commands: ReturnType<typeof commandsOn>
let log: Awaited<ReturnType<typeof testLog>>
beforeAll(async () => {
  portal = await testPortal()
  commands = commandsOn(portal)
  log = await testLog(portal)
  await log.write('first', 'second', 'third')
  await log.seal()
})
afterAll(async () => {
  await portal.close()
  commands.remove()
})

/** The command's exit code and what it says of the log. */
async function verify() {
  const given = { ...commands.portalSettings, AUDIT_CHECKPOINT_DIR: log.folder }
  const { status, said } = await commands.run(heading, given)
  return { status, said: said.slice(said.indexOf('audit verify\n') + 'audit verify\n'.length).trim() }
}

test('the log is intact; a record that was changed or deleted is named', async () => {
  const asOwner = (statement: SQL) => portal.database.owner.db.execute(statement)
  expect(await verify()).toEqual({ status: 0, said: 'intact: 4 records' })
  await asOwner(sql`UPDATE audit_event SET reason = 'other' WHERE action = 'second'`)
  expect(await verify()).toEqual({
    status: 1,
    said: 'NOT INTACT: the first bad record is 2\nrecord 2: the record is not the one that was sealed',
  })
  await asOwner(sql`UPDATE audit_event SET reason = NULL WHERE action = 'second'`)
  await asOwner(sql`DELETE FROM audit_event WHERE action = 'third'`)
  expect(await verify()).toEqual({
    status: 1,
    said: 'NOT INTACT: the first bad record is 3\nrecord 3: the record is missing',
  })
})
