import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { and, eq, inArray, lt, ne, sql } from 'drizzle-orm'
import type { Database, Listener } from '#db/client.ts'
import { pageSnapshot } from '#db/schema/installation.ts'
import type { Clock } from './clock.ts'
import { atMoment, nextChange } from './dated-html.ts'
import type { Log } from './log.ts'

const channel = 'snapshots'
const pollMs = 30_000
/** Another build's pages are kept while its instances may still be running. */
const oldAfterMs = 3_600_000

/** A public page ready to be sent. */
export type Snapshot = { tag: string; csp: string; plain: Buffer; br: Buffer; gzip: Buffer }

export type Snapshots = {
  find(path: string): Snapshot | undefined
  count(): number
  /** True once the database has been asked, whatever it held. */
  loaded(): boolean
  close(): Promise<void>
}

type Row = Pick<typeof pageSnapshot.$inferSelect, 'path' | 'html' | 'csp' | 'sha256'>
/** `changesAt`: when a part of the page ends that is true for a time only. */
type Held = { row: Row; shown: Snapshot; changesAt: Date | null }

/**
 * This build's snapshots in memory, and what changes among them: told by the database, and looked for every 30 s. What
 * is here stays here when the database is gone; what has expired in a page is no longer shown by then either.
 */
export function openSnapshots(database: Database, buildId: string, log: Log, clock: Clock): Snapshots {
  const held = new Map<string, Held>()
  let loaded = false
  let closed = false
  let turn = Promise.resolve()

  const keep = async (row: Row) => {
    const now = clock.now()
    held.set(row.path, { row, shown: await compressed(row, now), changesAt: nextChange(row.html, now) })
  }
  const load = async () => {
    if (closed) return
    for (const { row, changesAt } of held.values())
      if (changesAt !== null && changesAt <= clock.now()) await keep(row)
    const known = await database.db
      .select({ path: pageSnapshot.path, sha256: pageSnapshot.sha256 })
      .from(pageSnapshot)
      .where(eq(pageSnapshot.buildId, buildId))
    const changed = known
      .filter((row) => !held.get(row.path)?.row.sha256.equals(row.sha256))
      .map((row) => row.path)
    if (changed.length > 0) {
      const rows = await database.db
        .select()
        .from(pageSnapshot)
        .where(and(eq(pageSnapshot.buildId, buildId), inArray(pageSnapshot.path, changed)))
      for (const row of rows) await keep(row)
    }
    loaded = true
  }
  const loadSoon = () => {
    turn = turn.then(load).catch((error) => log.warn({ err: error }, 'snapshots not loaded'))
  }

  loadSoon()
  const timer = setInterval(loadSoon, pollMs).unref()
  const listening: Promise<Listener> = database.listen(channel, loadSoon, loadSoon)
  return {
    find: (path) => held.get(path)?.shown,
    count: () => held.size,
    loaded: () => loaded,
    close: async () => {
      closed = true
      clearInterval(timer)
      await (await listening).close()
      await turn
    },
  }
}

/** Keeps a rendered page; told to every instance when it differs from the one before. */
export async function saveSnapshot(
  database: Database,
  page: { buildId: string; path: string; html: string; csp: string },
): Promise<void> {
  const sha256 = hashOf(page)
  await database.transaction(async (tx) => {
    const values = { ...page, sha256, renderedAt: sql`now()` }
    await tx
      .insert(pageSnapshot)
      .values(values)
      .onConflictDoUpdate({ target: [pageSnapshot.buildId, pageSnapshot.path], set: values })
    await tx.execute(sql`SELECT pg_notify(${channel}, '')`)
  })
}

/** Removes the pages of other builds that were rendered more than an hour ago. */
export async function dropOldSnapshots(database: Database, buildId: string): Promise<void> {
  const old = lt(pageSnapshot.renderedAt, sql`now() - make_interval(secs => ${oldAfterMs / 1000})`)
  await database.db.delete(pageSnapshot).where(and(ne(pageSnapshot.buildId, buildId), old))
}

const hashOf = ({ csp, html }: { csp: string; html: string }) =>
  createHash('sha256').update(`${csp}\n${html}`).digest()
const tagOf = (sha256: Buffer) => `W/"${sha256.toString('base64url').slice(0, 27)}"`
const brotliAsync = promisify(brotliCompress)
const gzipAsync = promisify(gzip)

async function compressed(row: Row, now: Date): Promise<Snapshot> {
  const html = atMoment(row.html, now)
  const plain = Buffer.from(html)
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length }
  const [br, gz] = await Promise.all([brotliAsync(plain, { params }), gzipAsync(plain, { level: 9 })])
  return { tag: tagOf(hashOf({ csp: row.csp, html })), csp: row.csp, plain, br, gzip: gz }
}
