import type { Transaction } from '#db/client.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { daysLeftOf, quarterOf } from '#platform/time/quarter.ts'
import { readReviewState } from '../record/review-records.ts'

/** Reviews of access as evidence counts them. The caller has authorized. */
export async function countReviews(
  tx: Transaction,
  now: Date,
): Promise<{
  reviews: number
  daysSince: number | null
  pending: number
  daysLeft: number
  overdue: number
}> {
  const today = almatyDate(now)
  const period = quarterOf(today)
  const { completed, lastAt, pending, overdue } = await readReviewState(tx, period)
  return {
    reviews: completed,
    daysSince: lastAt && Math.max(0, Math.floor((now.getTime() - lastAt.getTime()) / 86_400_000)),
    pending,
    daysLeft: daysLeftOf(period, today),
    overdue: overdue ? 1 : 0,
  }
}
