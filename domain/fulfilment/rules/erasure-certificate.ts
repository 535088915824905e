import { unreadableFrom } from '#domain/people/rules/key-epochs.ts'
import type { InThree, MapItem } from './data-map.ts'
import type { ErasureItemState } from './erasure-run.ts'

/** What happened to the records of one item, as the certificate says it. */
export type CertifiedStore = {
  source: string
  item: string
  category: string
  state: ErasureItemState
  matched: number | null
  changed: number | null
  left: number | null
  /** When the store was read again. ISO 8601, UTC. */
  read_at: string
}

export type CertifiedKept = {
  source: string
  item: string
  rows: number
  law: InThree | null
  until: string | null
  /** Hidden in the portal, marked as restricted in another system; false where that system has no mark. */
  locked: boolean
}

/** Copies that no erasure of the portal reaches; at least one always exists. */
export const outsideReach = ['downloads', 'sent-messages'] as const

export type ErasureCertificate = {
  type: 'erasure-certificate'
  edition: 1
  certificate_id: string
  reference: string
  /** True where the portal has sample data. */
  sample: boolean
  operator: { name: InThree; bin: string }
  started_at: string
  issued_at: string
  /** `incomplete`: a source was skipped. */
  result: 'complete' | 'incomplete'
  stores: CertifiedStore[]
  kept: CertifiedKept[]
  /**
   * The person's key: without it nothing that was encrypted under it can be read, in copies neither. `unreadable_from`: when the
   * master key is destroyed without which no copy of the person's key opens, wherever one is left.
   */
  key:
    | { state: 'destroyed'; destroyed_at: string; unreadable_from: string }
    | { state: 'kept'; until: string | null }
  outside_reach: readonly (typeof outsideReach)[number][]
}

export type CertifiedItem = {
  item: MapItem
  state: ErasureItemState
  matched: number | null
  changed: number | null
  leftOver: number | null
  keptUntil: Date | null
  /** Of a kept item: why it is not locked. */
  code: string | null
  at: Date
}

/** The last day on which something is kept; null when nothing is, or when the operator has not said until when. */
export function keptUntil(items: readonly Pick<CertifiedItem, 'state' | 'keptUntil'>[]): Date | null {
  const ends = items.filter(({ state }) => state === 'kept').map((one) => one.keptUntil)
  if (ends.length === 0 || ends.includes(null)) return null
  return new Date(Math.max(...ends.map((end) => end?.getTime() ?? 0)))
}

/** The certificate of a run that has ended, without its signature. */
export function erasureCertificate(given: {
  certificateId: string
  reference: string
  operator: { name: InThree; bin: string; sample: boolean }
  startedAt: Date
  issuedAt: Date
  result: 'complete' | 'incomplete'
  items: readonly CertifiedItem[]
  laws: Readonly<Record<string, { law: InThree }>>
  keyDestroyedAt: Date | null
  /** When the current master key was made. */
  epochBegan: Date
}): ErasureCertificate {
  const { items, operator, keyDestroyedAt } = given
  const sorted = items.toSorted((a, b) => (a.item.id < b.item.id ? -1 : 1))
  return {
    type: 'erasure-certificate',
    edition: 1,
    certificate_id: given.certificateId,
    reference: given.reference,
    sample: operator.sample,
    operator: { name: operator.name, bin: operator.bin },
    started_at: given.startedAt.toISOString(),
    issued_at: given.issuedAt.toISOString(),
    result: given.result,
    stores: sorted
      .filter(({ state }) => state !== 'kept')
      .map(({ item, state, matched, changed, leftOver, at }) => ({
        source: item.source,
        item: item.id,
        category: item.category,
        state,
        matched,
        changed,
        left: leftOver,
        read_at: at.toISOString(),
      })),
    kept: sorted
      .filter(({ state }) => state === 'kept')
      .map(({ item, matched, keptUntil: until, code }) => ({
        source: item.source,
        item: item.id,
        rows: matched ?? 0,
        law: item.erase.how === 'keep' ? (given.laws[item.erase.record]?.law ?? null) : null,
        until: until?.toISOString() ?? null,
        locked: code === null,
      })),
    key: keyDestroyedAt
      ? {
          state: 'destroyed',
          destroyed_at: keyDestroyedAt.toISOString(),
          unreadable_from: unreadableFrom(keyDestroyedAt, given.epochBegan).toISOString(),
        }
      : { state: 'kept', until: keptUntil(items)?.toISOString() ?? null },
    outside_reach: outsideReach,
  }
}
