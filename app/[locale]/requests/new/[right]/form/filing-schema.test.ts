import { describe, expect, test } from 'vitest'
import { kindNames } from '#domain/requests/rules/kinds.ts'
import { locales } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { filingSchema, isFilable, kindsOf, variantOf, visitorFilingSchema } from './filing-schema.ts'

const idempotencyKey = '01a209b7-b6dc-737f-b7a5-fed972568b1e'
const codes = (schema: typeof filingSchema, typed: Record<string, unknown>) =>
  schema.safeParse(typed).error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`)

describe('the form of a signed-in person', () => {
  test('every kind can be filed by some form', () => {
    const reachable = kindNames.filter((kind) => {
      const right = kind.split('/')[0] ?? ''
      return isFilable(right) && kindsOf(right).includes(kind)
    })
    expect(reachable).toEqual(kindNames)
  })

  test('what belongs to the other ground is left out', () => {
    const typed = {
      right: 'erasure',
      variant: 'unlawful',
      idempotencyKey,
      scope: 'Всё',
      circumstances: 'Пишут на старый номер',
    }
    expect(filingSchema.parse(typed)).toEqual({
      kind: 'erasure/unlawful',
      idempotencyKey,
      details: { circumstances: 'Пишут на старый номер' },
    })
  })

  test('a missing ground and an empty field are told by name', () => {
    expect(codes(filingSchema, { right: 'erasure', idempotencyKey, scope: '' })).toEqual(['variant required'])
    const disputed = { right: 'restriction', variant: 'disputed', idempotencyKey, item: ' ', message: '' }
    expect(codes(filingSchema, disputed)).toEqual(['item required'])
  })

  test('a right that is none, a ground of another right and a field of no form are refused', () => {
    expect(codes(filingSchema, { right: 'everything', idempotencyKey })).toEqual([' wrong'])
    expect(codes(filingSchema, { right: 'erasure', variant: 'disputed', idempotencyKey })).toEqual([' wrong'])
    for (const field of ['status', 'subjectId', 'kind'])
      expect(
        filingSchema.safeParse({ right: 'access', idempotencyKey, message: '', [field]: 'x' }).success,
        field,
      ).toBe(false)
  })
})

test('a visitor’s form has four fields whatever the right', () => {
  for (const kind of kindNames) {
    const [right, variant] = [kind.split('/')[0] ?? '', variantOf(kind)]
    const typed = { fullName: 'А Б', email: 'a@example.test', message: 'Прошу', locale: 'kk', right, variant }
    expect(visitorFilingSchema.parse(typed)).toMatchObject({ kind, message: 'Прошу', locale: 'kk' })
  }
})

test.each(locales)(
  'in %s no field offers a part where a request always ends or deletes everything',
  (locale) => {
    const { fields, visitor } = messages[locale].requestForm
    const anything = visitor.message['withdrawal-service'].label
    for (const kind of ['erasure-wish', 'withdrawal-optional', 'objection'] as const) {
      expect(fields[kind].scope.label, kind).toBe(anything)
      expect(visitor.message[kind].label, kind).toBe(anything)
      expect(visitor.message[kind].hint, kind).toBe(fields[kind].scope.hint)
    }
  },
)
