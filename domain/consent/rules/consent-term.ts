const DAY = 86_400_000

/** So long before its term ends a consent is reminded of, and can be renewed in place. The words that are shown say so. */
export const remindBeforeDays = 30

/** Consents that expire within a week of a reminded one go into the same email. */
export const gatherDays = 7

export const daysAfter = (at: Date, days: number) => new Date(at.getTime() + days * DAY)

/** Whether a grant is in the last days of its term. */
export const endsSoon = (expiresAt: Date, now: Date) =>
  expiresAt > now && expiresAt <= daysAfter(now, remindBeforeDays)

/** When a grant given now would end: the same day so many months later, the last one where that month has none such. */
export function monthsAfter(at: Date, months: number): Date {
  const end = new Date(at)
  end.setUTCMonth(end.getUTCMonth() + months)
  if (end.getUTCDate() !== at.getUTCDate()) end.setUTCDate(0)
  return end
}
