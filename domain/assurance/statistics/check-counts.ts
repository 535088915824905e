import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { checkChoiceCounts, remakeChoiceCounts } from '#domain/consent/daily-counts/check-choice-counts.ts'
import { checkOutages } from '#domain/fulfilment/source-states/check-outages.ts'
import { checkUsage } from '#domain/fulfilment/usage/check-usage.ts'
import { checkMailCounts } from '#domain/integrations/mail/check-mail-counts.ts'
import { checkRequestCounts, remakeRequestCounts } from '#domain/requests/counts/check-request-counts.ts'
import { type CountsChecked, checkedCounts, storeCountsChecked } from './counts-checked.ts'

/** Ten million events are counted in seconds. */
const deadlineMs = 600_000

/**
 * Counts the records again, compares the result with the counts that the charts are drawn from, and keeps what was found. Counts that
 * differ are left alone: `remakeCounts` is for people who have looked why. Throws `Denied`.
 */
export async function checkCounts(ctx: Context): Promise<CountsChecked> {
  authorize(ctx.actor, 'statistics.check')
  const of = (check: typeof checkChoiceCounts) =>
    ctx.transaction((tx: Transaction) => check(ctx, tx), { deadlineMs })
  const checked = {
    choices: await of(checkChoiceCounts),
    requests: await of(checkRequestCounts),
    systems: await of(checkOutages),
    mail: await of(checkMailCounts),
    usage: await of(checkUsage),
    at: ctx.clock.now().toISOString(),
  }
  const differing = checkedCounts.filter((name) => checked[name].different > 0)
  await ctx.transaction(async (tx) => {
    await storeCountsChecked(tx, checked)
    await append(tx, ctx.auditedAs, {
      action: 'statistics.check',
      reason: differing.length > 0 ? 'different' : 'equal',
      fields: differing,
    })
  })
  return checked
}

/** Replaces the counts of choices and requests by those of the records, and checks them. Throws `Denied`. */
export async function remakeCounts(ctx: Context): Promise<CountsChecked> {
  authorize(ctx.actor, 'statistics.check')
  await ctx.transaction(
    async (tx) => {
      await remakeChoiceCounts(ctx, tx)
      await remakeRequestCounts(ctx, tx)
      await append(tx, ctx.auditedAs, { action: 'statistics.remake' })
    },
    { deadlineMs },
  )
  return checkCounts(ctx)
}
