import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

type Cost = { memory: number; passes: number; parallelism: number }

// OWASP Password Storage Cheat Sheet: Argon2id, 19 MiB, 2 passes, 1 lane. Memory in KiB.
const COST: Cost = { memory: 19_456, passes: 2, parallelism: 1 }
const LONGEST = 1024
const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/

/** A stored hash that this program cannot have written; the message holds nothing of it. */
export class PasswordHashUnreadable extends Error {
  override name = 'PasswordHashUnreadable'
}

/** Argon2id in the PHC string format, about 97 characters. At most 1,024 characters of password. */
export async function hashPassword(password: string): Promise<string> {
  if (!isUsable(password)) throw new RangeError('a password has 1 to 1,024 well-formed characters')
  const salt = randomBytes(16)
  return format(COST, salt, await run(password, salt, 32, COST))
}

/** `stored` null stands for "no such person": it costs the same time and is false. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const { cost, salt, hash } = stored === null ? nobody : parse(stored)
  const usable = isUsable(password)
  const actual = await run(usable ? password : ' ', salt, hash.length, cost)
  return timingSafeEqual(actual, hash) && usable && stored !== null
}

/** True when the hash was made at another cost than today's: after a successful sign-in, hash and store again. */
export function needsRehash(stored: string): boolean {
  const { cost, hash } = parse(stored)
  return (
    cost.memory !== COST.memory ||
    cost.passes !== COST.passes ||
    cost.parallelism !== COST.parallelism ||
    hash.length !== 32
  )
}

const nobody = { cost: COST, salt: randomBytes(16), hash: randomBytes(32) }
const argon2Async = promisify(argon2)

// й typed on one system is й composed, on another и with a breve: the same password (NIST SP 800-63B, 3.1.1.2).
function run(password: string, nonce: Buffer, tagLength: number, cost: Cost): Promise<Buffer> {
  return argon2Async('argon2id', { message: password.normalize('NFKC'), nonce, tagLength, ...cost })
}

function isUsable(password: string): boolean {
  return password.length > 0 && password.length <= LONGEST && password.isWellFormed()
}

function format({ memory, passes, parallelism }: Cost, salt: Buffer, hash: Buffer): string {
  const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`
}

function parse(stored: string): { cost: Cost; salt: Buffer; hash: Buffer } {
  const [, m, t, p, salt = '', hash = ''] = PHC.exec(stored) ?? []
  const cost = { memory: Number(m), passes: Number(t), parallelism: Number(p) }
  // The upper bounds keep a damaged row from taking the machine's memory.
  const sane =
    cost.memory >= 8 * cost.parallelism && cost.memory <= 262_144 && cost.passes >= 1 && cost.passes <= 10
  if (!sane || cost.parallelism < 1) throw new PasswordHashUnreadable('a stored password hash cannot be read')
  return { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') }
}
