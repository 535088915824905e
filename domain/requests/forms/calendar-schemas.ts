import { z } from 'zod'
import { calendarKinds, calendarStates, holidays } from '#db/schema/request-codes.ts'
import { isLocalDate } from '#platform/time/local-date.ts'

export const calendarDaySchema = z.object({
  date: z.string().refine(isLocalDate, { message: 'no-such-date' }),
  kind: z.enum(calendarKinds),
  holiday: z.enum(holidays).optional(),
  source: z.string().trim().min(1).max(300),
  state: z.enum(calendarStates),
})

/** A whole calendar, seeded or imported, without duplicate days. */
export const calendarSchema = z
  .array(calendarDaySchema)
  .max(5000)
  .refine((days) => new Set(days.map((day) => day.date)).size === days.length, { message: 'day-twice' })
