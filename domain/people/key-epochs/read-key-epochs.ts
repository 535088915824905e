import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import { countKeysByVersion } from '../record/count-people.ts'
import { destroyedOn, type EpochFault, findEpochFaults } from '../rules/key-epochs.ts'
import { type EpochRow, masterFiles, readEpochRows } from './epoch-rows.ts'

export type KeyEpoch = {
  version: number
  id: string
  madeAt: Date
  current: boolean
  /** How many keys of people and staff it wraps. */
  inUse: number
  rewrappedAt: Date | null
  /** When it will be destroyed, at the latest while it is in use. */
  destroyedOn: Date
  destroyedAt: Date | null
}

export type KeyEpochs = { epochs: KeyEpoch[]; faults: EpochFault[] }
/** The same without counts of keys, which would read the whole keystore. */
export type NotedEpochs = { epochs: Omit<KeyEpoch, 'inUse'>[]; faults: EpochFault[] }

/** Every version of the master key, oldest first, and what is not in order. Throws `Denied`. */
export async function readKeyEpochs(ctx: Context): Promise<KeyEpochs> {
  authorize(ctx.actor, 'installation.check')
  return ctx.transaction((tx) => keyEpochs(tx, ctx.services.keys, ctx.clock.unmoved()))
}

/** The same in the caller's transaction, which has authorized. Reads the whole keystore. */
export async function keyEpochs(tx: Transaction, keys: MasterKeys, now: Date): Promise<KeyEpochs> {
  const inUse = await countKeysByVersion(tx)
  const all = await allEpochs(tx, keys)
  const epochs = all.map((row) => ({ ...viewOf(row, keys), inUse: inUse.get(row.version) ?? 0 }))
  return { epochs, faults: findEpochFaults(all, inUse, now) }
}

/**
 * By what the worker noted within the hour: which older versions wrap keys. For pages, since its time does not grow with the people.
 * In the caller's transaction, which has authorized.
 */
export async function notedEpochs(tx: Transaction, keys: MasterKeys, now: Date): Promise<NotedEpochs> {
  const all = await allEpochs(tx, keys)
  const inUse = new Set(all.filter(isInUse).map(({ version }) => version))
  return { epochs: all.map((row) => viewOf(row, keys)), faults: findEpochFaults(all, inUse, now) }
}

/** Whether a version wraps keys, by what the worker noted. */
export const isInUse = (epoch: { rewrappedAt: Date | null; destroyedAt: Date | null }): boolean =>
  !epoch.rewrappedAt && !epoch.destroyedAt

/** Oldest first. A key that the worker has not recorded yet is read from its file. */
async function allEpochs(tx: Transaction, keys: MasterKeys): Promise<EpochRow[]> {
  const rows = await readEpochRows(tx)
  const known = new Set(rows.map(({ version }) => version))
  const unrecorded = masterFiles(keys)
    .filter(({ version }) => !known.has(version))
    .map(({ version, id, createdAt }) => ({
      version,
      keyId: id,
      madeAt: new Date(createdAt),
      rewrappedAt: null,
      destroyedAt: null,
    }))
  return [...rows, ...unrecorded].sort((a, b) => a.version - b.version)
}

const viewOf = (row: EpochRow, keys: MasterKeys) => ({
  version: row.version,
  id: row.keyId,
  madeAt: row.madeAt,
  current: row.version === keys.current,
  rewrappedAt: row.rewrappedAt,
  destroyedOn: destroyedOn(row),
  destroyedAt: row.destroyedAt,
})

/**
 * When the last master key was destroyed under which a copy of a key can be that was destroyed at this moment; null while one is
 * there. In the caller's transaction, which has authorized; by the portal's clock, as in `epochBegan`.
 */
export async function readUnreadableSince(
  tx: Transaction,
  { services: { keys }, clock }: Pick<Context, 'services' | 'clock'>,
  keyDestroyedAt: Date,
): Promise<Date | null> {
  const movedMs = clock.now().getTime() - clock.unmoved().getTime()
  const rows = await readEpochRows(tx)
  const earlier = rows.filter(({ madeAt }) => madeAt.getTime() + movedMs <= keyDestroyedAt.getTime())
  const present = new Set(masterFiles(keys).map(({ version }) => version))
  if (earlier.length === 0 || earlier.some((row) => !row.destroyedAt || present.has(row.version))) return null
  return new Date(Math.max(...earlier.map(({ destroyedAt }) => destroyedAt?.getTime() ?? 0)) + movedMs)
}

/** When the current master key was made, by the portal's clock, which a setting can move away from the machine's. */
export function epochBegan({ services: { keys }, clock }: Pick<Context, 'services' | 'clock'>): Date {
  const current = masterFiles(keys).at(-1)
  if (!current) throw new Error('there is no master key')
  const movedMs = clock.now().getTime() - clock.unmoved().getTime()
  return new Date(new Date(current.createdAt).getTime() + movedMs)
}
