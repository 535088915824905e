/** Months that a record is kept unless the operator says otherwise: the general limitation period (Art. 178 of the Civil Code) and two years. */
export const usualTermMonths = 60

/** Never less, whatever the operator says: the database refuses it as well (`destroy_audit_records`). */
export const leastTermMonths = 36

/** Records from before this moment are over at `now`: the same day so many months earlier, the last one where that month has none such. */
export function endOfTerm(now: Date, months: number): Date {
  const over = new Date(now)
  over.setUTCMonth(over.getUTCMonth() - months)
  if (over.getUTCDate() !== now.getUTCDate()) over.setUTCDate(0)
  return over
}
