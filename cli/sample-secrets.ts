import { createHmac, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeOnce } from '#platform/crypto/key-files.ts'

const letters = 'abcdefghijkmnpqrstuvwxyz23456789'

/**
 * The password of a sample account, derived from a secret in the keys folder (0600), so that no two installations
 * share one and none is in the sources.
 */
export function samplePassword(keysDir: string, email: string): string {
  const file = join(keysDir, 'sample-staff')
  writeOnce(file, `${randomBytes(32).toString('hex')}\n`)
  const secret = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex')
  const bytes = createHmac('sha256', secret).update(email).digest().subarray(0, 20)
  const text = [...bytes].map((byte) => letters[byte % letters.length]).join('')
  return text.match(/.{5}/g)?.join('-') ?? text
}
