import type { packageItemStates, packageStates } from '#db/schema/fulfilment-codes.ts'
import type { MapField, MapItem } from './data-map.ts'
import type { CollectedRecord, DataCategory, RecordValue } from './source.ts'

export type PackageState = (typeof packageStates)[number]
export type PackageItemState = (typeof packageItemStates)[number]

const MINUTE = 60_000
const DAY = 86_400_000

/** How long a released package can be downloaded: seven times 24 hours. */
export const packageExpiry = (releasedAt: Date): Date => new Date(releasedAt.getTime() + 7 * DAY)

/** A download needs a sign-in, or a code of a visitor, that is at most 30 minutes old: a stolen session gives no copy. */
export const isFreshProof = (provedAt: Date, now: Date): boolean =>
  now.getTime() - provedAt.getTime() <= 30 * MINUTE

/** The pause before a source that failed is asked again: from a minute, doubled each time, at most two hours. */
export const nextPackageTry = (tries: number, now: Date): Date =>
  new Date(now.getTime() + Math.min(MINUTE * 2 ** Math.min(tries, 10), 120 * MINUTE))

/**
 * Whether a package that is not given yet is to go on. When its request is closed as fulfilled, it was closed by hand, and needs no
 * package but one that staff released already or that the person asked for again.
 */
export const isNeeded = (
  { state, releaseWhenReady }: { state: PackageState; releaseWhenReady: boolean },
  request: { stands: 'decided' | 'given' | 'other' } | null,
): boolean =>
  request?.stands === 'decided' ||
  (request?.stands === 'given' && (releaseWhenReady || state === 'releasing'))

/** It waits for its next try: a source failed, or the portal itself, which then stands in `code`. */
export const isWaiting = ({ state, code }: { state: PackageState | 'none'; code: string | null }): boolean =>
  state === 'stuck' || (state === 'releasing' && code !== null)

/** Nothing is left to collect. */
export const isCollected = (state: PackageItemState) => state !== 'waiting' && state !== 'failed'

/** Whether a copy is to have this item. `categories`: what the person chose; null: everything. */
export const isChosen = (
  { category }: Pick<MapItem, 'category'>,
  categories: readonly DataCategory[] | null,
): boolean => categories === null || categories.includes(category)

/** A field that says who somebody else is, or what staff wrote for themselves. */
export const withheldFields = ({ fields }: MapItem): readonly MapField[] =>
  fields.filter(({ aboutOthers }) => aboutOthers)

/** A record as its person receives it: what is about others is absent, unless it names the person. */
export const ownValues = (
  { item, values }: CollectedRecord,
  subjectId: string,
): Record<string, RecordValue> =>
  Object.fromEntries(
    item.fields.flatMap(({ column, aboutOthers }) => {
      const value = values[column] ?? null
      return aboutOthers && value !== subjectId ? [] : [[column, value]]
    }),
  )
