import { expect, test } from 'vitest'
import { choiceTitle, inSentence, noTitles } from './choice-title.ts'

const materials = { purpose: 'communication', topic: 'new-materials' }

test.each([
  ['ru', 'email', 'Новые материалы, эл. почта'],
  ['ru', 'sms', 'Новые материалы, SMS'],
  ['ru', 'push', 'Новые материалы, push'],
  ['kk', 'email', 'Жаңа материалдар, эл. пошта'],
  ['kk', 'sms', 'Жаңа материалдар, SMS'],
  ['kk', 'push', 'Жаңа материалдар, push'],
  ['en', 'email', 'New materials, email'],
  ['en', 'sms', 'New materials, SMS'],
  ['en', 'push', 'New materials, push'],
] as const)(
  'names the channel after the topic as a word of the sentence: %s %s',
  (locale, channel, title) => {
    expect(choiceTitle(locale, { ...materials, channel }, noTitles)).toBe(title)
  },
)

test.each([
  [{ purpose: 'analytics', topic: '', channel: '' }, 'Analytics'],
  [{ ...materials, channel: '' }, 'New materials'],
  [{ purpose: 'communication', topic: 'homework', channel: 'email' }, 'Homework of the week, email'],
  [{ purpose: 'communication', topic: 'never-was', channel: 'sms' }, 'never-was, SMS'],
  [{ purpose: 'gone', topic: '', channel: '' }, 'gone'],
])('%o is called %s', (key, title) => {
  expect(choiceTitle('en', key, new Map([['communication/homework', 'Homework of the week']]))).toBe(title)
})

test.each([
  ['ru', 'Эл. почта', 'эл. почта'],
  ['kk', 'Қосулы', 'қосулы'],
  ['en', 'SMS', 'SMS'],
  ['en', 'email', 'email'],
  ['en', '', ''],
] as const)('inside a sentence, %s: %j is %j', (locale, word, expected) => {
  expect(inSentence(locale, word)).toBe(expected)
})
