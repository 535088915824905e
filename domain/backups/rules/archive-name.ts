/** `portal` and `keystore` make a backup; `changes` and `keychanges` have what changed since. */
export const archiveKinds = ['portal', 'keystore', 'changes', 'keychanges'] as const
export type ArchiveKind = (typeof archiveKinds)[number]
export type ArchiveName = { kind: ArchiveKind; madeAt: Date }

const pattern = /^([a-z]+)-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z\.tar\.gz\.age$/

/** `portal-20261129T190000123Z.tar.gz.age`: the moment of the snapshot in UTC, to the millisecond. */
export const archiveName = (kind: ArchiveKind, madeAt: Date) =>
  `${kind}-${madeAt.toISOString().replace(/[-:.]/g, '')}.tar.gz.age`

/** Null for a file that is no archive of ours. */
export function readArchiveName(name: string): ArchiveName | null {
  const [, prefix, year, month, day, hour, minute, second, ms] = pattern.exec(name) ?? []
  const kind = archiveKinds.find((one) => one === prefix)
  if (!kind) return null
  const madeAt = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`)
  return Number.isNaN(madeAt.getTime()) ? null : { kind, madeAt }
}
