// PostgreSQL refuses to run as root, and containers are often nothing else.
import { execFileSync } from 'node:child_process'
import { chownSync, lchownSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * How to run a program that refuses root.
 * @typedef {{ prefix: string[], uid?: number, gid?: number }} Unprivileged
 */

const namespace = ['unshare', '-U', '--map-user=1000', '--map-group=1000']
/** @type {Unprivileged | undefined} */
let known

/**
 * As root: a user namespace, in which files of root stay its own and a folder closed to others stays reachable;
 * where the system forbids those, the user `postgres` or `nobody`. For others nothing changes.
 * @returns {Unprivileged}
 */
export function unprivileged() {
  known ??= process.getuid?.() === 0 ? (throughNamespace() ?? throughUser()) : { prefix: [] }
  return known
}

function throughNamespace() {
  try {
    execFileSync(namespace[0], [...namespace.slice(1), 'true'], { stdio: 'ignore' })
    return { prefix: namespace }
  } catch {
    return undefined
  }
}

/** @returns {Unprivileged} */
export function throughUser() {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of ['postgres', 'nobody']) {
    const entry = users.find((fields) => fields[0] === name)
    if (entry) return { prefix: [], uid: Number(entry[2]), gid: Number(entry[3]) }
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and there is no user "postgres" or "nobody" to run it as',
  )
}

/**
 * Makes the folder above a data folder, so that the one who will run the program can reach it.
 * @param {string} path @param {Unprivileged} as
 */
export function makeParent(path, as) {
  mkdirSync(dirname(path), { recursive: true, mode: as.uid === undefined ? 0o700 : 0o711 })
}

/**
 * Gives a file or a folder with all in it to the one who will run the program; does nothing when it is theirs.
 * @param {string} path @param {Unprivileged} as
 */
export function giveTo(path, as) {
  if (process.getuid?.() !== 0) return
  const uid = as.uid ?? 0
  const gid = as.gid ?? 0
  if (statSync(path).uid === uid) return
  const isFolder = statSync(path).isDirectory()
  for (const name of isFolder ? readdirSync(path, { recursive: true }) : [])
    lchownSync(join(path, String(name)), uid, gid)
  // The top last: it tells the next start that everything below is done.
  chownSync(path, uid, gid)
}
