import { z } from 'zod'
import { isLocalDate } from '#platform/time/local-date.ts'

/** Registers that the report of a quarter has as files of their own; audits, training, incidents and reviews of access are downloaded on their pages. */
export const registerColumns = {
  requests: [
    ...(['reference', 'kind', 'status', 'channel', 'language', 'receivedAt', 'dueAt'] as const),
    ...(['decidedAt', 'closedAt', 'refusalCode', 'late'] as const),
  ],
  backups: ['madeAt', 'country', 'bytes', 'keystoreBytes', 'tables', 'rows', 'tookMs'],
  drills: ['at', 'archive', 'result', 'tables', 'rows', 'logRecords', 'tookMs', 'dataOf', 'boot'],
  evidence: ['evidence', 'measuredAt', 'state', 'figures'],
} as const

export type Register = keyof typeof registerColumns
export const registers = Object.keys(registerColumns) as Register[]
export type RegisterColumn = (typeof registerColumns)[Register][number]

const day = z.string().refine(isLocalDate)

/** Days of Almaty, both included. */
export const registerExportSchema = z
  .strictObject({ register: z.enum(registers), from: day, to: day })
  .refine(({ from, to }) => from <= to)

export type RegisterPeriod = Omit<z.output<typeof registerExportSchema>, 'register'>
