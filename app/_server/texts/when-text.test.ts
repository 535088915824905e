import { expect, it } from 'vitest'
import { whenText } from './when-text.ts'

const now = new Date('2026-11-23T09:28:10Z')

it.each([
  ['ru', 1, 'через 1\u00a0минуту, в\u00a014:29'],
  ['ru', 400, 'через 7\u00a0минут, в\u00a014:35'],
  ['en', 60, 'in 1\u00a0minute, at 14:30'],
  ['kk', 400, '7 минуттан кейін (сағат 14:35)'],
  ['ru', 86_400, '24\u00a0ноября 2026\u00a0года в\u00a014:29'],
  ['en', 86_400, 'on 24\u00a0November 2026 at 14:29'],
  ['kk', 86_400, '2026 жылғы 24\u00a0қараша, сағат 14:29'],
] as const)('in %s, %i seconds from now is %s', (locale, seconds, text) => {
  expect(whenText(locale, now, seconds)).toBe(text)
})
