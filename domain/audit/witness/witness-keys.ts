import { readFileSync } from 'node:fs'
import type { Environment } from '#platform/env.ts'
import { readWitnessKey, type WitnessKey } from '../rules/cosignature.ts'

/** The file of witnesses cannot be read, or a line of it is no key. One line that names it. */
export class WitnessesUnreadable extends Error {
  override name = 'WitnessesUnreadable'
}

/** The keys of the witnesses that the operator registered. A file, so that nobody adds one by the database. Throws `WitnessesUnreadable`. */
export function readWitnessKeys({ witnessesFile }: Pick<Environment, 'witnessesFile'>): WitnessKey[] {
  if (witnessesFile === undefined) return []
  const lines = readLines(witnessesFile)
  return lines.flatMap((line, at) => {
    if (line.trim() === '' || line.startsWith('#')) return []
    const key = readWitnessKey(line)
    if (!key) throw new WitnessesUnreadable(`${witnessesFile}: line ${at + 1} is not the key of a witness`)
    return [key]
  })
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch (error) {
    throw new WitnessesUnreadable(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
