import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type { AuditAction } from '#db/schema/audit-codes.ts'
import { contextFor } from '#domain/access/context.ts'
import { openOutsideFiles } from '#domain/audit/log/outside-files.ts'
import { sealRecords } from '#domain/audit/log/seal-records.ts'
import { startLog } from '#domain/audit/log/start-log.ts'
import { append } from '#domain/audit/record/append.ts'
import { verifyLog } from '#domain/audit/verify/verify-log.ts'
import { makeLogKey, openLogKey } from '#platform/crypto/log-key.ts'
import type { TestPortal } from './people.ts'

/** An action that no code of the portal appends. */
export const testAction = (action: string) => action as AuditAction

/** The portal over the role that owns the tables: only it registers a log. */
const asOwner = ({ services, database }: TestPortal) =>
  contextFor(
    { ...services, database: database.owner },
    { actor: { kind: 'system', task: 'test' }, locale: 'ru' },
  )

/** The transparency log of a test's portal, begun: its key, its files outside the database, and the sealer. */
export async function testLog(portal: TestPortal, folder = mkdtempSync(join(tmpdir(), 'portal-log-'))) {
  const { keysDir } = portal.services.env
  const outside = openOutsideFiles(folder)
  const makeKey = () => makeLogKey(keysDir)
  const openKey = () => openLogKey(keysDir)
  const owner = asOwner(portal)
  await startLog(owner, { makeKey, outside })
  const sealOnce = (most?: number) =>
    sealRecords(portal.system, { key: openKey(), outside, ...(most !== undefined && { most }) })
  const countUnsealed = async () => {
    const [row] = await portal.database.owner.db.execute<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM audit_event e WHERE NOT EXISTS (SELECT FROM audit_leaf l WHERE l.audit_id = e.audit_id)`,
    )
    return row?.n ?? 0
  }
  /** Seals until nothing is left, and returns how many leaves were written. The horizon is that of all databases of the server. */
  async function seal(most?: number) {
    let leaves = await sealOnce(most)
    while ((await countUnsealed()) > 0 || outside.countLeaves() < (await count(portal))) {
      const more = await sealOnce(most)
      leaves += more
      if (more === 0) await sleep(20)
    }
    return leaves
  }
  return {
    folder,
    /** The context in which a log is registered. */
    owner,
    outside,
    makeKey,
    openKey,
    seal,
    sealOnce,
    /** Records with these actions, each in a transaction of its own. */
    async write(...actions: string[]) {
      for (const action of actions)
        await portal.system.transaction((tx) =>
          append(tx, portal.system.auditedAs, { action: testAction(action) }),
        )
    },
    verify: (checkpoint?: string) =>
      verifyLog(portal.system, { outside, ...(checkpoint !== undefined && { checkpoint }) }),
  }
}

async function count(portal: TestPortal): Promise<number> {
  const [row] = await portal.database.owner.db.execute<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM audit_leaf`,
  )
  return row?.n ?? 0
}
