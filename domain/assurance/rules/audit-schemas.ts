import { z } from 'zod'
import { auditKinds, severities } from '#db/schema/assurance-codes.ts'
import { plainText } from '#platform/plain-text.ts'
import { isLocalDate } from '#platform/time/local-date.ts'

// Error messages are codes; the pages have their texts.

/** A day before `min` is a typing error. */
const dayIn = (min: string) =>
  z
    .string()
    .trim()
    .refine((day) => isLocalDate(day), 'no-such-date')
    .refine((day) => day >= min, 'too-early')
const planDay = dayIn('2015-01-01').refine((day) => day < '2100-01-01', 'too-late')

export const LINE_MAX = 200
export const SCOPE_MAX = 1000

export const planAuditSchema = z.strictObject({
  kind: z.enum(auditKinds, 'required'),
  scope: plainText(SCOPE_MAX, 1),
  performer: plainText(LINE_MAX, 1),
  plannedOn: planDay,
})

export const auditIdSchema = z.strictObject({ auditId: z.uuid('wrong') })

/** The report itself comes beside it, as a file. */
export const recordAuditSchema = auditIdSchema.extend({
  doneOn: dayIn('2015-01-01'),
  reportName: plainText(LINE_MAX, 1),
})

export const addFindingSchema = auditIdSchema.extend({
  title: plainText(LINE_MAX, 1),
  severity: z.enum(severities, 'required'),
  ownerId: z.uuid('required'),
  dueOn: planDay,
})

export const closeFindingSchema = auditIdSchema.extend({
  findingId: z.uuid('wrong'),
  measure: plainText(SCOPE_MAX, 1),
})
