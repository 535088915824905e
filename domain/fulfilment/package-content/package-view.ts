import type { Locale } from '#domain/access/locale.ts'
import type { Operator } from '#domain/policy/operator/operator.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import type { retentionOf } from '../map/retention.ts'
import type { MapField, MapItem } from '../rules/data-map.ts'
import type { RecordSpan } from '../rules/package-parts.ts'
import type { PackageItemState } from '../rules/package-run.ts'
import type { DataCategory, RecordValue } from '../rules/source.ts'

/** Records of one kind on the page: a browser is slow with more, and the files have all. */
export const shownOnPage = 200

/** A record of the person without what is withheld. */
export type OwnRecord = Record<string, RecordValue>

/** What a package says of one item of the data map. */
export type PackageItemView = {
  item: MapItem
  state: PackageItemState
  records: number
  /** Why a source failed, and what staff wrote when they skipped it. */
  code: string | null
  note: string | null
  /** Fields that are about others. */
  withheld: readonly MapField[]
  /** Purposes, recipients and how long it is kept, from the operator's settings. */
  facts: ReturnType<typeof retentionOf>
  /** The archives that have its records, from 1. */
  parts: readonly number[]
  /** Which of its records are in this archive; null: all that there are, or none. */
  span: RecordSpan | null
  /** Paths in the archive; null when it has none of the records. */
  files: { json: string; csv: string; schema: string } | null
  /** The collected records. */
  read(): AsyncIterable<OwnRecord>
}

export type PackageView = {
  reference: string
  kind: KindName
  locale: Locale
  madeAt: Date
  operator: Operator
  /** What purposes and topics are called, by `purpose/topic`. */
  titles: ReadonlyMap<string, string>
  /** What the person chose; null: everything. */
  categories: readonly DataCategory[] | null
  /** The fingerprint of the key that signs, as `ssh-keygen -l` shows it. */
  fingerprint: string
  /** The same key: its 32 bytes in Base64. */
  publicKey: string
  /** The portal's own address. */
  portalUrl: string
  /** Where the public keys of the portal are. */
  keysUrl: string
  items: readonly PackageItemView[]
  /** A large package is divided: which archive this is, from 1, and how many there are. */
  part: number
  parts: number
  /** The person's contact details as a vCard; null where there are none. */
  card: string | null
  /** The id by which the learning platform knows the person; null where the account is not linked. */
  learner: string | null
}

/** The texts of a package in the reader's language: the domain has none of its own. */
export type PackageTexts = {
  itemTitle(locale: Locale, item: MapItem): string
  fieldTitle(locale: Locale, field: MapField): string
  categoryTitle(locale: Locale, category: DataCategory): string
  /** The name of the folder with files that the person sent. */
  filesTitle(locale: Locale): string
  /** What a certificate says in words. */
  certificate(
    locale: Locale,
    of: { number: string | null; course: string },
  ): Record<'name' | 'description' | 'criteria' | 'score', string>
  /** `index.html`, in parts. */
  page(view: PackageView): AsyncIterable<string>
}
