import { locales } from '#db/schema/access-codes.ts'
import { channelCodes, purposeCodes, topicCodes } from '#db/schema/consent-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import {
  type ChoiceDimension,
  type MonthlyChoices,
  readDailyWithdrawals,
  readMonthlyChoices,
} from '#domain/consent/daily-counts/read-choice-counts.ts'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import { type Outages, readOutages } from '#domain/fulfilment/source-states/read-outages.ts'
import { readDailyMessages } from '#domain/integrations/keys/read-decision-counts.ts'
import { readMonthlyMail } from '#domain/integrations/mail/count-mail.ts'
import { readMonthlyRequests } from '#domain/requests/counts/read-request-counts.ts'
import { almatyDate, almatyInstant } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { type CountsChecked, readCountsChecked } from './counts-checked.ts'
import { BATCH_DAYS, findBatches, type MessageBatch } from './message-batches.ts'
import { hoursByMonth, monthsUpTo } from './statistics-months.ts'
import { type Cell, withholdGroup, withholdParts } from './withhold-cells.ts'

/** Choices of one purpose, topic, channel or language, by month. */
export type ChoiceSeries = { of: string; given: Cell[]; withdrawn: Cell[] }

export type Statistics = {
  /** The last twelve, this one included: `2026-11`. */
  months: string[]
  /** Requests whose term ended in the month. `overdue`: not closed yet. */
  requests: { inTime: Cell; late: Cell; overdue: Cell }[]
  choices: ChoiceSeries[]
  /** What purposes and topics are called in the reader's language. */
  titles: ReadonlyMap<string, string>
  batches: MessageBatch[]
  mail: { sent: number; givenUp: number }[]
  /** Hours in which each system did not answer as it should. */
  systems: (Pick<Outages, 'source' | 'title'> & { hours: number[]; outages: number })[]
  checked: CountsChecked | null
}

/** Batches of the last days. */
const BATCH_PERIOD = 92
const MOST_BATCHES = 12

/**
 * What staff see over time, from counts alone: the records themselves are not read, so it takes as long with a million people as
 * with ten. Figures about one to nine people are withheld. Throws `Denied`.
 */
export async function readStatistics(
  ctx: Context,
  { choicesBy }: { choicesBy: ChoiceDimension },
): Promise<Statistics> {
  authorize(ctx.actor, 'statistics.read')
  const now = ctx.clock.now()
  const today = almatyDate(now)
  const months = monthsUpTo(today)
  const from = `${months[0]}-01`
  const [requests, choices, titles, batches, mail, systems, checked] = await Promise.all([
    readMonthlyRequests(ctx, { from, today }),
    readChoiceSeries(ctx, { by: choicesBy, months, from, to: today }),
    readChoiceTitles(ctx, ctx.locale),
    readBatches(ctx, today),
    readMonthlyMail(ctx, from),
    readOutages(ctx, almatyInstant(from)),
    readCountsChecked(ctx),
  ])
  return {
    months,
    requests: months.map((month) => {
      const found = requests.find((one) => one.month === month)
      const [inTime = 0, late = 0, overdue = 0] = withholdGroup([
        found?.inTime ?? 0,
        found?.late ?? 0,
        found?.open ?? 0,
      ])
      return { inTime, late, overdue }
    }),
    choices,
    titles,
    batches,
    mail: months.map((month) => {
      const of = (outcome: 'sent' | 'given-up') =>
        mail.find((one) => one.month === month && one.outcome === outcome)?.amount ?? 0
      return { sent: of('sent'), givenUp: of('given-up') }
    }),
    systems: systems.map(({ source, title, outages }) => ({
      source,
      title,
      hours: hoursByMonth(months, outages, now),
      outages: outages.length,
    })),
    checked,
  }
}

async function readBatches(ctx: Context, today: string): Promise<MessageBatch[]> {
  const from = addDays(today, -BATCH_PERIOD)
  const [messages, withdrawals] = await Promise.all([
    readDailyMessages(ctx, { from, to: today }),
    readDailyWithdrawals(ctx, { from: addDays(from, -BATCH_DAYS), to: today }),
  ])
  return findBatches(messages, withdrawals).slice(0, MOST_BATCHES)
}

const orders: Record<ChoiceDimension, readonly string[]> = {
  purpose: purposeCodes,
  topic: topicCodes,
  channel: channelCodes,
  language: locales,
}
const decisions = ['granted', 'withdrawn'] as const
type Period = { by: ChoiceDimension; months: readonly string[]; from: string; to: string }

async function readChoiceSeries(ctx: Context, { by, months, from, to }: Period): Promise<ChoiceSeries[]> {
  const rows = await readMonthlyChoices(ctx, { by, from, to })
  const isPart = by === 'topic' || by === 'channel'
  const purposes = isPart ? await readMonthlyChoices(ctx, { by: 'purpose', from, to }) : rows
  const names = namesOf(by, rows)
  const [given, withdrawn] = decisions.map((decision) =>
    months.map((month) => {
      const parts = partsOf(rows, names, { month, decision })
      // The parts would tell a sum that is withheld among the purposes.
      return isPart && isMessagesWithheld(purposes, { month, decision })
        ? parts.map((value) => (value === 0 ? 0 : null))
        : withholdParts(parts)
    }),
  )
  return names.map((of, place) => ({
    of,
    given: months.map((_, at) => given?.[at]?.[place] ?? null),
    withdrawn: months.map((_, at) => withdrawn?.[at]?.[place] ?? null),
  }))
}

type Of = Pick<MonthlyChoices, 'month' | 'decision'>

const partsOf = (rows: readonly MonthlyChoices[], names: readonly string[], { month, decision }: Of) =>
  names.map(
    (name) =>
      rows.find((row) => row.of === name && row.month === month && row.decision === decision)?.amount ?? 0,
  )

function isMessagesWithheld(purposes: readonly MonthlyChoices[], of: Of): boolean {
  const names = namesOf('purpose', purposes)
  return withholdParts(partsOf(purposes, names, of))[names.indexOf('communication')] === null
}

/** What there were choices about, in the order of the codes; what has no code any more comes last. */
function namesOf(by: ChoiceDimension, rows: readonly MonthlyChoices[]): string[] {
  const order = orders[by]
  const place = (name: string) => (order.indexOf(name) + order.length + 1) % (order.length + 1)
  return [...new Set(rows.map(({ of }) => of))].sort((a, b) => place(a) - place(b) || a.localeCompare(b))
}
