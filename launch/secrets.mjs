import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Secrets that an environment may bring; else they are made once and kept with the keys. */
const shared = ['AUTH_SECRET', 'NEXT_SERVER_ACTIONS_ENCRYPTION_KEY', 'SNAPSHOT_TOKEN']

/**
 * The portal's secrets as environment variables, made at the first call.
 * @param {string} keysDir @param {Record<string, string | undefined>} given
 * @returns {Record<string, string>}
 */
export function sharedSecrets(keysDir, given) {
  return Object.fromEntries(
    shared.map((name) => [
      name,
      given[name] || keptSecret(keysDir, name, () => randomBytes(32).toString('base64')),
    ]),
  )
}

/**
 * The password of a role of an embedded database, made at the first call; safe within a URL as it is.
 * @param {string} keysDir @param {string} role
 */
export function rolePassword(keysDir, role) {
  return keptSecret(keysDir, `database-${role}`, () => randomBytes(24).toString('base64url'))
}

/**
 * @param {string} keysDir @param {string} name @param {() => string} make
 */
function keptSecret(keysDir, name, make) {
  const folder = join(resolve(keysDir), 'secrets')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, name)
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
  // Written beside and linked: a file of that name is whole, and of two makers at once both read the same one.
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${make()}\n`, { mode: 0o600 })
  // Set-group-ID: where app and worker are two users, the folder is shared on purpose.
  if ((statSync(resolve(keysDir)).mode & 0o2000) === 0) chmodSync(resolve(keysDir), 0o700)
  try {
    linkSync(draft, file)
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
  return readFileSync(file, 'utf8').trim()
}
