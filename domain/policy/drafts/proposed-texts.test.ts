import { expect, test } from 'vitest'
import { purposeCodes } from '#db/schema/consent-codes.ts'
import en1 from '#db/seed/policy/version-1/en.json' with { type: 'json' }
import kk1 from '#db/seed/policy/version-1/kk.json' with { type: 'json' }
import ru1 from '#db/seed/policy/version-1/ru.json' with { type: 'json' }
import en from '#db/seed/policy/version-2/en.json' with { type: 'json' }
import kk from '#db/seed/policy/version-2/kk.json' with { type: 'json' }
import ru from '#db/seed/policy/version-2/ru.json' with { type: 'json' }
import { locales } from '#domain/access/locale.ts'
import { type Operator, readOperator } from '../operator/operator.ts'
import { itemsOfTexts, lacksText, textOfItems } from '../rules/draft.ts'
import { draftItemSchema } from '../rules/draft-schemas.ts'
import { type ProposalNames, proposedItems } from './proposed-texts.ts'

const inForce = itemsOfTexts({ kk: kk1, ru: ru1, en: en1 })
const sample = readOperator({ sampleData: true })
const purposes = Object.fromEntries(purposeCodes.map((code) => [code, code]))
const names: ProposalNames = {
  purposes: { kk: purposes, ru: purposes, en: purposes },
  countries: (_, codes) => codes.join(', '),
}
const bodyOf = (item: string, operator: Operator = sample) =>
  proposedItems(inForce, { operator, names }).find((one) => one.item === item)?.texts.ru.body ?? ''

test('every clause has a note and a text in three languages, and the first version keeps its place', () => {
  const items = proposedItems(inForce, { operator: sample, names })
  expect(Object.keys(kk.clauses)).toEqual(Object.keys(ru.clauses))
  expect(Object.keys(en.clauses)).toEqual(Object.keys(ru.clauses))
  for (const locale of locales) expect(items.filter((one) => lacksText(one, locale))).toEqual([])
  expect(textOfItems(items, 'en').parts.map(({ id, clauses }) => [id, clauses.length])).toEqual([
    ['data', 6],
    ['purposes', 7],
    ['rights', 7],
    ['security', 6],
    ['operator', 3],
  ])
  const order = items.map(({ item }) => item).filter((item) => inForce.some((one) => one.item === item))
  expect(order).toEqual(inForce.map(({ item }) => item))
})

test('the editor takes each clause as it is proposed', () => {
  for (const { item, texts } of proposedItems(inForce, { operator: sample, names })) {
    const fields = locales.flatMap((locale) => [
      [`title-${locale}`, texts[locale].title],
      [`body-${locale}`, texts[locale].body],
    ])
    const parsed = draftItemSchema.safeParse({ item, revision: 1, ...Object.fromEntries(fields) })
    expect(parsed.success ? [] : [item, parsed.error.issues]).toEqual([])
  }
})

// The terms and exceptions of the law, each in every language.
test.each([
  ['rights.access', '3', ['3 жұмыс күні', '3 рабочих дней', '3 working days']],
  ['rights.access', 'refusal', ['дәлелді бас тарту', 'мотивированный отказ', 'reasoned refusal']],
  ['rights.access', 'free', ['тегін', 'бесплатно', 'free']],
  ['rights.rectification', '1', ['1 жұмыс күні', '1 рабочего дня', '1 working day']],
  ['rights.erasure', '15', ['15 күн', '15 дней', '15 days']],
  ['rights.erasure', '1', ['1 жұмыс күні', '1 рабочего дня', '1 working day']],
  ['rights.erasure', 'law', ['Қазақстан заңнамасы', 'законодательством Казахстана', 'law of Kazakhstan']],
  ['rights.restriction', 'blocking', ['бұғаттау', 'блокированием', 'blocking']],
  ['rights.withdrawal', '15', ['15 жұмыс күні', '15 рабочих дней', '15 working days']],
  ['rights.withdrawal', 'law', ['заңға қайшы', 'противоречит закону', 'contrary to law']],
  [
    'rights.withdrawal',
    'obligation',
    ['орындалмаған міндеттеме', 'неисполненное обязательство', 'obligation'],
  ],
  ['rights.objection', '3', ['3 жұмыс күні', '3 рабочих дней', '3 working days']],
  ['security.breach', '1', ['1 жұмыс күні', '1 рабочего дня', '1 working day']],
  ['data.minors', '14', ['14 ', '14 ', '14 ']],
  ['data.minors', '18', ['18 ', '18 ', '18 ']],
])('%s says in three languages: %s', (item, _, words) => {
  const texts = proposedItems(inForce, { operator: sample, names }).find((one) => one.item === item)?.texts
  locales.forEach((locale, at) => {
    expect(texts?.[locale].body.replace(/\u00a0/g, ' ')).toContain(words[at])
  })
})

test('has no deadline of the first version that the law does not know', () => {
  for (const [item, gone] of [
    ['rights.access', '30'],
    ['rights.withdrawal', 'в любое время'],
  ] as const)
    expect(bodyOf(item)).not.toContain(gone)
})

test('what only the operator knows comes from the settings, and a sentence without facts is left out', () => {
  expect(bodyOf('operator.identity')).toContain('БИН 000000000000')
  expect(bodyOf('data.recipients')).toContain('Оператор SMS (образец) (KZ)')
  expect(bodyOf('data.recipients')).toContain('Трансграничной передачи данных нет.')
  expect(bodyOf('security.backups')).toContain('Сама база данных')
  const { complaint: _, ...rest } = sample
  const silent = { ...rest, processing: {} }
  expect(bodyOf('data.recipients', silent)).toBe('')
  expect(bodyOf('data.retention', silent)).not.toContain('—')
  expect(bodyOf('security.backups', silent)).not.toContain('Сама база данных')
  expect(bodyOf('operator.complaint', silent)).not.toContain('Уполномоченный орган:')
  for (const { texts } of proposedItems(inForce, { operator: silent, names }))
    expect(JSON.stringify(texts)).not.toMatch(/\{\w+\}|undefined/)
  const abroad = {
    ...sample.processing.analytics,
    storage: ['KZ', 'DE'],
  } as Operator['processing']['analytics']
  const elsewhere = { ...sample, processing: { ...sample.processing, analytics: abroad } }
  expect(bodyOf('data.recipients', elsewhere)).toContain('Трансграничная передача есть, страны: DE.')
  expect(bodyOf('security.backups', elsewhere)).not.toContain('Сама база данных')
})
