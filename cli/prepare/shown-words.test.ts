import { describe, expect, test } from 'vitest'
import { disclosures, recordableChoices } from '#domain/consent/rules/catalogue.ts'
import { consentTextHash } from '#domain/consent/texts/consent-texts.ts'
import { locales } from '#i18n/locales.ts'
import { shownTexts } from './shown-words.ts'

const parts = ['title', 'what', 'why', 'data', 'term', 'recipients', 'stops']
const lawful = ['crossBorder', 'publication', 'withdrawal']

describe.each(locales)('the words in %s', (locale) => {
  test.each([undefined, 12])(
    'of every choice that can be recorded are whole, with a term of %s months',
    (months) => {
      const shown = shownTexts(locale, months)
      for (const { purpose, topic } of recordableChoices) {
        const found = shown.find((one) => one.purpose === purpose && one.topic === topic)
        for (const part of [...parts, ...lawful])
          expect(found?.words[part], `${purpose} ${topic} ${part}`).toBeTruthy()
        expect(found?.words).toMatchObject(disclosures[purpose])
        expect(found?.termMonths).toBe(purpose === 'service' ? undefined : months)
      }
    },
  )

  test('say the term in months, and another term is another hash', () => {
    const [a, b] = [12, 24].map((months) =>
      shownTexts(locale, months).find((one) => one.purpose === 'analytics'),
    )
    if (!a || !b) throw new Error('no words')
    expect(a.words.term).toMatch(/^12\s.*30/)
    expect(consentTextHash(a, locale)).not.toEqual(consentTextHash(b, locale))
  })
})

test.each([
  [2, '2\u00A0месяца'],
  [5, '5\u00A0месяцев'],
  [12, '12\u00A0месяцев'],
  [21, '21\u00A0месяц,'],
])('%i months in Russian', (months, said) => {
  expect(shownTexts('ru', months).find((one) => one.purpose === 'analytics')?.words.term).toContain(said)
})
