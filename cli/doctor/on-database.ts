import { type Database, openDatabase } from '#db/client.ts'

/** Opens a database for one look and closes it again. */
export async function onDatabase<T>(url: string, run: (database: Database) => Promise<T>): Promise<T> {
  const database = openDatabase(url, { max: 1, deadlineMs: 5000, applicationName: 'portal-doctor' })
  try {
    return await run(database)
  } finally {
    await database.close()
  }
}
