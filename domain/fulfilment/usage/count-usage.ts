import { eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { usageCount, usageRun } from '#db/schema/fulfilment.ts'
import { usageStatistics } from '#db/schema/fulfilment-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { countWithoutConsent } from '#domain/consent/countable/count-without-consent.ts'
import { readCountable } from '#domain/consent/countable/read-countable.ts'
import type { DataSource } from '../rules/source.ts'
import {
  isUsageDue,
  openTally,
  type UsageFact,
  type UsageGroup,
  type UsageStatistic,
  usageFrom,
  usageMonths,
  usagePurposes,
} from '../rules/usage.ts'
import { shownCells } from '../rules/usage-groups.ts'
import { openSources } from '../sources/open-sources.ts'
import { addSecondCount, differingCells, hashOfCells, type SecondCount } from './second-count.ts'

const peopleAtOnce = 1000
/** Somebody may withdraw while a run is under way. It is then thrown away and begun again. */
const tries = 3

export type UsageCounted = {
  statistic: UsageStatistic
  people: number
  without: number
  /** Cells in which the second count differs. */
  different: number
}

/**
 * Counts each statistic that is due by the portal's clock: of people who agree to its purpose at that moment and of nobody else.
 * Who was counted is compared with the ledger before anything is stored; figures in which somebody without a consent was counted, or
 * which a second count does not confirm, are thrown away. Throws `Denied`, and what a source throws that cannot be read.
 */
export async function countUsage(ctx: Context, signal: AbortSignal): Promise<UsageCounted[]> {
  authorize(ctx.actor, 'usage.count')
  const counted: UsageCounted[] = []
  for (const statistic of usageStatistics) {
    const sources = openSources(ctx).all.filter(({ usage }) => usage?.statistics.includes(statistic))
    if (sources.length === 0 || !(await isDue(ctx, statistic))) continue
    counted.push(await countOne(ctx, { statistic, sources }, signal))
  }
  return counted
}

async function isDue(ctx: Context, statistic: UsageStatistic): Promise<boolean> {
  const [row] = await ctx.transaction((tx) =>
    tx.select().from(usageRun).where(eq(usageRun.statistic, statistic)),
  )
  return isUsageDue(
    row ? { triedAt: row.triedAt, failed: row.without + row.different > 0 } : null,
    ctx.clock.now(),
  )
}

type Asked = { statistic: UsageStatistic; sources: readonly DataSource[] }

async function countOne(ctx: Context, asked: Asked, signal: AbortSignal): Promise<UsageCounted> {
  const { statistic } = asked
  let run = await runOnce(ctx, asked, signal)
  const isFaulty = () => run.without + run.different > 0
  for (let left = tries - 1; isFaulty() && left > 0; left -= 1) run = await runOnce(ctx, asked, signal)
  const { people, without, different, tally, now } = run
  const groups = await groupsOf(asked, run.met, signal)
  await ctx.transaction(async (tx) => {
    const row = { statistic, triedAt: now, without, different }
    if (!isFaulty()) {
      const shown = shownCells(statistic, tally, {
        groups: groups.map(({ key }) => key),
        months: usageMonths(now),
      })
      await replace(tx, { ...row, countedAt: now, people, groups }, shown)
    } else {
      await tx
        .insert(usageRun)
        .values({ ...row, people: 0, groups: [] })
        .onConflictDoUpdate({ target: usageRun.statistic, set: row })
    }
    await append(tx, ctx.auditedAs, { action: 'usage.count', resource: `usage:${statistic}` })
  })
  return { statistic, people, without, different }
}

/** Reads facts of consenting people, counts them in two ways, and asks the ledger about everybody who was counted. */
async function runOnce(ctx: Context, { statistic, sources }: Asked, signal: AbortSignal) {
  const now = ctx.clock.now()
  const from = usageFrom(now)
  const purpose = usagePurposes[statistic]
  const { tally, add } = openTally()
  const met = new Set<string>()
  const counted: string[] = []
  const second: SecondCount = new Map()
  for await (const page of readCountable(ctx, purpose, peopleAtOnce)) {
    const people = page.map(({ externalId }) => externalId)
    const facts: UsageFact[] = []
    for (const { name, usage } of sources)
      for (const fact of (await usage?.read(statistic, { people, from }, signal)) ?? []) {
        const group = `${name}:${fact.group}`
        facts.push({ ...fact, group })
        met.add(group)
      }
    const byPerson = Map.groupBy(facts, ({ person }) => person)
    for (const { subjectId, externalId } of page) {
      const own = byPerson.get(externalId)
      if (!own) continue
      add(own)
      counted.push(subjectId)
    }
    const asked = new Set(people)
    const ofPage = facts.filter(({ person }) => asked.has(person))
    await ctx.transaction((tx) => addSecondCount(tx, second, ofPage))
  }
  let without = 0
  for (let at = 0; at < counted.length; at += peopleAtOnce)
    without += await ctx.transaction((tx) =>
      countWithoutConsent(tx, purpose, { subjectIds: counted.slice(at, at + peopleAtOnce), now }),
    )
  return { now, tally, met, people: counted.length, without, different: differingCells(tally, second) }
}

/** The groups in which somebody was counted. One without a title is called by its key. */
async function groupsOf(
  { statistic, sources }: Asked,
  met: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<UsageGroup[]> {
  const titles = new Map<string, UsageGroup['title']>()
  for (const { name, usage } of sources)
    for (const { key, title } of (await usage?.groups(statistic, signal)) ?? [])
      titles.set(`${name}:${key}`, title)
  return [...met].sort().map((key) => {
    const own = key.slice(key.indexOf(':') + 1)
    return { key, title: titles.get(key) ?? { kk: own, ru: own, en: own } }
  })
}

/** The figures of the run in place of those of the one before. */
async function replace(
  tx: Transaction,
  run: typeof usageRun.$inferInsert,
  shown: ReturnType<typeof shownCells>,
): Promise<void> {
  // A month in which nobody did anything needs no row.
  const cells = shown.filter(({ people }) => people !== 0)
  const { statistic, ...rest } = { ...run, cellsSha256: hashOfCells(cells) }
  await tx
    .insert(usageRun)
    .values({ statistic, ...rest })
    .onConflictDoUpdate({ target: usageRun.statistic, set: rest })
  await tx.delete(usageCount).where(eq(usageCount.statistic, statistic))
  const rows = cells.map(({ group, ...cell }) => ({ statistic, groupKey: group, ...cell }))
  for (let at = 0; at < rows.length; at += 1000) await tx.insert(usageCount).values(rows.slice(at, at + 1000))
}
