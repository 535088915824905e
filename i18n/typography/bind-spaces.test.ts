import { expect, test } from 'vitest'
import { type Locale, locales } from '../locales.ts'
import { messages } from '../messages.ts'
import { bindSpaces } from './bind-spaces.ts'

const shown = (locale: Locale, text: string) => bindSpaces(locale, text).replaceAll('\u00A0', '~')

test.each<[Locale, string, string]>([
  ['ru', 'за 15 рабочих дней', 'за 15~рабочих дней'],
  ['ru', 'Файл больше 5 МБ.', 'Файл больше 5~МБ.'],
  ['ru', '{count, plural, one {# день} other {# дня}}', '{count, plural, one {#~день} other {#~дня}}'],
  ['ru', 'приказом № 395/НҚ', 'приказом №~395/НҚ'],
  ['ru', 'пункт 2 статьи 8 Закона', 'пункт~2~статьи~8~Закона'],
  ['ru', 'статья {article} Цифрового кодекса', 'статья~{article} Цифрового кодекса'],
  ['ru', 'от 1 до 10 000 000', 'от 1 до 10~000~000'],
  ['ru', 'Вход и выход в системе: а у вас?', 'Вход и~выход в~системе: а~у~вас?'],
  ['ru', 'Ответ — в переписке', 'Ответ~— в~переписке'],
  ['kk', '15 жұмыс күні ішінде', '15~жұмыс күні ішінде'],
  ['kk', '1 мен 10 аралығында', '1 мен 10 аралығында'],
  ['kk', 'Заңның 8-бабы', 'Заңның 8-\u2060бабы'],
  ['en', 'within 15 working days', 'within 15~working days'],
  ['en', 'Article 30 of the Law, Order No. 395/НҚ', 'Article~30 of the Law, Order No.~395/НҚ'],
])('%s: %s', (locale, text, bound) => {
  expect(shown(locale, text)).toBe(bound)
  expect(bindSpaces(locale, bindSpaces(locale, text))).toBe(bindSpaces(locale, text))
})

test('every message keeps what belongs together on one line; node i18n/typography/write-spaces.ts mends it', () => {
  const wrong = locales.flatMap((locale) => {
    const bind = (_key: string, value: unknown) =>
      typeof value === 'string' && value !== bindSpaces(locale, value)
        ? `WRONG ${bindSpaces(locale, value)}`
        : value
    const checked = JSON.stringify(messages[locale], bind)
    return [...checked.matchAll(/"WRONG ([^"]*)/g)].map(([, text]) => `${locale}: ${text}`)
  })
  expect(wrong).toEqual([])
})
