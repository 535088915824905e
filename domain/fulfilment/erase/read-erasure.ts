import type { Context } from '#domain/access/context.ts'
import { findErasureRequest } from '#domain/requests/steps/erase-by-request.ts'
import { type ItemRow, readItems, readRun } from '../erasure-record/erasure-rows.ts'
import { certificateToken } from '../erasure-record/erasure-secrets.ts'
import type { DataMap, MapItem } from '../rules/data-map.ts'
import { type ErasureState, isSettled, serviceConsent } from '../rules/erasure-run.ts'
import { openSources } from '../sources/open-sources.ts'

/** What names an item to readers. */
export type Named = Pick<MapItem, 'id' | 'title' | 'table'>

export type ErasureSource = {
  source: string
  /** `failed`: it did not answer, or left something. */
  state: 'waiting' | 'failed' | 'settled'
  matched: number
  changed: number
  left: number
  kept: number
  /** Codes of failures, and since when. */
  codes: string[]
  failedSince: Date | null
  settled: 'skipped' | 'by-hand' | null
  note: string | null
}

export type ErasureView = {
  state: ErasureState
  startsAt: Date
  nextTryAt: Date
  endedAt: Date | null
  drift: { item: Named; before: number | null; now: number }[]
  /** The person consented to the service again since the decision. */
  consentedAgain: boolean
  sources: ErasureSource[]
  /** The cooling-off is over and nothing was deleted yet, because these sources cannot be counted. */
  waitsFor: string[]
  /** The path of the certificate, once the run has ended. */
  certificatePath: string | null
}

/**
 * The erasure that a request led to, for its person or for staff; null before it is decided and for other requests. A run whose
 * request was cancelled is cancelled. Throws `Denied`.
 */
export async function readErasure(ctx: Context, reference: string): Promise<ErasureView | null> {
  const { map } = openSources(ctx)
  return ctx.transaction(async (tx) => {
    const request = await findErasureRequest(tx, ctx, reference, {
      own: 'erasures.read-own',
      staff: 'erasures.read',
    })
    const run = request && (await readRun(tx, request))
    if (!request || !run) return null
    const items = await readItems(tx, run)
    const isOver = run.endedAt !== null
    const state = isOver || request.decided ? run.state : 'cancelled'
    const sources = [...new Set(items.map(({ source }) => source))].map((source) =>
      sourceOf(
        source,
        items.filter((item) => item.source === source),
      ),
    )
    const drift = run.drift ?? []
    const isDue = state === 'waiting' && run.startsAt <= ctx.clock.now()
    return {
      state,
      startsAt: run.startsAt,
      nextTryAt: run.tryAt,
      endedAt: run.endedAt,
      drift: drift
        .filter(({ item }) => item !== serviceConsent)
        .map(({ item, ...counts }) => ({ item: named(map, item), ...counts })),
      consentedAgain: drift.some(({ item }) => item === serviceConsent),
      sources,
      waitsFor: isDue ? sources.flatMap((one) => (one.state === 'failed' ? [one.source] : [])) : [],
      certificatePath: run.certificate ? `/certificates/${certificateToken(ctx.services.keys, run)}` : null,
    }
  })
}

/** An item by its id; one that is no longer in the map is named by that. */
const named = (map: DataMap, id: string): Named =>
  map.find((item) => item.id === id) ?? { id, title: null, table: id }

const sum = (items: readonly ItemRow[], of: (item: ItemRow) => number | null) =>
  items.reduce((total, item) => total + (of(item) ?? 0), 0)

function sourceOf(source: string, items: readonly ItemRow[]): ErasureSource {
  const failed = items.filter(({ state }) => state === 'failed')
  const since = failed.flatMap(({ failedSince }) => (failedSince ? [failedSince.getTime()] : []))
  const byStaff = items.find(({ state }) => state === 'skipped' || state === 'by-hand')
  const erasable = items.filter(({ record }) => record === null)
  return {
    source,
    state: failed.length > 0 ? 'failed' : items.every((one) => isSettled(one.state)) ? 'settled' : 'waiting',
    matched: sum(erasable, ({ matched }) => matched),
    changed: sum(erasable, ({ changed }) => changed),
    left: sum(erasable, ({ leftOver }) => leftOver),
    kept: sum(items, ({ state, matched }) => (state === 'kept' ? matched : 0)),
    codes: [...new Set(failed.flatMap(({ code }) => (code ? [code] : [])))],
    failedSince: since.length > 0 ? new Date(Math.min(...since)) : null,
    settled: byStaff ? (byStaff.state === 'skipped' ? 'skipped' : 'by-hand') : null,
    note: byStaff?.note ?? null,
  }
}
