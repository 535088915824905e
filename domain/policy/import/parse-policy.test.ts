import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import en from '#db/seed/policy/version-1/en.json' with { type: 'json' }
import kk from '#db/seed/policy/version-1/kk.json' with { type: 'json' }
import ru from '#db/seed/policy/version-1/ru.json' with { type: 'json' }
import { textBlocks } from '#platform/documents/text-blocks.ts'
import type { PolicyText } from '../rules/policy-text.ts'
import type { KnownHeadings } from './headings.ts'
import { type ParsedPolicy, parsePolicy } from './parse-policy.ts'

const texts = { kk, ru, en }
const known: KnownHeadings = {
  parts: ru.parts.map(({ id }, at) => ({
    id,
    titles: [kk, ru, en].flatMap(({ parts }) => parts[at]?.title ?? []),
  })),
  clauses: ru.parts.flatMap(({ clauses }, part) =>
    clauses.map(({ id }, at) => ({
      id,
      titles: [kk, ru, en].flatMap(({ parts }) => parts[part]?.clauses[at]?.title ?? []),
    })),
  ),
}
const taken = known.clauses.map(({ id }) => id)
const parsed = (text: string, given: Partial<Parameters<typeof parsePolicy>[1]> = {}) =>
  parsePolicy(textBlocks(text), { known, taken, ...given })
const nothingKnown: KnownHeadings = { parts: [], clauses: [] }

/** Everything that was read, in the order of the file. A heading that the parser repeated counts once. */
function wordsIn(policy: ParsedPolicy): string[] {
  const placed = policy.parts.flatMap((part) => [
    ...(part.line === 0 ? [] : [{ line: part.line, text: part.title }]),
    ...part.clauses.flatMap(({ line, title, body, repeatsPart }) => [
      ...(repeatsPart ? [] : [{ line, text: title }]),
      { line: line + 0.5, text: body },
    ]),
  ])
  const sorted = [...placed, ...policy.unplaced].sort((a, b) => a.line - b.line)
  return [policy.title, policy.dateLine, policy.introduction, ...sorted.map(({ text }) => text)]
}
const squeezed = (text: string) => text.replace(/\s+/g, '')
const lettersOf = (text: string) => [...text.matchAll(/\p{L}/gu)].map(String).sort().join('')

const asPlainText = (text: PolicyText, dateLine: string, numbered = false) =>
  [
    text.title,
    dateLine,
    text.introduction,
    ...text.parts.flatMap((part, at) => [
      `${numbered ? `${at + 1}. ` : ''}${part.title}`,
      ...part.clauses.flatMap(({ title, body }, place) => [
        `${numbered ? `${at + 1}.${place + 1}. ` : ''}${title}`,
        body,
      ]),
    ]),
  ].join('\n')

describe('a policy without markup and blank lines', () => {
  const dates = {
    ru: 'Дата последнего обновления: 15 января 2025 года',
    kk: 'Соңғы жаңартылған күні: 2025 жылғы 15 қаңтар',
    en: 'Last updated: 15 January 2025',
  }
  test.each([
    ['kk', false],
    ['ru', false],
    ['en', false],
    ['ru', true],
  ] as const)('is read as it was, with every known id, in %s, numbered: %s', (locale, numbered) => {
    const text = texts[locale]
    const found = parsed(asPlainText(text, dates[locale], numbered))
    expect(found.date).toBe('2025-01-15')
    expect(found.unplaced).toEqual([])
    expect(found.guesses).toEqual([])
    expect(found.title).toBe(text.title)
    expect(found.introduction).toBe(text.introduction)
    expect(
      found.parts.map(({ id, title, clauses }) => ({
        id,
        title,
        clauses: clauses.map((one) => ({ id: one.id, title: one.title, body: one.body })),
      })),
    ).toEqual(text.parts)
    expect(found.parts.flatMap(({ clauses }) => clauses).every(({ isKnown }) => isKnown)).toBe(true)
  })
  test('gets ids from its headings where they are not known', () => {
    const found = parsed(asPlainText(ru, dates.ru), { known: nothingKnown, taken: [] })
    expect(found.parts.map(({ id }) => id)).toEqual([
      'kakie-dannye-my-sobiraem',
      'tseli-ispolzovaniya-dannyh',
      'vashi-prava',
      'mery-bezopasnosti',
    ])
    expect(found.parts[2]?.clauses[0]?.id).toBe('vashi-prava.dostup-k-dannym')
    expect(found.parts.map(({ clauses }) => clauses.length)).toEqual([3, 6, 6, 5])
  })
  test('is matched by place with the same document in another language', () => {
    const first = parsed(asPlainText(ru, dates.ru), { known: nothingKnown, taken: [] })
    const sameAs = first.parts.map(({ id, clauses }) => ({ id, clauses: clauses.map((one) => one.id) }))
    const second = parsed(asPlainText(kk, dates.kk), { known: nothingKnown, taken: [], sameAs })
    expect(second.parts.map(({ id, clauses }) => ({ id, clauses: clauses.map((one) => one.id) }))).toEqual(
      sameAs,
    )
  })
})

test.each<[string, string, (found: ParsedPolicy) => unknown, unknown]>([
  [
    'puts a clause that was never published under an id of its own',
    'Политика\nВведение в документ.\nВаши права\nДоступ к данным\nЗапросите копию.\nФайлы cookie\nМы их используем.',
    ({ parts }) => parts[0]?.clauses.map(({ id, isKnown }) => [id, isKnown]),
    [
      ['rights.access', true],
      ['rights.faily-cookie', false],
    ],
  ],
  [
    'knows a part with another heading by its clauses',
    'Политика\nВведение.\nЧто вы можете\nДоступ к данным\nЗапросите копию.\nНовое\nТекст.',
    ({ parts }) => parts.map(({ id, clauses }) => [id, clauses.map((one) => one.id)]),
    [['rights', ['rights.access', 'rights.novoe']]],
  ],
  [
    'never gives an id again that was published',
    'Политика\nВведение.\nДанные\nНовое\nТекст.',
    () =>
      parsed('Политика\nВведение.\nДанные\nНовое\nТекст.', { taken: ['dannye.novoe'] }).parts[0]?.clauses[0]
        ?.id,
    'dannye.novoe-2',
  ],
  [
    'keeps a list after a colon in its clause',
    'Политика\nВведение.\nДанные\nРегистрация\nМы собираем:\nИмя\nТелефон\nАдрес почты\nХранение\nХраним год.',
    ({ parts }) => parts[0]?.clauses.map(({ title, body }) => [title, body]),
    [
      ['Регистрация', 'Мы собираем:\nИмя\nТелефон\nАдрес почты'],
      ['Хранение', 'Храним год.'],
    ],
  ],
  [
    'keeps items with marks in their clause',
    'Политика\nВведение.\nДанные\nРегистрация\nМы собираем:\n— Имя;\n— Телефон.\nХранение\nХраним год.',
    ({ parts }) => parts[0]?.clauses[0]?.body,
    'Мы собираем:\n— Имя;\n— Телефон.',
  ],
  [
    'makes a clause of the text right below the heading of a part',
    'Политика\nВведение.\nВаши права\nУ вас есть права.\nДоступ к данным\nЗапросите копию.',
    ({ parts, guesses }) => [parts[0]?.clauses.map(({ title }) => title), guesses],
    [['Ваши права', 'Доступ к данным'], [{ line: 4, text: 'У вас есть права.' }]],
  ],
  [
    'lists headings that have no text',
    'Политика\nВведение.\nДанные\nРегистрация\nМы собираем имя.\nПодписи сторон\nДиректор',
    ({ unplaced }) => unplaced,
    [
      { line: 6, text: 'Подписи сторон' },
      { line: 7, text: 'Директор' },
    ],
  ],
  [
    'reads a document without parts as one part with its name',
    'Политика\nВведение.\nРегистрация\nМы собираем имя.\nХранение\nХраним год.',
    ({ parts }) => parts.map(({ title, clauses }) => [title, clauses.length]),
    [['Политика', 2]],
  ],
  [
    'takes a date at the end',
    'Политика\nВведение.\nДанные\nРегистрация\nМы собираем имя.\nг. Алматы, «15» января 2025 г.',
    ({ date }) => date,
    '2025-01-15',
  ],
  [
    'joins the lines of a paragraph that was broken in the middle',
    'Политика\nВведение.\nДанные\nРегистрация\nМы собираем имя и\nтелефон каждого.',
    ({ parts }) => parts[0]?.clauses[0]?.body,
    'Мы собираем имя и телефон каждого.',
  ],
])('%s', (_, text, read, expected) => {
  expect(read(parsed(text))).toEqual(expected)
})

describe('no sentence and no letter is lost', () => {
  const word = fc.stringMatching(/^[а-яёәіңғүұқөһ]{2,9}$/u)
  const capital = word.map((one) => `${one[0]?.toUpperCase()}${one.slice(1)}`)
  const sentence = fc
    .tuple(
      capital,
      fc.array(fc.oneof(word, fc.constant('30'), fc.constant('e-mail')), { minLength: 1, maxLength: 9 }),
    )
    .map(([first, more]) => `${[first, ...more].join(' ')}.`)
  const paragraph = fc.array(sentence, { minLength: 1, maxLength: 4 }).map((all) => all.join(' '))
  const heading = fc
    .tuple(capital, fc.array(word, { minLength: 0, maxLength: 4 }))
    .map(([first, more]) => [first, ...more].join(' '))
  const clause = fc.record({
    title: heading,
    paragraphs: fc.array(paragraph, { minLength: 1, maxLength: 3 }),
  })
  const policy = fc.record({
    title: heading,
    introduction: fc.array(paragraph, { minLength: 1, maxLength: 2 }),
    parts: fc.array(
      fc.record({ title: heading, clauses: fc.array(clause, { minLength: 1, maxLength: 5 }) }),
      { minLength: 1, maxLength: 5 },
    ),
    blank: fc.boolean(),
  })
  test('of a policy with parts and clauses, which come out as they went in', () => {
    fc.assert(
      fc.property(policy, ({ title, introduction, parts, blank }) => {
        const lines = [
          title,
          'Обновлено 1 сентября 2024 года',
          ...introduction,
          ...parts.flatMap((part) => [
            part.title,
            ...part.clauses.flatMap((one) => [one.title, ...one.paragraphs]),
          ]),
        ]
        const file = lines.join(blank ? '\n\n' : '\n')
        const found = parsed(file)
        expect(squeezed(wordsIn(found).join(''))).toBe(squeezed(file))
        expect(found.parts.map((part) => part.clauses.map(({ body }) => body))).toEqual(
          parts.map((part) => part.clauses.map(({ paragraphs }) => paragraphs.join('\n\n'))),
        )
        const ids = found.parts.flatMap((part) => [part.id, ...part.clauses.map(({ id }) => id)])
        expect(new Set(ids).size).toBe(ids.length)
      }),
      { numRuns: 500 },
    )
  })
  test('of any lines at all', () => {
    const line = fc.oneof(
      heading,
      paragraph,
      fc.string(),
      fc.constant('2. Права'),
      fc.constant('Список:'),
      fc.constant('— имя;'),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const file = lines.join('\n')
        expect(lettersOf(wordsIn(parsed(file)).join(''))).toBe(lettersOf(file))
      }),
      { numRuns: 1000 },
    )
  })
})
