import { z } from 'zod'
import { addDays, isLocalDate } from '#platform/time/local-date.ts'

// Error messages are codes; the pages have their texts.

const day = z.string().trim().refine(isLocalDate, 'no-such-date')

/** The longest period of one kit, in days: a year and a day more, for a leap year. */
export const KIT_DAYS = 366

/**
 * What a kit is of: days of Almaty, both included. The requests are drawn by the first checkpoint of `day`, or of the day after
 * the period where none is named.
 */
export const kitQuerySchema = z
  .strictObject({ from: day, to: day, day: z.union([z.literal(''), day]).default('') })
  .refine(({ from, to }) => !isLocalDate(from) || !isLocalDate(to) || from <= to, {
    path: ['to'],
    message: 'before-from',
  })
  .refine(({ from, to }) => !isLocalDate(from) || !isLocalDate(to) || to < addDays(from, KIT_DAYS), {
    path: ['to'],
    message: 'too-long',
  })
  .refine((given) => given.day === '' || !isLocalDate(given.to) || given.day > given.to, {
    path: ['day'],
    message: 'not-after-period',
  })
  .transform(({ from, to, day: named }) => ({ from, to, day: named === '' ? addDays(to, 1) : named }))

export type KitQuery = z.output<typeof kitQuerySchema>

/** The name of the file, without what depends on when it was made. */
export const kitFileName = ({ from, to }: Pick<KitQuery, 'from' | 'to'>): string =>
  `audit-kit-${from}-${to}.tar.gz`
