import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { clearedRoles } from '#domain/access/permissions.ts'
import { logBegan, readLatestCheckpoint, readLog } from '#domain/audit/log/current-log.ts'
import { openOutsideFiles } from '#domain/audit/log/outside-files.ts'
import { unsealedSeconds } from '#domain/audit/log/unsealed.ts'
import { verifyLog } from '#domain/audit/verify/verify-log.ts'
import { countCosigned } from '#domain/audit/witness/count-cosigned.ts'
import { minutesSince } from '#domain/backups/rules/log-archive.ts'
import { countBackups, countDrills } from '#domain/backups/state/count-backups.ts'
import { readLogArchiving } from '#domain/backups/state/read-log-archiving.ts'
import { keyEpochs } from '#domain/people/key-epochs/read-key-epochs.ts'
import { fieldsIn } from '#domain/people/key-epochs/scan-fields.ts'
import { countKeysByVersion } from '#domain/people/record/count-people.ts'
import { countClearedMembers, countTrainedMembers } from '#domain/staff/team/count-cleared-members.ts'
import { MasterKeyMissing } from '#platform/crypto/master-keys.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { countAudits, countFindings, countTests } from '../audits/count-audits.ts'
import type { Figures } from '../rules/figures.ts'
import { countAgreements } from '../subprocessors/count-agreements.ts'

/** Computes the whole audit log from its records and compares it with every signed head, in the database and outside. */
// no permission: `verifyLog` authorizes
export async function measureAuditLog(ctx: Context): Promise<Figures['audit-log']> {
  const outside = openOutsideFiles(ctx.services.env.checkpointDir)
  // Read before: what is sealed meanwhile is not in it.
  const checkpoint = await ctx.transaction(checkpointSize)
  const { size, faults } = await verifyLog(ctx, { outside })
  const seconds = await ctx.transaction(unsealedSeconds)
  return {
    records: size,
    faults: faults.length,
    waitingMinutes: Math.floor(seconds / 60),
    checkpoint: faults.length === 0 ? checkpoint : null,
  }
}

/** How long ago a witness last cosigned the log, by the time in its signature. */
export async function measureCosignatures(ctx: Context, tx: Transaction): Promise<Figures['cosignatures']> {
  const { witnesses, newest } = await countCosigned(tx, ctx.services.env)
  if (witnesses === 0) return { witnesses, records: null, daysSince: null }
  const { now, began } = await spanOf(ctx, tx)
  const since = Math.max(0, Math.floor((now.getTime() - (newest?.at ?? began).getTime()) / dayMs))
  return { witnesses, records: newest?.size ?? null, daysSince: since }
}

/** How many records the newest signed checkpoint covers; null without one. */
async function checkpointSize(tx: Transaction): Promise<number | null> {
  const log = await readLog(tx)
  return (log && (await readLatestCheckpoint(tx, log.logNumber))?.size) ?? null
}

/** Agreement and training of everybody whose role reaches personal data; without both the portal opens none to them. */
export const measureClearances = (tx: Transaction, now: Date): Promise<Figures['clearances']> =>
  countClearedMembers(tx, { roles: clearedRoles, today: almatyDate(now) })

/** Training of the same members. */
export const measureTrainings = (tx: Transaction, now: Date): Promise<Figures['trainings']> =>
  countTrainedMembers(tx, { roles: clearedRoles, today: almatyDate(now) })

/** Backups, as the disk has them, and their trials. Their times are the machine's own, as in the names of the archives. */
export async function measureBackups(ctx: Context, tx: Transaction): Promise<Figures['backups']> {
  const { allowed } = ctx.services.env.backups
  return countBackups(tx, { ...(await spanOf(ctx, tx)), allowed })
}

/** Audits, penetration tests and what they found, as the register holds them. */
export const measureAudits = async (ctx: Context, tx: Transaction) => countAudits(tx, await daysOf(ctx, tx))
export const measureTests = async (ctx: Context, tx: Transaction) => countTests(tx, await daysOf(ctx, tx))
export const measureFindings = async (ctx: Context, tx: Transaction) =>
  countFindings(tx, await daysOf(ctx, tx))

/** The days in Almaty on which the portal began and on which is measured. */
async function daysOf({ clock }: Context, tx: Transaction): Promise<{ began: string; today: string }> {
  const now = clock.now()
  return { began: almatyDate((await logBegan(tx)) ?? now), today: almatyDate(now) }
}

/** Agreements with those who get data now, as the public list has them. */
export const measureAgreements = async (ctx: Context, tx: Transaction) =>
  countAgreements(tx, almatyDate(ctx.clock.now()))
export const measureDrills = async (ctx: Context, tx: Transaction): Promise<Figures['backup-drills']> =>
  countDrills(tx, await spanOf(ctx, tx))

/** Whether an external PostgreSQL copies its write-ahead log, as it says itself. */
export async function measureLogArchiving(
  { services, clock }: Pick<Context, 'services' | 'clock'>,
  tx: Transaction,
): Promise<Figures['log-archiving']> {
  if (services.env.embeddedDatabase) return { external: 0, on: 0, copied: 0, failing: 0, minutesSince: null }
  const { on, copied, since, failed } = await readLogArchiving(tx)
  return {
    external: 1,
    on: on ? 1 : 0,
    copied,
    failing: failed ? 1 : 0,
    minutesSince: on ? minutesSince(since, clock.unmoved()) : null,
  }
}

/** The audit log begins with the portal. */
async function spanOf({ clock }: Context, tx: Transaction): Promise<{ now: Date; began: Date }> {
  const now = clock.unmoved()
  return { now, began: (await logBegan(tx)) ?? now }
}

/** Each person's key, under which their fields are encrypted: wrapped by the newest master key, and by one that is there. */
export async function measureKeys(
  ctx: Pick<Context, 'services'>,
  tx: Transaction,
): Promise<Figures['keys-current']> {
  const { keys } = ctx.services
  const byVersion = [...(await countKeysByVersion(tx))]
  const sum = (some: typeof byVersion) => some.reduce((total, [, count]) => total + count, 0)
  return {
    keys: sum(byVersion),
    current: sum(byVersion.filter(([version]) => version === keys.current)),
    unreadable: sum(byVersion.filter(([version]) => !isThere(keys, version))),
  }
}

/** Every encrypted field by its version, what is left under older master keys, and whether these are made and destroyed in time. */
export async function measureFields(
  { services: { keys }, clock }: Pick<Context, 'services' | 'clock'>,
  tx: Transaction,
): Promise<Figures['fields-current']> {
  const now = clock.unmoved()
  const { found: _, ...scan } = await fieldsIn(tx, keys)
  const { epochs, faults } = await keyEpochs(tx, keys, now)
  const madeAt = epochs.at(-1)?.madeAt ?? now
  const masterKeyDays = Math.max(0, Math.floor((now.getTime() - madeAt.getTime()) / dayMs))
  return { ...scan, masterKeyDays, overdue: faults.length }
}

const dayMs = 86_400_000

/** Whether a version of the master key is in the folder, whatever this process remembers. */
function isThere(keys: Context['services']['keys'], version: number): boolean {
  try {
    keys.requireVersions([version])
    return true
  } catch (error) {
    if (error instanceof MasterKeyMissing) return false
    throw error
  }
}
