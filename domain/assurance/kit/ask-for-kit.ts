import { desc, eq } from 'drizzle-orm'
import { auditKit } from '#db/schema/assurance.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { staffNames } from '#domain/staff/team/read-team.ts'
import { FileDamaged } from '#platform/crypto/encrypted-file.ts'
import { newId } from '#platform/ids.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { type KitQuery, kitFileName } from '../rules/kit-query.ts'
import { kitFileSize, readKitFile } from './kit-file.ts'

/** How the audit log names a kit. */
export const resourceOf = (kitId: string) => `audit-kit:${kitId}`

export type AskResult = { status: 'done' } | { status: 'refused'; code: 'future' | 'one-waits' }

/**
 * Has the worker make a kit of a period. One at a time. `future`: the period has not ended; its last day may be today. Throws
 * `Denied`, `SudoNeeded`.
 */
export async function askForKit(ctx: Context, query: KitQuery): Promise<AskResult> {
  authorize(ctx.actor, 'audit-kits.ask')
  requireSudo(ctx)
  const { from, to, day } = query
  const askedAt = ctx.clock.now()
  if (to > almatyDate(askedAt)) return { status: 'refused', code: 'future' }
  const askedBy = ctx.actor.kind === 'staff' ? ctx.actor.staffId : ''
  const { locale } = ctx
  return ctx.transaction(async (tx) => {
    const waiting = await tx
      .select({ kitId: auditKit.kitId })
      .from(auditKit)
      .where(eq(auditKit.state, 'waiting'))
      .limit(1)
    if (waiting.length > 0) return { status: 'refused', code: 'one-waits' }
    const kitId = newId()
    const days = { fromDay: from, toDay: to, drawDay: day }
    await tx.insert(auditKit).values({ kitId, ...days, locale, askedBy, askedAt, state: 'waiting' })
    await append(tx, ctx.auditedAs, {
      action: 'audit-kit.ask',
      resource: resourceOf(kitId),
      fields: [`from:${from}`, `to:${to}`, `day:${day}`],
    })
    await enqueue(tx, 'make-audit-kits', {}, { key: 'make-audit-kits' })
    return { status: 'done' }
  })
}

export type KitItem = Omit<typeof auditKit.$inferSelect, 'sha256'> & {
  sha256: string | null
  /** The name of the member who asked; null for one who is no longer there. */
  askedByName: string | null
}

const SHOWN = 50

/** The newest kits. Throws `Denied`. */
export async function listKits(ctx: Context): Promise<KitItem[]> {
  authorize(ctx.actor, 'audit-kits.ask')
  return ctx.transaction(async (tx) => {
    const rows = await tx.select().from(auditKit).orderBy(desc(auditKit.askedAt)).limit(SHOWN)
    const names = await staffNames(tx, ctx.services.keys, [...new Set(rows.map(({ askedBy }) => askedBy))])
    return rows.map((row) => ({
      ...row,
      sha256: row.sha256?.toString('hex') ?? null,
      askedByName: names.get(row.askedBy) ?? null,
    }))
  })
}

export type KitDownload = { name: string; size: number; read(): AsyncIterable<Uint8Array> }

/** Opens the file of a kit, on record; null where there is none, or no longer. Throws `Denied`, `SudoNeeded`. */
export async function openKit(ctx: Context, kitId: string): Promise<KitDownload | null> {
  authorize(ctx.actor, 'audit-kits.ask')
  requireSudo(ctx)
  return ctx.transaction(async (tx) => {
    const [row] = await tx.select().from(auditKit).where(eq(auditKit.kitId, kitId))
    if (row?.state !== 'ready' || !row.expiresAt || row.expiresAt <= ctx.clock.now()) return null
    const size = await kitFileSize(ctx, kitId).catch((error: unknown) => {
      if (error instanceof FileDamaged) return null
      throw error
    })
    if (size === null || size !== row.size) return null
    await append(tx, ctx.auditedAs, { action: 'audit-kit.download', resource: resourceOf(kitId) })
    return {
      name: kitFileName({ from: row.fromDay, to: row.toDay }),
      size,
      read: () => readKitFile(ctx, kitId),
    }
  })
}
