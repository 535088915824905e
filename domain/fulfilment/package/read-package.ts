import type { Context } from '#domain/access/context.ts'
import { findPackageRequest } from '#domain/requests/steps/package-by-request.ts'
import { isOfGuardians } from '../map/unused-items.ts'
import { type PackageItemRow, readPackage, readPackageItems } from '../package-record/package-rows.ts'
import type { MapField, MapItem } from '../rules/data-map.ts'
import { partFileName } from '../rules/package-parts.ts'
import { type PackageItemState, type PackageState, withheldFields } from '../rules/package-run.ts'
import { openSources } from '../sources/open-sources.ts'

export type PackagePreviewItem = {
  item: MapItem
  state: PackageItemState
  records: number
  withheld: readonly MapField[]
  code: string | null
  failedSince: Date | null
  note: string | null
}

export type PackagePreview = {
  /** `none`: the request was fulfilled without one, and one can be made. */
  state: PackageState | 'none'
  /** Why it is stuck, where no source is to blame. */
  code: string | null
  nextTryAt: Date | null
  madeAt: Date | null
  releasedAt: Date | null
  expiresAt: Date | null
  /** Of the files together: staff give what they looked at. */
  sha256: string | null
  /** The files, in order. */
  parts: readonly { size: number; sha256: string; name: string }[]
  /** It opens with the person's passphrase alone. */
  locked: boolean
  items: readonly PackagePreviewItem[]
}

const none: PackagePreview = {
  state: 'none',
  code: null,
  nextTryAt: null,
  madeAt: null,
  releasedAt: null,
  expiresAt: null,
  sha256: null,
  parts: [],
  locked: false,
  items: [],
}

/**
 * What the package of a request has, by counts and names and without a value, for its person or for staff. Null before the request
 * is decided and for other requests. Throws `Denied`.
 */
export async function readPackagePreview(ctx: Context, reference: string): Promise<PackagePreview | null> {
  const { map } = openSources(ctx)
  const { guardians } = ctx.services.env
  return ctx.transaction(async (tx) => {
    const request = await findPackageRequest(tx, ctx, reference, {
      own: 'packages.read-own',
      staff: 'packages.read',
    })
    if (!request) return null
    const row = await readPackage(tx, request)
    const isNone = !row || row.state === 'cancelled'
    if (isNone && request.stands === 'given') return none
    if (!row) return null
    const items = await readPackageItems(tx, row)
    const { code, madeAt, releasedAt, expiresAt, locked } = row
    const parts = row.parts ?? []
    return {
      // A request that was cancelled or refused has no package, also before the worker has noticed.
      state: request.stands === 'other' ? 'cancelled' : row.state,
      code,
      nextTryAt: row.tryAt,
      madeAt,
      releasedAt,
      expiresAt,
      locked,
      parts: parts.map(({ size, sha256 }, index) => ({
        size,
        sha256,
        name: partFileName(request.reference, index + 1, parts.length),
      })),
      sha256: row.sha256?.toString('hex') ?? null,
      items: map
        .flatMap((item) => previewOf(item, items))
        .filter(({ item, state }) => guardians || state !== 'nothing' || !isOfGuardians(item)),
    }
  })
}

function previewOf(item: MapItem, rows: readonly PackageItemRow[]): PackagePreviewItem[] {
  const row = rows.find((one) => one.item === item.id)
  if (!row) return []
  const { state, records, code, failedSince, note } = row
  return [{ item, state, records: records ?? 0, withheld: withheldFields(item), code, failedSince, note }]
}
