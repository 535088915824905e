import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { readStateCounts } from '#domain/consent/overview/count-states.ts'
import { type RecentWithdrawal, recentWithdrawals } from '#domain/consent/overview/recent-withdrawals.ts'
import { type CurrentConsentText, readConsentTexts } from '#domain/consent/texts/consent-texts.ts'
import { catalogueIn } from '#domain/consent/texts/read-catalogue.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { type ChoiceRow, choiceRows, type TextRow, textRows } from './consent-table.ts'

const SHOWN = 30

export type ConsentStateView = {
  /** Null before the first count. */
  counted: { at: string; people: number; choices: ChoiceRow[]; texts: TextRow[] } | null
  /** The texts that are shown today, in the reader's language. */
  current: CurrentConsentText[]
  recent: RecentWithdrawal[]
}

/** How choices stand, of nobody by name: from numbers that a job keeps. Throws `Denied`. */
export async function readConsentState(ctx: Context): Promise<ConsentStateView> {
  authorize(ctx.actor, 'consent-states.read')
  const current = await readConsentTexts(ctx, ctx.locale)
  return ctx.transaction(async (tx) => ({
    counted: await countedView(tx),
    current,
    recent: await recentWithdrawals(tx, SHOWN),
  }))
}

/** The same rows for a file, on record. Throws `Denied`, `SudoNeeded`. */
export async function exportConsentState(ctx: Context): Promise<ChoiceRow[]> {
  authorize(ctx.actor, 'consent-states.export')
  requireSudo(ctx)
  return ctx.transaction(async (tx) => {
    await append(tx, ctx.auditedAs, { action: 'consent-state.export' })
    return (await countedView(tx))?.choices ?? []
  })
}

async function countedView(tx: Parameters<typeof readStateCounts>[0]) {
  const found = await readStateCounts(tx)
  if (!found) return null
  const { countedAt, people, counts } = found
  return { at: countedAt, people, choices: choiceRows(found, await catalogueIn(tx)), texts: textRows(counts) }
}
