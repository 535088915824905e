import { and, asc, eq, inArray, lte } from 'drizzle-orm'
import { auditKit } from '#db/schema/assurance.ts'
import type { kitFailures } from '#db/schema/assurance-codes.ts'
import type { AuditAction } from '#db/schema/audit-codes.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { diskOf, hasRoomFor } from '#platform/disk.ts'
import type { KitQuery } from '../rules/kit-query.ts'
import { resourceOf } from './ask-for-kit.ts'
import { kitArchive } from './kit-archive.ts'
import { sweepKitFiles, writeKitFile } from './kit-file.ts'
import { type KitCounts, type KitReadme, NothingSealed } from './write-kit.ts'

/** How long the file of a kit can be downloaded. */
const KEPT_MS = 7 * 86_400_000

type Kit = typeof auditKit.$inferSelect

/**
 * Makes the kits that are asked for, and deletes those whose time is over. A worker that was killed leaves a kit waiting, and the next
 * starts again. Returns how many were made. Throws `Denied`.
 */
export async function makeKits(
  ctx: Context,
  readmeIn: (locale: Locale) => KitReadme,
  signal: AbortSignal,
): Promise<number> {
  authorize(ctx.actor, 'audit-kits.make')
  await expireKits(ctx)
  let made = 0
  for (;;) {
    signal.throwIfAborted()
    const [kit] = await ctx.transaction((tx) =>
      tx.select().from(auditKit).where(eq(auditKit.state, 'waiting')).orderBy(asc(auditKit.askedAt)).limit(1),
    )
    if (!kit) return made
    if (await makeOne(ctx, kit, readmeIn(kit.locale), signal)) made += 1
  }
}

async function makeOne(ctx: Context, kit: Kit, readme: KitReadme, signal: AbortSignal): Promise<boolean> {
  if (!hasRoomFor(diskOf(ctx.services.env.packagesDir), 0)) return fail(ctx, kit, 'no-room')
  const query = { from: kit.fromDay, to: kit.toDay, day: kit.drawDay }
  try {
    const archive = kitArchive(ctx, query, { readme, signal })
    await writeKitFile(ctx, kit.kitId, archive.content)
    const madeAt = ctx.clock.now()
    const expiresAt = new Date(madeAt.getTime() + KEPT_MS)
    await end(ctx, kit, { state: 'ready', ...archive.made(), madeAt, expiresAt }, 'audit-kit.make')
    return true
  } catch (error) {
    if (signal.aborted) throw error
    if (error instanceof NothingSealed) return fail(ctx, kit, 'nothing-sealed')
    ctx.services.log.error({ err: error, kitId: kit.kitId }, 'an audit kit could not be made')
    return fail(ctx, kit, isFull(error) ? 'no-room' : 'failed')
  }
}

async function fail(ctx: Context, kit: Kit, failure: (typeof kitFailures)[number]): Promise<false> {
  await end(ctx, kit, { state: 'failed', failure }, 'audit-kit.fail')
  return false
}

async function end(ctx: Context, { kitId }: Kit, set: Partial<Kit>, action: AuditAction): Promise<void> {
  await ctx.transaction(async (tx) => {
    const done = await tx
      .update(auditKit)
      .set(set)
      .where(and(eq(auditKit.kitId, kitId), inArray(auditKit.state, ['waiting', 'ready'])))
      .returning({ kitId: auditKit.kitId })
    if (done.length === 0) return
    await append(tx, ctx.auditedAs, {
      action,
      resource: resourceOf(kitId),
      ...(set.failure && { reason: set.failure }),
      fields: countFields(set.counts ?? {}),
    })
  })
}

const countFields = (counts: Record<string, number>) =>
  Object.entries(counts).map(([name, count]) => `${name}:${count}`)

async function expireKits(ctx: Context): Promise<void> {
  const rows = await ctx.transaction((tx) =>
    tx
      .select()
      .from(auditKit)
      .where(and(eq(auditKit.state, 'ready'), lte(auditKit.expiresAt, ctx.clock.now()))),
  )
  for (const kit of rows) await end(ctx, kit, { state: 'expired' }, 'audit-kit.expire')
  const kept = await ctx.transaction((tx) =>
    tx
      .select({ kitId: auditKit.kitId })
      .from(auditKit)
      .where(inArray(auditKit.state, ['waiting', 'ready'])),
  )
  await sweepKitFiles(ctx, new Set(kept.map(({ kitId }) => kitId)))
}

const isFull = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')

/** Makes a kit for the operator's command line, which writes the file; on record. Throws `Denied`, `NothingSealed`. */
export async function makeKitNow(
  ctx: Context,
  query: KitQuery,
  { readme, write }: { readme: KitReadme; write: (content: AsyncIterable<Buffer>) => Promise<void> },
): Promise<{ counts: KitCounts; size: number; sha256: Buffer }> {
  authorize(ctx.actor, 'audit-kits.make')
  const archive = kitArchive(ctx, query, { readme })
  await write(archive.content)
  const made = archive.made()
  await ctx.transaction((tx) =>
    append(tx, ctx.auditedAs, {
      action: 'audit-kit.make',
      resource: `audit-kit:${query.from}/${query.to}`,
      fields: countFields(made.counts),
    }),
  )
  return made
}
