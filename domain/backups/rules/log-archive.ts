/** With an archived write-ahead log no more than this is lost. */
export const archiveLateMinutes = 5

/** So long without a copy is no delay any more. */
export const archiveLostMinutes = 15

export const minutesSince = (moment: Date, now: Date) =>
  Math.max(0, Math.floor((now.getTime() - moment.getTime()) / 60_000))
