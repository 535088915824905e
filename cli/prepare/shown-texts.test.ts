import { describe, expect, test } from 'vitest'
import { builtInCatalogue, recordableChoices } from '#domain/consent/rules/catalogue.ts'
import { consentTextHash } from '#domain/consent/texts/consent-texts.ts'
import { type Operator, readOperator } from '#domain/policy/operator/operator.ts'
import { locales } from '#i18n/locales.ts'
import { shownTexts } from './shown-texts.ts'

const parts = ['title', 'what', 'why', 'data', 'term', 'recipients', 'stops']
const lawful = ['crossBorder', 'publication', 'retention', 'withdrawal', 'storage']

const sample = readOperator({ sampleData: true })
const withTerm = (consentTermMonths?: number) => ({ ...sample, consentTermMonths })
const serviceUnder = (service: Operator['processing']['service']) =>
  shownTexts('ru', { processing: service ? { service } : {} })[0]?.words

describe.each(locales)('the words in %s', (locale) => {
  test.each([undefined, 12])(
    'of every choice that can be recorded are whole, with a term of %s months',
    (months) => {
      const shown = shownTexts(locale, withTerm(months))
      for (const { purpose, topic } of recordableChoices(builtInCatalogue)) {
        const found = shown.find((one) => one.purpose === purpose && one.topic === topic)
        for (const part of [...parts, ...lawful])
          expect(found?.words[part], `${purpose} ${topic} ${part}`).toBeTruthy()
        expect(found?.words).toMatchObject({ abroad: 'no', published: 'no', storage: 'KZ' })
        expect(found?.termMonths).toBe(purpose === 'service' ? undefined : months)
      }
    },
  )

  test('say the term in months, and another term is another hash', () => {
    const [a, b] = [12, 24].map((months) =>
      shownTexts(locale, withTerm(months)).find((one) => one.purpose === 'analytics'),
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
  expect(shownTexts('ru', withTerm(months)).find((one) => one.purpose === 'analytics')?.words.term).toContain(
    said,
  )
})

test('a purpose of the operator has a text of its facts, with the term of the settings', () => {
  const facts = {
    recipients: [],
    storage: ['KZ'],
    published: false as const,
    retention: { kk: '1 жыл', ru: '1 год', en: '1 year' },
    categories: ['learning' as const],
    dpvType: 'Purpose' as const,
  }
  const own = [{ purpose: 'alumni-club', facts }]
  const found = shownTexts('ru', withTerm(12), own).find(({ purpose }) => purpose === 'alumni-club')
  expect(found).toMatchObject({
    topic: '',
    termMonths: 12,
    words: { retention: '1 год', storage: 'KZ', dpvType: 'Purpose', dataCategories: 'learning' },
  })
  for (const part of ['term', 'recipients', ...lawful]) expect(found?.words[part], part).toBeTruthy()
  expect(shownTexts('ru', withTerm(12), [{ purpose: 'analytics', facts: null }])).toHaveLength(10)
})

describe('the operator’s facts in a consent text', () => {
  const place = { kk: 'Сайт', ru: 'На сайте', en: 'On the site' }
  const name = { kk: 'Пошта', ru: 'Почта', en: 'Mailer' }
  const kept = { kk: '1 жыл', ru: '1 год', en: '1 year' }
  const inside = { recipients: [], storage: ['KZ'], published: false as const, retention: kept }

  test('no text without facts, so that no consent can be recorded', () => {
    expect(shownTexts('ru', { processing: {} })).toEqual([])
  })

  test('nobody, nowhere else, nothing published', () => {
    expect(serviceUnder(inside)).toMatchObject({
      recipients: 'Третьим лицам не передаются.',
      retention: '1 год',
      thirdParties: 'no',
      abroad: 'no',
      published: 'no',
    })
  })

  test('a recipient and a store abroad are named with their countries', () => {
    const words = serviceUnder({
      recipients: [{ name, country: 'DE', channel: 'email' }],
      storage: ['KZ', 'NL'],
      published: place,
      retention: kept,
    })
    expect(words).toMatchObject({
      recipients: 'Эл.\u00A0почта: Почта, Германия.',
      crossBorder: 'Да: Нидерланды, Германия. Данные хранятся: Казахстан, Нидерланды.',
      publication: 'На сайте',
      thirdParties: 'Почта (DE)',
      abroad: 'NL DE',
      published: 'yes',
      storage: 'KZ NL',
    })
  })
})
