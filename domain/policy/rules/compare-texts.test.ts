import { describe, expect, test } from 'vitest'
import type { Locale } from '#domain/access/locale.ts'
import { compareTexts, type Mark, markWords } from './compare-texts.ts'

const shown = (marks: readonly Mark[]) =>
  marks
    .map(({ kind, text }) => (kind === 'same' ? text : kind === 'added' ? `{+${text}+}` : `[-${text}-]`))
    .join('')

describe('words are marked whole', () => {
  test.each<[Locale, string, string, string]>([
    [
      'ru',
      'Копия даётся в течение 30 дней.',
      'Копия даётся в течение 3 рабочих дней.',
      'Копия даётся в течение [-30-]{+3 рабочих+} дней.',
    ],
    [
      'kk',
      'Көшірме 30 күн ішінде беріледі.',
      'Көшірме 3 жұмыс күні ішінде беріледі.',
      'Көшірме [-30 күн-]{+3 жұмыс күні+} ішінде беріледі.',
    ],
    ['kk', 'Деректерді жинаймыз', 'Деректеріңізді жинаймыз', '[-Деректерді-]{+Деректеріңізді+} жинаймыз'],
    ['en', 'We keep it.', 'We keep it.', 'We keep it.'],
    ['en', '', 'New.', '{+New.+}'],
  ])('in %s: %s', (locale, before, after, marked) => {
    expect(shown(markWords(before, after, locale))).toBe(marked)
  })
  test('both texts can be read back from the marks', () => {
    const [before, after] = ['Мы храним имя, адрес и телефон.', 'Мы храним имя и адрес, но не телефон!']
    const marks = markWords(before, after, 'ru')
    const side = (gone: Mark['kind']) =>
      marks
        .filter(({ kind }) => kind !== gone)
        .map(({ text }) => text)
        .join('')
    expect([side('added'), side('removed')]).toEqual([before, after])
  })
})

test('clauses are compared by their ids: changed, added, removed, the same', () => {
  const clause = (id: string, body: string) => ({ id, title: id, body })
  const text = (clauses: ReturnType<typeof clause>[]) => ({
    title: 'P',
    introduction: 'I',
    parts: [{ id: 'data', title: 'D', clauses }],
  })
  const found = compareTexts(
    text([clause('data.a', 'one'), clause('data.b', 'two'), clause('data.c', 'three')]),
    text([clause('data.d', 'four'), clause('data.a', 'one'), clause('data.b', 'zwei')]),
    'en',
  )
  expect(found.parts[0]?.clauses.map(({ id, state }) => `${id} ${state}`)).toEqual([
    'data.d added',
    'data.a same',
    'data.b changed',
    'data.c removed',
  ])
  expect(found.changes).toBe(3)
})

test('a clause that went to another part or place is moved, neither removed nor added', () => {
  const clause = (id: string, body = id) => ({ id, title: id, body })
  const text = (data: string[], rights: string[], bodies: Record<string, string> = {}) => ({
    title: 'P',
    introduction: 'I',
    parts: [
      { id: 'data', title: 'D', clauses: data.map((id) => clause(id, bodies[id])) },
      { id: 'rights', title: 'R', clauses: rights.map((id) => clause(id, bodies[id])) },
    ],
  })
  const found = compareTexts(
    text(['data.a', 'data.b', 'data.c'], ['rights.a', 'rights.b', 'rights.c']),
    text(['data.b', 'data.c'], ['rights.c', 'rights.a', 'data.a', 'rights.b'], { 'data.a': 'other' }),
    'en',
  )
  expect(
    found.parts.flatMap(({ clauses }) => clauses.map(({ id, state, moved }) => `${id} ${state} ${moved}`)),
  ).toEqual([
    'data.b same false',
    'data.c same false',
    'rights.c same true',
    'rights.a same false',
    'data.a changed true',
    'rights.b same false',
  ])
  expect(found.changes).toBe(2)
})
