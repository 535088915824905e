import { addDays } from '#platform/time/local-date.ts'
import { type Cell, withholdSmall } from './withhold-cells.ts'

type Daily = { day: string; topic: string; channel: string; amount: number }

/** A batch begins on a day with so many messages. */
export const BATCH_FROM = 50
/** Messages and withdrawals of so many days belong to a batch. */
export const BATCH_DAYS = 7

export type MessageBatch = {
  topic: string
  channel: string
  /** The first day and the last one. */
  from: string
  to: string
  messages: number
  /** Withdrawals of the same choice in the seven days before, and in those of the batch. */
  before: Cell
  after: Cell
}

/** Batches of messages about a topic by a channel, the newest first; the days of two of them never overlap. */
export function findBatches(messages: readonly Daily[], withdrawals: readonly Daily[]): MessageBatch[] {
  const keyOf = ({ topic, channel }: Daily) => `${topic} ${channel}`
  const taken = Map.groupBy(withdrawals, keyOf)
  const batches = [...Map.groupBy(messages, keyOf)].flatMap(([key, days]) => {
    const ofChoice = taken.get(key) ?? []
    return startsOf(days).map(({ topic, channel, day }): MessageBatch => {
      const to = addDays(day, BATCH_DAYS - 1)
      return {
        topic,
        channel,
        from: day,
        to,
        messages: sumOf(days, day, to),
        before: withholdSmall(sumOf(ofChoice, addDays(day, -BATCH_DAYS), addDays(day, -1))),
        after: withholdSmall(sumOf(ofChoice, day, to)),
      }
    })
  })
  return batches.sort((a, b) => b.from.localeCompare(a.from) || b.messages - a.messages)
}

function startsOf(days: readonly Daily[]): Daily[] {
  const starts: Daily[] = []
  let free = ''
  for (const one of days.toSorted((a, b) => a.day.localeCompare(b.day))) {
    if (one.amount < BATCH_FROM || one.day < free) continue
    starts.push(one)
    free = addDays(one.day, BATCH_DAYS)
  }
  return starts
}

const sumOf = (days: readonly Daily[], from: string, to: string) =>
  days.reduce((sum, { day, amount }) => (day >= from && day <= to ? sum + amount : sum), 0)
