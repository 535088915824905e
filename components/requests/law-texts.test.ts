import { expect, test } from 'vitest'
import { articles } from '#domain/requests/rules/law.ts'
import { locales } from '#i18n/locales.ts'
import * as lawTexts from './law-texts.tsx'

const lawWords = (...given: Parameters<typeof lawTexts.lawWords>) =>
  lawTexts
    .lawWords(...given)
    .replaceAll('\u00A0', ' ')
    .replaceAll('\u2060', '')

test('a provision is cited as each language does', () => {
  expect(lawWords('en', '94-V:24(1)(1)')).toBe('Article 24(1)(1) of the Law on personal data')
  expect(lawWords('ru', '94-V:24(1)(1)')).toBe('подпункт 1) пункта 1 статьи 24 Закона о персональных данных')
  expect(lawWords('kk', '94-V:8(7)')).toBe('Дербес деректер туралы заңның 8-бабының 7-тармағы')
  expect(lawWords('ru', '94-V:19-1(3)')).toBe('пункт 3 статьи 19-1 Закона о персональных данных')
  expect(lawWords('ru', 'rules-395:16')).toContain('пункт 16 Правил')
  expect(lawWords('ru', 'DC:41(4)')).toBe('пункт 4 статьи 41 Цифрового кодекса')
  expect(lawWords('en', 'rights.access')).toBe('the policy, “Access to data”')
})

test('none is left as a code', () => {
  for (const locale of locales)
    for (const article of articles) expect(lawWords(locale, article)).not.toContain(':')
})
