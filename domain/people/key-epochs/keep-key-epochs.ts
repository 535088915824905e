import { masterKey } from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { MasterKeyMissing, type MasterKeys } from '#platform/crypto/master-keys.ts'
import { countKeysByVersion } from '../record/count-people.ts'
import { destroyedOn, isEpochOver } from '../rules/key-epochs.ts'
import {
  type EpochRow,
  lockEpochs,
  masterFiles,
  readEpochRows,
  recordDestroyed,
  recordNewKeys,
  setRewrapped,
} from './epoch-rows.ts'
import { type Rewrapped, rewrapKeys } from './rewrap-keys.ts'

export type EpochsKept = Rewrapped & {
  /** The version of a master key that was made now. */
  made: number | null
  current: number
  /** Versions that were destroyed now. */
  destroyed: number[]
}

/**
 * Makes the next master key when the week is over, or at once with `rotate`; wraps the keys of the living under the newest; and
 * destroys each older one when no key is under it and the last archive of the keystore from its time is over. Each step can be
 * repeated: after a crash the next run goes on. Throws `Denied`, and errors of the disk and the database.
 */
export async function keepKeyEpochs(
  ctx: Context,
  { rotate = false, signal }: { rotate?: boolean; signal: AbortSignal },
): Promise<EpochsKept> {
  authorize(ctx.actor, 'keys.rotate')
  const made = await makeKey(ctx, rotate)
  const { current } = ctx.services.keys
  const rewrapped = await rewrapKeys(ctx, current, signal)
  await settle(ctx, current)
  return { made, current, ...rewrapped, destroyed: await destroyDue(ctx, current) }
}

/** The file first: a key that the database knows and nobody has would be worse than a key that nobody has used. */
async function makeKey(ctx: Context, rotate: boolean): Promise<number | null> {
  const { keys } = ctx.services
  const now = ctx.clock.unmoved()
  return ctx.transaction(async (tx) => {
    await lockEpochs(tx)
    checkFolder(keys, await readEpochRows(tx))
    await recordNewKeys(tx, ctx)
    const newest = masterFiles(keys).at(-1)
    if (!rotate && newest && !isEpochOver(new Date(newest.createdAt), now)) return null
    const version = keys.addMaster(now)
    const id = masterFiles(keys).find((one) => one.version === version)?.id ?? ''
    await tx.insert(masterKey).values({ version, keyId: id, madeAt: now })
    await append(tx, ctx.auditedAs, { action: 'master-key.make', resource: `master-key:${version}` })
    return version
  })
}

/** Throws `MasterKeyMissing` when the folder is older than the database, or another one: a new key would take a lost one's version. */
function checkFolder(keys: MasterKeys, rows: readonly EpochRow[]): void {
  const files = masterFiles(keys)
  const newest = files.at(-1)?.version ?? 0
  for (const { version, keyId, destroyedAt } of rows) {
    const file = files.find((one) => one.version === version)
    if (version > newest && !destroyedAt) keys.requireVersions([version])
    if (file && file.id !== keyId)
      throw new MasterKeyMissing(`master key ${version}`, `is key ${file.id}, but ${keyId} is needed`)
  }
}

/** Notes since when an older master key wraps nothing. */
async function settle(ctx: Context, current: number): Promise<void> {
  await ctx.transaction(async (tx) => {
    const inUse = await countKeysByVersion(tx)
    for (const { version, rewrappedAt, destroyedAt } of await readEpochRows(tx)) {
      if (version >= current || destroyedAt) continue
      const isInUse = (inUse.get(version) ?? 0) > 0
      if (isInUse && rewrappedAt) await setRewrapped(tx, version, null)
      if (!isInUse && !rewrappedAt) await setRewrapped(tx, version, ctx.clock.unmoved())
    }
  })
}

/** The file goes first: a record of a destruction that did not happen would be a lie. */
async function destroyDue(ctx: Context, current: number): Promise<number[]> {
  const { keys } = ctx.services
  const now = ctx.clock.unmoved()
  const { rows, inUse } = await ctx.transaction(async (tx) => ({
    rows: await readEpochRows(tx),
    inUse: await countKeysByVersion(tx),
  }))
  const unfinished = keys.halfDestroyed()
  const destroyed: number[] = []
  for (const row of rows) {
    const { version } = row
    if (version >= current || (inUse.get(version) ?? 0) > 0) continue
    const isThere = masterFiles(keys).some((one) => one.version === version)
    if (row.destroyedAt) {
      // It came back with a copy of the keys folder, or the worker ended while it destroyed that one.
      if (!isThere && !unfinished.includes(version)) continue
    } else if (isThere && (!row.rewrappedAt || destroyedOn(row) > now)) continue
    // Without its file it was destroyed before a crash, or before the backup that was restored.
    keys.destroyMaster(version)
    await ctx.transaction((tx) => recordDestroyed(tx, ctx, version))
    destroyed.push(version)
  }
  return destroyed
}
