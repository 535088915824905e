import { describe, expect, test } from 'vitest'
import { compareSpelling, keptWords, unknownWords, whyNotChecked } from './hunspell.ts'
import { collectWords, dictionaryFor, spellingLocales, splitWords, textsOfMessage } from './words.ts'

const collected = collectWords()

describe('words are taken out of messages', () => {
  test('placeholders, tags and plural keywords are not words', () => {
    const message =
      "Осталось {count, plural, one {# день} few {# дня} other {# дней}} до <b>{date, date, long}</b>, '{'имя'}' <i>важно</i>"
    expect(textsOfMessage(message).flatMap(splitWords)).toStrictEqual([
      'Осталось',
      'до',
      'имя',
      'важно',
      'день',
      'дня',
      'дней',
    ])
  })

  test('a branch inside a branch is read', () => {
    const message = '{kind, select, copy {Көшірме {n, plural, other {# дана}}} other {Сұрау салу}}'
    expect(textsOfMessage(message).flatMap(splitWords).sort()).toStrictEqual([
      'Көшірме',
      'Сұрау',
      'дана',
      'салу',
    ])
  })

  test('an ending glued to a value is not a word', () => {
    expect(textsOfMessage('{date}ға дейін, {name}-мен бірге').flatMap(splitWords)).toStrictEqual([
      'дейін',
      'бірге',
    ])
  })

  test('addresses, paths, codes and single letters are left out; parts of a hyphenated word are read', () => {
    expect(splitWords('Пишите на a@b.kz или https://b.kz/x, см. /api/v1 и privacy_policy.pdf')).toStrictEqual(
      ['Пишите', 'на', 'или', 'см'],
    )
    expect(splitWords('CX-7K3M-Q2, IP-мекенжай, 15-го, и/или, don’t')).toStrictEqual([
      'CX',
      'IP',
      'мекенжай',
      'или',
      "don't",
    ])
  })

  test('a word goes to the dictionary of its script', () => {
    expect(dictionaryFor('HTTPS', 'kk')).toBe('en')
    expect(dictionaryFor('Қазақша', 'en')).toBe('kk')
    expect(dictionaryFor('Русский', 'en')).toBe('ru')
    expect(dictionaryFor('платформа', 'kk')).toBe('kk')
  })

  test('something was collected in every language', () => {
    for (const locale of spellingLocales) expect(collected[locale].size).toBeGreaterThan(100)
  })

  test('no word mixes Latin and Cyrillic letters', () => {
    const mixed = spellingLocales.flatMap((locale) =>
      [...collected[locale]].filter(
        ([word]) => /\p{Script=Latin}/u.test(word) && /\p{Script=Cyrillic}/u.test(word),
      ),
    )
    expect(mixed).toStrictEqual([])
  })
})

describe.each(spellingLocales)('the list of kept words %s', (locale) => {
  test('is in lower case, sorted, without repeats', () => {
    const kept = keptWords(locale)
    expect(kept).toStrictEqual([...new Set(kept.map((word) => word.trim().toLowerCase()))].sort())
  })
})

for (const locale of spellingLocales) {
  const reason = whyNotChecked(locale)

  describe.skipIf(reason)(`spelling ${locale}${reason ? ` (skipped: ${reason})` : ''}`, () => {
    test('no unknown word is in any text, and every kept word is used', () => {
      expect(compareSpelling(locale, collected[locale])).toStrictEqual({ unknown: [], unused: [] })
    })

    test('a misspelt word is found', () => {
      const misspelt = { kk: 'құпиялылыық', ru: 'персанальных', en: 'privvacy' }[locale]
      expect(unknownWords(locale, [misspelt])).toStrictEqual([misspelt])
      expect(compareSpelling(locale, new Map([[misspelt, 'somewhere']]))).toStrictEqual({
        unknown: [misspelt],
        unused: keptWords(locale),
      })
    })
  })
}
