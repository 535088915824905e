import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { copyOut } from './copy-out.ts'
import { openForCopy } from './dump/exported-snapshot.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

// At some of these sizes the driver leaves its socket paused.
test.each([0, 30, 60, 90, 120, 150, 200, 250])(
  'a reader that is slow gets all of %i rows of 3 kB, and the connection goes on',
  async (rows) => {
    const sql = openForCopy(database.ownerUrl)
    try {
      let bytes = 0
      const query = `COPY (SELECT repeat('x', 2999) FROM generate_series(1, ${rows})) TO STDOUT`
      for await (const piece of copyOut(sql, query)) {
        bytes += piece.length
        await pause(1)
      }
      expect(bytes).toBe(rows * 3000)
      expect(await sql`SELECT 1 AS one`).toMatchObject([{ one: 1 }])
    } finally {
      await sql.end({ timeout: 0 })
    }
  },
  20_000,
)
