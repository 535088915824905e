import { execFile } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { readLock } from '../../launch/cluster-folder.mjs'
import { rolePassword } from '../../launch/secrets.mjs'
import type { TypedField, Typing } from './filled-forms.ts'

const run = promisify(execFile)

const letters = (count: number) =>
  Array.from({ length: count }, () => String.fromCharCode(97 + randomInt(26))).join('')

/** Words that stand nowhere else, each typed into one field, and where they are found again. */
export function openCanaries() {
  const mark = `qzx${letters(6)}`
  const phones = `+7701${randomInt(10, 99)}`
  const fields = new Map<string, string>()

  const keep = (canary: string, of: string) => {
    fields.set(canary, of)
    return canary
  }
  // Letters only: a name takes no digits.
  const wordFor = (of: string) => keep(`${mark}${letters(5)}x`, of)
  const phoneFor = (of: string) => keep(`${phones}${randomInt(10_000, 99_999)}`, of)

  const typing: Typing = {
    types: ['text', 'search', 'textarea', 'email', 'tel', 'password'],
    textOf: ({ type, of }: TypedField) => {
      if (type === 'email') return `${wordFor(of)}@example.test`
      return type === 'tel' ? phoneFor(of) : wordFor(of)
    },
  }

  /** The parts that stay the same wherever the mark begins in base64. */
  const base64 = [0, 1, 2].map((skip) =>
    Buffer.concat([Buffer.alloc(skip), Buffer.from(mark)])
      .toString('base64')
      .slice(skip === 0 ? 0 : 4, -4),
  )

  /**
   * The fields whose canaries stand as they were typed in a file of the portal or of its PostgreSQL; where one stands in hexadecimal
   * or base64, the file. The mailbox of the sample is left out: it is where emails arrive.
   */
  async function foundBelow(dataDir: string): Promise<string[]> {
    const folders = readdirSync(dataDir)
      .filter((name) => name !== 'mailbox')
      .map((name) => join(dataDir, name))
    const grep = async (...args: string[]) => {
      // 1: nothing was found. 2 beside a result: a file that PostgreSQL removed meanwhile.
      const { stdout } = await run('grep', [...args, ...folders], { maxBuffer: 100_000_000 }).catch(
        (error) => {
          if (error.code === 1 || error.code === 2) return { stdout: String(error.stdout) }
          throw error
        },
      )
      return stdout.split('\n').filter(Boolean)
    }
    const plain = await grep(
      '-raohE',
      '-e',
      `${mark}[a-z]{5}x`,
      '-e',
      `${phones.replace('+', '[+]?')}[0-9]{5}`,
    )
    const spelled = await grep(
      '-ralF',
      ...[Buffer.from(mark).toString('hex'), ...base64].flatMap((one) => ['-e', one]),
    )
    const asField = (found: string) => fields.get(found) ?? fields.get(`+${found}`) ?? found
    return [...new Set([...plain.map(asField), ...spelled])].sort()
  }

  return { wordFor, typing, foundBelow }
}

/** Has PostgreSQL write the pages that it has in memory. */
export async function writePages({ dataDir, keysDir }: { dataDir: string; keysDir: string }): Promise<void> {
  const lock = readLock(join(dataDir, 'postgres'))
  if (!lock) throw new Error('the database of the portal under test does not run')
  const password = rolePassword(keysDir, 'super-portal')
  const server = postgres(`postgres://postgres:${password}@127.0.0.1:${lock.port}/postgres`, { max: 1 })
  try {
    await server`CHECKPOINT`
  } finally {
    await server.end()
  }
}
