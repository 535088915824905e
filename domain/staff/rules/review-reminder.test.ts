import { expect, test } from 'vitest'
import { reviewReminder } from './review-reminder.ts'

test.each([
  [31, null],
  [30, 30],
  [8, 30],
  [7, 7],
  [0, 7],
])('with %i days left the reminder is that of %s days', (left, reminder) =>
  expect(reviewReminder(left)).toBe(reminder),
)
