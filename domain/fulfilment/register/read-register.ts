import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import type { ChannelCode } from '#domain/consent/rules/catalogue.ts'
import { type OwnPurpose, ownPurposesIn } from '#domain/consent/wording/read-wordings.ts'
import { type Operator, readOperator } from '#domain/policy/operator/operator.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { retentionOf } from '../map/retention.ts'
import { type StatedFacts, statedFactsIn } from '../map/stated-processing.ts'
import { areGuardiansUnused, isOfGuardians } from '../map/unused-items.ts'
import { type MapItem, supportsOf } from '../rules/data-map.ts'
import { openSources } from '../sources/open-sources.ts'

/** One line of the register of processing activities: an item with what the operator's settings say about it. */
export type ProcessingEntry = ReturnType<typeof entryOf>

/** One line of the register of transfers (Art. 22(1)(5) of Law 94-V; Rules 179, 9(5)): who receives what for which purpose. */
export type TransferEntry = {
  purpose: string
  recipient: Operator['name']
  country: string
  channel: ChannelCode | null
  /** To a country other than Kazakhstan (Art. 16). */
  abroad: boolean
  items: readonly MapItem[]
  bases: readonly MapItem['basis'][]
}

export type Register = {
  operator: Operator
  processing: readonly ProcessingEntry[]
  transfers: readonly TransferEntry[]
  /** Purposes that the operator has added and offers, or that a mapped item is for: what they say of them is not in the settings. */
  ownPurposes: readonly OwnPurpose[]
  /** Purposes of mapped items about which the operator says nothing. */
  notStated: readonly MapItem['purpose'][]
  /** Representatives of people under 18 are turned off, and nothing about them is kept: their items are left out. */
  withoutGuardians: boolean
}

const home = 'KZ'

/** The data map with the operator's facts. Throws `Denied`. */
export async function readRegister(ctx: Context): Promise<Register> {
  authorize(ctx.actor, 'data-map.read')
  return registerOf(ctx)
}

/** The same for a file, on record. Throws `Denied`, `SudoNeeded`. */
export async function exportRegister(
  ctx: Context,
  { register, format }: { register: 'processing' | 'transfers'; format: 'csv' | 'json' },
): Promise<Register> {
  authorize(ctx.actor, 'data-map.export')
  requireSudo(ctx)
  await ctx.transaction((tx) =>
    append(tx, ctx.auditedAs, { action: 'data-map.export', reason: register, fields: [format] }),
  )
  return registerOf(ctx)
}

async function registerOf(ctx: Context): Promise<Register> {
  const operator = readOperator(ctx.services.env)
  const withoutGuardians = await areGuardiansUnused(ctx)
  const map = openSources(ctx).map.filter((item) => !(withoutGuardians && isOfGuardians(item)))
  const byPurpose = Map.groupBy(map, ({ purpose }) => purpose)
  const { db } = ctx.database
  const stated = await statedFactsIn(db, operator)
  const added = await ownPurposesIn(db)
  const ownPurposes = added.filter(({ purpose, isOffered }) => isOffered || byPurpose.has(purpose))
  return {
    operator,
    ownPurposes,
    processing: map.map((item) => entryOf(item, stated)),
    transfers: [
      ...[...byPurpose].flatMap(([purpose, items]) => [
        ...transfersOf(purpose, items, operator.processing),
        ...transfersOfSystems(purpose, items),
      ]),
      ...ownPurposes.filter(({ isOffered }) => isOffered).flatMap((own) => transfersOfOwn(own, map)),
    ],
    withoutGuardians,
    notStated: [...byPurpose.keys()].filter((purpose) => !stated.processing[purpose]),
  }
}

const entryOf = (item: MapItem, stated: StatedFacts) => ({
  item,
  supports: supportsOf(item),
  ...retentionOf(item, stated),
})

function transfersOf(
  purpose: MapItem['purpose'],
  all: readonly MapItem[],
  processing: StatedFacts['processing'],
): TransferEntry[] {
  const items = all.filter(({ system }) => !system)
  const recipients = items.length > 0 ? (processing[purpose]?.recipients ?? []) : []
  return recipients.map((recipient) => transferTo(recipient, purpose, items))
}

/** Of a purpose that the operator has added: its own records and those of the parts of the data map that it needs, on consent. */
function transfersOfOwn({ purpose, facts }: OwnPurpose, map: readonly MapItem[]): TransferEntry[] {
  const needed: readonly string[] = facts.categories
  const items = map.filter((item) => item.purpose === purpose || needed.includes(item.category))
  return facts.recipients.map((recipient) => ({
    ...transferTo(recipient, purpose, items),
    bases: ['consent'],
  }))
}

/** Other systems name their own recipients; what a purpose is recorded to be passed on is not what they keep. */
function transfersOfSystems(purpose: MapItem['purpose'], all: readonly MapItem[]): TransferEntry[] {
  const bySource = Map.groupBy(
    all.filter(({ system }) => system),
    ({ source }) => source,
  )
  return [...bySource.values()].flatMap((items) =>
    (items[0]?.system?.recipients ?? []).map((recipient) => transferTo(recipient, purpose, items)),
  )
}

const transferTo = (
  { name, country, channel }: { name: Operator['name']; country: string; channel?: ChannelCode | undefined },
  purpose: string,
  items: readonly MapItem[],
): TransferEntry => ({
  purpose,
  recipient: name,
  country,
  channel: channel ?? null,
  abroad: country !== home,
  items,
  bases: [...new Set(items.map(({ basis }) => basis))],
})
