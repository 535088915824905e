import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { destroyRecords } from '#domain/audit/log/destroy-records.ts'
import { openOutsideFiles } from '#domain/audit/log/outside-files.ts'
import { startLog } from '#domain/audit/log/start-log.ts'
import { takeCosignature } from '#domain/audit/witness/take-cosignature.ts'
import { createBackup } from '#domain/backups/create/create-backup.ts'
import { createChanges } from '#domain/backups/create/create-changes.ts'
import { keepKeyEpochs } from '#domain/people/key-epochs/keep-key-epochs.ts'
import { makeBackupKeys } from '#platform/crypto/backup-keys.ts'
import { makeLogKey } from '#platform/crypto/log-key.ts'
import { sealedLog } from './sealed-log.ts'
import { type Calls, must, type World } from './world.ts'

const archives = mkdtempSync(join(tmpdir(), 'portal-archives-'))

export async function backupSettings({ portal }: World) {
  const keys = await makeBackupKeys(portal.services.env.keysDir)
  const target = { country: 'KZ', allowed: ['KZ'] } as const
  return { url: portal.database.backupUrl, folder: archives, target, keys, recipients: [] }
}

/** The audit log itself, keys and backups. The first begins the log that the others seal. */
export const operationCalls: Calls = {
  'domain/audit/log/start-log.ts#startLog': async ({ portal, logFolder }) => {
    const outside = openOutsideFiles(logFolder)
    const makeKey = () => makeLogKey(portal.services.env.keysDir)
    return () => startLog(portal.owner, { makeKey, outside })
  },
  'domain/audit/witness/take-cosignature.ts#takeCosignature': async (world) => {
    const { outside } = await sealedLog(world)
    writeFileSync(must(world.portal.services.env.witnessesFile), `${world.witness.key}\n`)
    const note = world.witness.cosign(must(outside.readCheckpoint()), world.portal.services.clock.unmoved())
    return () => takeCosignature(world.portal.visitor, note)
  },
  'domain/audit/log/destroy-records.ts#destroyRecords': async (world) => {
    await sealedLog(world)
    await world.portal.database.owner.db.execute(sql`UPDATE audit_event SET at = at - interval '4 years'
      WHERE audit_id = (SELECT audit_id FROM audit_leaf ORDER BY leaf_index LIMIT 1)`)
    return () => destroyRecords(world.portal.system, 36)
  },
  'domain/backups/create/create-backup.ts#createBackup': async (world) => {
    const given = await backupSettings(world)
    return () => createBackup(world.portal.system, given)
  },
  'domain/backups/create/create-changes.ts#createChanges': async (world) => {
    const given = await backupSettings(world)
    await world.person()
    return () => createChanges(world.portal.system, given)
  },
  'domain/people/key-epochs/keep-key-epochs.ts#keepKeyEpochs': async ({ portal }) => {
    const { signal } = new AbortController()
    return () => keepKeyEpochs(portal.system, { rotate: true, signal })
  },
}
