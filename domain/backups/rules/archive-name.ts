export type ArchiveKind = 'portal' | 'keystore'
export type ArchiveName = { kind: ArchiveKind; madeAt: Date }

const pattern = /^(portal|keystore)-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z\.tar\.gz\.age$/

/** `portal-20261129T190000123Z.tar.gz.age`: the moment of the snapshot in UTC, to the millisecond. */
export const archiveName = (kind: ArchiveKind, madeAt: Date) =>
  `${kind}-${madeAt.toISOString().replace(/[-:.]/g, '')}.tar.gz.age`

/** Null for a file that is no archive of ours. */
export function readArchiveName(name: string): ArchiveName | null {
  const [, kind, year, month, day, hour, minute, second, ms] = pattern.exec(name) ?? []
  if (kind !== 'portal' && kind !== 'keystore') return null
  const madeAt = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`)
  return Number.isNaN(madeAt.getTime()) ? null : { kind, madeAt }
}
