/** Days before the end of a quarter at which reviewers are reminded, the nearest first. */
const REMIND_DAYS = [7, 30] as const

/** Which reminder is due of a review that is not complete; null while there is time. */
export const reviewReminder = (daysLeft: number): (typeof REMIND_DAYS)[number] | null =>
  REMIND_DAYS.find((days) => daysLeft <= days) ?? null
