import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Context, contextFor } from '#domain/access/context.ts'
import { type CreateBackup, createBackup } from '#domain/backups/create/create-backup.ts'
import { createChanges } from '#domain/backups/create/create-changes.ts'
import { drillBackup } from '#domain/backups/drill/drill-backup.ts'
import { changesFor, keystoreFor } from '#domain/backups/drill/find-archives.ts'
import { makeBackupKeys } from '#platform/crypto/backup-keys.ts'
import { publishReferenceData } from '../cli/prepare/reference-data.ts'
import { testLog } from './audit-log.ts'
import { type TestPortal, testPortal } from './people.ts'

/** A portal with a few people, an audit log, sealed unless told otherwise, and the keys of backups; its backups go into a temporary folder. */
export async function backedUpPortal({ sealed = true } = {}) {
  const portal = await testPortal()
  const log = await testLog(portal)
  const people = [await portal.addPerson(), await portal.addPerson()]
  // What COPY's text format has to escape.
  await log.write('tab\t, line\n, \\N and \\.')
  if (sealed) await log.seal()
  const folder = mkdtempSync(join(tmpdir(), 'portal-backups-'))
  const archives = join(folder, 'archives')
  const keys = await makeBackupKeys(portal.services.env.keysDir)
  const settings = (given: Partial<CreateBackup>): CreateBackup => ({
    url: portal.database.backupUrl,
    folder: archives,
    target: { country: 'KZ', allowed: ['KZ'] },
    keys,
    recipients: [],
    ...given,
  })
  const createAs = (ctx: Context, given: Partial<CreateBackup> = {}) => createBackup(ctx, settings(given))
  type Given = Partial<Parameters<typeof drillBackup>[1]>
  const drillAs = (ctx: Context, archive: string | null, given: Given = {}) =>
    drillBackup(ctx, {
      portal: archive,
      keystore: archive === null ? null : keystoreFor(archive),
      changes: archive === null ? null : changesFor(archive),
      identities: [keys.identity],
      publicKey: keys.publicKey,
      outside: log.outside,
      workFolder: join(folder, 'drill'),
      startsPortal: false,
      ...given,
    })
  return {
    portal,
    log,
    people,
    keys,
    folder,
    archives,
    create: (given: Partial<CreateBackup> = {}) => createAs(portal.system, given),
    createChanges: (given: Partial<CreateBackup> = {}) => createChanges(portal.system, settings(given)),
    createAs,
    drill: (archive: string | null, given: Given = {}) => drillAs(portal.system, archive, given),
    drillAs,
    async close() {
      await portal.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Version 1 of the policy, so that its page has something to show. */
export async function publishSamplePolicy({ services, database }: TestPortal): Promise<void> {
  const owner = { ...services, database: database.owner }
  await publishReferenceData(
    contextFor(owner, { actor: { kind: 'system', task: 'test' }, locale: 'ru' }),
    new Date('2025-01-15T04:00:00Z'),
  )
}
