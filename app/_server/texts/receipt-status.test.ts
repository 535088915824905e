import { expect, test } from 'vitest'
import { receiptStatusText } from './receipt-status.ts'

const since = new Date('2026-11-26T06:30:00Z')

test.each([
  ['given', { standing: 'stands', since: null }, 'kept', 'Действует'],
  ['renewed', { standing: 'renewed', since }, 'kept', 'Действует'],
  ['given', { standing: 'withdrawn', since }, 'plain', 'Больше не действует'],
  ['withdrawn', { standing: 'stands', since: null }, 'plain', 'Отзыв действует'],
  ['withdrawn', { standing: 'renewed', since }, 'plain', 'Отзыв действует'],
  ['withdrawn', { standing: 'granted', since }, 'plain', 'Больше не действует'],
  ['expired', { standing: 'stands', since: null }, 'plain', 'Согласие не действует'],
  [null, { standing: 'gone', since: null }, 'plain', 'Записи больше нет в журнале'],
] as const)('what was %s and %j is marked %s: %s', (event, status, tone, word) => {
  const said = receiptStatusText('ru', event, status)
  // What belongs together is bound by a no-break space.
  expect({ ...said, word: said.word.replaceAll('\u00a0', ' ') }).toMatchObject({ tone, word })
})

test('a withdrawal that is in force is said so in every language', () => {
  const words = (['kk', 'ru', 'en'] as const).map((locale) =>
    receiptStatusText(locale, 'withdrawn', { standing: 'stands', since: null }).word.replaceAll(
      '\u00a0',
      ' ',
    ),
  )
  expect(words).toEqual(['Кері қайтарып алу күшінде', 'Отзыв действует', 'The withdrawal is in force'])
})
