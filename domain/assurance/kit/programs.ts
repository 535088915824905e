import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Programs that check what is in the audit log, as sources in Go over Debian's packages. */
export const kitPrograms = ['verify-log.go', 'verify-proof.go'] as const

export const readProgram = (name: (typeof kitPrograms)[number]): Buffer =>
  readFileSync(join(import.meta.dirname, '../../../docs', name))
