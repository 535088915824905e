import { statSync } from 'node:fs'

/**
 * A folder whose owner lets a group read its files: set-group-ID, mode 2750. Where app and worker are two users of the
 * system, the worker writes there and the app reads. Null for every other folder, and for one that is not there.
 */
export function sharedFolder(folder: string): { uid: number; gid: number } | null {
  const stat = statSync(folder, { throwIfNoEntry: false })
  return stat && (stat.mode & 0o2077) === 0o2050 ? { uid: stat.uid, gid: stat.gid } : null
}

/** The mode of a new private file in a folder: for the owner alone, or for the group of a shared folder too. */
export const privateMode = (folder: string): 0o600 | 0o640 => (sharedFolder(folder) ? 0o640 : 0o600)
