import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { openBucket } from '#platform/object-storage/bucket.ts'
import { readBucketSettings } from '#platform/object-storage/bucket-settings.ts'
import { lastProven } from '../record/backup-record.ts'
import { saveBucketRow } from '../record/bucket-record.ts'
import { readArchiveName } from '../rules/archive-name.ts'
import { overdueArchives } from '../rules/kept-archives.ts'
import { requireCountry } from '../rules/target-country.ts'
import { type BucketFailure, bucketFailure } from './bucket-failure.ts'

export type CopyArchives = {
  /** The file with the bucket's address and keys. */
  settingsFile: string
  /** Where the archives are made. */
  folder: string
  /** Countries in which backups may be. */
  allowed: readonly string[]
  signal?: AbortSignal
}

export type Copied =
  | { failure: null; copied: string[]; deleted: string[]; uploadsEnded: number }
  | { failure: BucketFailure; reason: string }

const dayMs = 86_400_000

/**
 * Uploads the archives that the bucket does not have, and deletes those whose time is over there, as in the folder; uploads that
 * were broken off too. Deletes first, and also when nothing may be uploaded: certificates of erasure name a day. Records how it
 * went. Throws what is no fault of the bucket.
 */
export async function copyArchives(ctx: Context, given: CopyArchives): Promise<Copied> {
  authorize(ctx.actor, 'backups.create')
  const { settingsFile, folder, allowed, signal } = given
  const now = ctx.clock.unmoved()
  const deleted: string[] = []
  const copied: string[] = []
  let place: { place: string; country: string } | null = null
  try {
    const settings = readBucketSettings(settingsFile)
    const { country } = settings
    place = { place: `${new URL(settings.endpoint).host}/${settings.bucket}`, country }
    const bucket = openBucket(settings)
    const stored = new Map((await bucket.list(signal)).map(({ name, bytes }) => [name, bytes]))
    const proven = await ctx.transaction((tx) => lastProven(tx))
    const overdue = overdueArchives([...stored.keys()], { now, proven })
    for (const name of overdue) {
      await bucket.remove(name, signal)
      deleted.push(name)
    }
    const uploadsEnded = await bucket.endUploadsBefore(new Date(now.getTime() - dayMs), signal)
    requireCountry({ country, allowed })
    const local = readdirSync(folder).filter((name) => readArchiveName(name) !== null)
    const old = overdueArchives(local, { now, proven })
    // A backup before its changes: the names of a moment are in this order.
    for (const name of local.sort(byMoment)) {
      const size = statSync(join(folder, name), { throwIfNoEntry: false })?.size
      if (size === undefined || stored.get(name) === size || old.includes(name)) continue
      await bucket.put(join(folder, name), name, signal)
      copied.push(name)
    }
    const archives = stored.size - deleted.length + copied.filter((name) => !stored.has(name)).length
    await ctx.transaction(async (tx) => {
      await saveBucketRow(tx, {
        triedAt: now,
        succeededAt: now,
        archives,
        failure: null,
        reason: null,
        ...place,
      })
      if (copied.length + deleted.length > 0)
        await append(tx, ctx.auditedAs, {
          action: 'backup.copy',
          resource: `backup_bucket:${copied.length}+${deleted.length}`,
        })
    })
    return { failure: null, copied, deleted, uploadsEnded }
  } catch (error) {
    const failure = bucketFailure(error)
    if (failure === null) throw error
    const reason = error instanceof Error ? error.message : String(error)
    await ctx.transaction(async (tx) => {
      await saveBucketRow(tx, { triedAt: now, failure, reason, ...place })
      await append(tx, ctx.auditedAs, { action: 'backup.copy', resource: 'backup_bucket:0', reason: failure })
    })
    return { failure, reason }
  }
}

const byMoment = (one: string, other: string) => {
  const at = (name: string) => readArchiveName(name)?.madeAt.getTime() ?? 0
  return at(one) - at(other) || one.localeCompare(other)
}
