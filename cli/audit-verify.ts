import { readFileSync } from 'node:fs'
import { contextFor } from '#domain/access/context.ts'
import { openOutsideFiles } from '#domain/audit/log/outside-files.ts'
import type { Fault, FaultKind } from '#domain/audit/verify/fault.ts'
import { verifyLog } from '#domain/audit/verify/verify-log.ts'
import { defaultLocale } from '#i18n/locales.ts'
import { type Command, WrongUse } from './command.ts'

const shown = 20

const words: Record<FaultKind, (fault: Fault) => string> = {
  'record-changed': () => 'the record is not the one that was sealed',
  'record-missing': () => 'the record is missing',
  'record-inserted': () => 'a record was put before it that was never sealed',
  'leaf-missing': () => 'the leaf is missing',
  'not-as-outside': () => 'the leaf differs from its copy outside the database',
  'tile-changed': () => 'the hash tile that ends here was changed',
  'root-differs': ({ about }) => `from here on, at the latest before ${about}, the leaves are others`,
  cut: ({ about }) => `the end is cut off${about ? `: ${about} has more records` : ''}`,
  'destroyed-too-early': () => 'the record is gone, and the log has no record of its destruction',
  'head-missing': ({ about }) => `${about} is missing`,
  'head-unsigned': ({ about }) => `${about} is not signed by this log`,
  'cosignature-wrong': ({ about }) => `the head is not the one that ${about} cosigned`,
  'no-log': () => 'no log has begun in this database',
}

export const auditVerify: Command = {
  name: 'audit verify',
  summary:
    'computes the audit log from its records and compares it with its signed heads, in and outside the database',
  options: [
    { flags: '--checkpoint <file>', summary: 'one more head to compare with, as it was mailed or published' },
  ],
  async run({ options, open }) {
    const checkpoint = options.checkpoint === undefined ? null : readGiven(options.checkpoint)
    const services = open()
    try {
      const ctx = contextFor(services, {
        actor: { kind: 'system', task: 'audit verify' },
        locale: defaultLocale,
      })
      const outside = openOutsideFiles(services.env.checkpointDir)
      const { size, destroyed, faults } = await verifyLog(ctx, { outside, checkpoint })
      const more = faults.length > shown ? [`… and ${faults.length - shown} more`] : []
      const found = faults
        .slice(0, shown)
        .map((fault) => `record ${fault.index}: ${words[fault.kind](fault)}`)
      const gone = destroyed > 0 ? `, ${destroyed} of them destroyed at the end of their term` : ''
      return {
        failed: faults.length > 0,
        json: { size, destroyed, intact: faults.length === 0, firstBad: faults[0]?.index ?? null, faults },
        lines:
          faults.length === 0
            ? [`intact: ${size} records${gone}`]
            : [`NOT INTACT: the first bad record is ${faults[0]?.index}`, ...found, ...more],
      }
    } finally {
      await services.database.close()
    }
  },
}

function readGiven(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new WrongUse(`--checkpoint: ${error instanceof Error ? error.message : String(error)}`)
  }
}
