import type { Snapshot } from '#db/dump/exported-snapshot.ts'

/** A backup onto which changes can be loaded. */
export type Base = {
  backupId: string
  madeAt: Date
  bytes: number
  keystoreBytes: number
  horizon: string
  origin: string
  dataSums: string
  keystoreSums: string
}

/**
 * The newest backup of a folder, read in the snapshot itself: the transaction that records a newer one also deletes the notes of
 * deleted rows that this one needs.
 */
export async function findBase(snapshot: Snapshot, folder: string): Promise<Base | null> {
  const [row] = await snapshot.select<Record<keyof Base, string>>(
    `SELECT backup_id AS "backupId", to_char(made_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "madeAt",
      bytes::text AS bytes, keystore_bytes::text AS "keystoreBytes", horizon::text AS horizon, origin,
      encode(data_sums, 'hex') AS "dataSums", encode(keystore_sums, 'hex') AS "keystoreSums"
    FROM public.backup WHERE folder = $1 ORDER BY made_at DESC LIMIT 1`,
    [folder],
  )
  return row
    ? {
        ...row,
        madeAt: new Date(row.madeAt),
        bytes: Number(row.bytes),
        keystoreBytes: Number(row.keystoreBytes),
      }
    : null
}
