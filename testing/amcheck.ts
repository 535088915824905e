import postgres from 'postgres'

/**
 * Every fault that PostgreSQL's own amcheck finds in the tables and indexes of a database: what `pg_amcheck --heapallindexed` asks,
 * since its program is not in the embedded server.
 */
export async function faultsOfFiles(superUrl: string): Promise<string[]> {
  const sql = postgres(superUrl, { max: 1, onnotice: () => {} })
  try {
    await sql`CREATE EXTENSION IF NOT EXISTS amcheck`
    const relations = await sql<{ oid: number; name: string; kind: string }[]>`
      SELECT c.oid, c.oid::regclass::text AS name, c.relkind AS kind FROM pg_class c
      LEFT JOIN pg_am m ON m.oid = c.relam
      WHERE c.relpersistence = 'p' AND (c.relkind IN ('r', 't', 'm') OR c.relkind = 'i' AND m.amname = 'btree')`
    const faults: string[] = []
    for (const { oid, name, kind } of relations) {
      try {
        if (kind === 'i') await sql`SELECT bt_index_check(${oid}::regclass, true)`
        else
          for (const { msg } of await sql<{ msg: string }[]>`SELECT msg FROM verify_heapam(${oid}::regclass)`)
            faults.push(`${name}: ${msg}`)
      } catch (error) {
        faults.push(`${name}: ${error instanceof Error ? error.message : error}`)
      }
    }
    if (relations.length === 0) faults.push('nothing was looked at')
    return faults
  } finally {
    await sql.end()
  }
}
