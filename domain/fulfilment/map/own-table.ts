import type { MapField, MapItem } from '../rules/data-map.ts'

/** How one table of the portal's database names a person, and what becomes of its rows. */
export type OwnTable = Pick<MapItem, 'purpose' | 'basis' | 'erase' | 'order' | 'fields'> &
  Required<Pick<MapItem, 'retention'>> &
  Partial<Pick<MapItem, 'table' | 'person' | 'internal' | 'appendOnly'>>

export const field = (
  column: string,
  kind: MapField['kind'] = 'text',
  more: Partial<MapField> = {},
): MapField => ({
  column,
  kind,
  title: null,
  correctable: false,
  aboutOthers: false,
  ...more,
})
export const text = (...columns: string[]) => columns.map((column) => field(column))
export const moments = (...columns: string[]) => columns.map((column) => field(column, 'moment'))
export const numbers = (...columns: string[]) => columns.map((column) => field(column, 'number'))
export const encrypted = (encryptedFor: string, ...columns: string[]) =>
  columns.map((column) => field(column, 'text', { encryptedFor }))
/** An id of a member of staff, or who acted: somebody else than the person. */
export const others = (...columns: string[]) =>
  columns.map((column) => field(column, 'text', { aboutOthers: true }))
export const hidden = (one: MapField): MapField => ({ ...one, aboutOthers: true })

export const withAccount = { how: 'account' } as const
export const days = (count: number, ...after: string[]) => ({ how: 'days', days: count, after }) as const
/** As long as the person has an account, unless a table says otherwise. */
export const account = {
  purpose: 'service',
  basis: 'consent',
  erase: { how: 'delete' },
  retention: withAccount,
} as const
export const security = { purpose: 'security', basis: 'protection', erase: { how: 'delete' } } as const
export const proof = {
  purpose: 'service',
  basis: 'proof-of-consent',
  erase: { how: 'keep', record: 'consent-proof' },
  retention: withAccount,
} as const
export const requests = {
  purpose: 'support',
  basis: 'rights-of-subjects',
  erase: { how: 'keep', record: 'requests' },
  retention: { how: 'request' },
} as const
export const delivery = { purpose: 'communication', basis: 'consent', erase: { how: 'delete' } } as const

export const requestId = text('request_id')
