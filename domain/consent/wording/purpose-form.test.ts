import { expect, test } from 'vitest'
import { purposeForm } from '#testing/policy-drafts.ts'
import { factsOfForm, formOfFacts, shownPlaces } from './purpose-form.ts'
import { newPurposeSchema } from './wording-schemas.ts'

const faults = (given: Record<string, unknown>) =>
  newPurposeSchema
    .safeParse(purposeForm(given))
    .error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? []

const whole = {
  'recipient2-kk': 'Қор',
  'recipient2-ru': 'Фонд',
  'recipient2-en': 'Fund',
  'recipient2-country': 'de',
  storage: 'kz, NL;kz',
  'published-kk': 'Сайт',
  'published-ru': 'На сайте',
  'published-en': 'On the site',
}

test('what is filled in is a fact, and is shown again as it is held', () => {
  const facts = factsOfForm(newPurposeSchema.parse(purposeForm(whole)))
  expect(facts).toEqual({
    recipients: [{ name: { kk: 'Қор', ru: 'Фонд', en: 'Fund' }, country: 'DE' }],
    storage: ['KZ', 'NL'],
    published: { kk: 'Сайт', ru: 'На сайте', en: 'On the site' },
    retention: { kk: 'Бір жыл', ru: 'Один год', en: 'One year' },
    categories: ['registration', 'learning'],
    dpvType: 'PublicBenefit',
  })
  const shown = { ...purposeForm(), ...formOfFacts(facts), categories: facts.categories }
  expect(factsOfForm(newPurposeSchema.parse(shown))).toEqual(facts)
  expect([shownPlaces(null).length, shownPlaces(facts).length]).toEqual([2, 3])
})

test('without another choice it is every purpose, nobody receives the data and nothing is published', () => {
  const { dpvType: _, ...form } = purposeForm()
  expect(factsOfForm(newPurposeSchema.parse(form))).toMatchObject({
    dpvType: 'Purpose',
    recipients: [],
    published: false,
  })
})

test.each<[string, Record<string, unknown>, string[]]>([
  ['a recipient without a country', { ...whole, 'recipient2-country': '' }, ['recipient2-country required']],
  [
    'a recipient in one language',
    { 'recipient1-ru': 'Фонд', 'recipient1-country': 'KZ' },
    ['recipient1-kk required', 'recipient1-en required'],
  ],
  ['a country that is none', { storage: 'KZ, XX' }, ['storage wrong-countries']],
  ['no place', { storage: ' ' }, ['storage required']],
  [
    'two countries of one recipient',
    { ...whole, 'recipient2-country': 'DE NL' },
    ['recipient2-country wrong-countries'],
  ],
  [
    'a publication in one language',
    { 'published-ru': 'На сайте' },
    ['published-kk required', 'published-en required'],
  ],
  ['no data', { categories: undefined }, ['categories required']],
  ['a kind of data that is not in the list', { categories: 'portal' }, ['categories.0 wrong']],
  ['markup', { 'retention-ru': '**год**' }, ['retention-ru not-plain']],
  ['a code that is none', { code: 'Alumni' }, ['code wrong-name']],
  ['a field that is not asked', { other: 'x' }, [' Unrecognized key: "other"']],
])('%s is refused beside its field', (_, given, said) => {
  expect(faults(given)).toEqual(said)
})
