import { describe, expect, test } from 'vitest'
import { builtInCatalogue, recordableChoices } from '../rules/catalogue.ts'
import { type Columns, readColumns } from './import-columns.ts'
import { parseMoment } from './import-moment.ts'
import { readRow } from './import-row.ts'
import { importedText, oneTerm } from './imported-texts.ts'

const now = new Date('2026-01-01T00:00:00Z')
const { wordsFor } = importedText(
  {
    ru: { 'communication/new-materials': 'Согласен', analytics: 'Согласен на измерение' },
    kk: { 'communication/new-materials': 'Келісемін' },
  },
  builtInCatalogue,
)

function columnsOf(header: string): Columns {
  const columns = readColumns(header.split(','), builtInCatalogue)
  if ('code' in columns) throw new Error(columns.code)
  return columns
}
const read = (header: string, row: string) =>
  readRow(row.split(','), columnsOf(header), { wordsFor, now, defaultLocale: 'kk' })

describe('the header', () => {
  test.each([
    ['email', 'missing-column', 'external_id'],
    ['external_id,e-mail', 'unknown-column', 'e-mail'],
    ['external_id,EXTERNAL_ID', 'repeated-column', 'external_id'],
    ['external_id,communication/gossip/email', 'unknown-column', 'communication/gossip/email'],
    ['external_id,support', 'unknown-column', 'support'],
    ['external_id,analytics given_at', 'unknown-column', 'analytics given_at'],
    ['external_id,analytics', 'missing-column', 'choices_given_at, or analytics given_at'],
    [',,', 'missing-column', 'external_id'],
  ])('%s: %s %s', (header, code, column) =>
    expect(readColumns(header.split(','), builtInCatalogue)).toEqual({ code, column }),
  )

  test('any order, any case, every choice that there is, and what a file of rejected rows has in front', () => {
    const names = recordableChoices(builtInCatalogue).map((key) =>
      [key.purpose, key.topic, key.channel].filter(Boolean).join('/'),
    )
    const columns = columnsOf(
      ['rejected_line', 'Email', ' External_ID ', 'choices_given_at', ...names, 'analytics given_at'].join(
        ',',
      ),
    )
    expect(columns.person).toEqual({ email: 1, external_id: 2, choices_given_at: 3 })
    expect(columns.choices).toHaveLength(recordableChoices(builtInCatalogue).length)
  })
})

describe('empty cells that a spreadsheet leaves', () => {
  test.each(['u-1,a@b.kz,,', 'u-1,a@b.kz', 'u-1,a@b.kz,,,,', 'u-1,a@b.kz, , '])('%j is a row', (row) =>
    expect(read('external_id,email,,', row)).toMatchObject({ person: { email: 'a@b.kz' }, warnings: [] }),
  )

  test.each(['u-1', 'u-1,Ivanov, Ivan', 'u-1,a@b.kz,,,x'])('%j has too few cells, or moved ones', (row) =>
    expect(read('external_id,email,,', row)).toEqual({ faults: [{ column: '', code: 'number-of-cells' }] }),
  )
})

describe('a person', () => {
  test('with everything; what is left empty is not known', () => {
    const header = 'external_id,email,full_name,phone,language,registered_at'
    expect(read(header, 'u-1,A@Example.kz,Әлия,8 701 123-45-67,RU,2020-02-03')).toEqual({
      person: {
        externalId: 'u-1',
        email: 'A@Example.kz',
        fullName: 'Әлия',
        phone: '+77011234567',
        locale: 'ru',
        createdAt: new Date('2020-02-02T18:00:00Z'),
      },
      choices: [],
      warnings: [],
    })
    expect(read(header, 'u-1,,,,,')).toEqual({ person: { externalId: 'u-1' }, choices: [], warnings: [] })
  })

  test.each([
    ['email', 'a@b', 'domain'],
    ['email', 'аля@example.kz', 'other-alphabet'],
    ['email', 'a@b@c.kz', 'malformed'],
    ['email', `${'x'.repeat(300)}@example.kz`, 'too-long'],
    ['email', 'x'.repeat(2_000_000), 'too-long'],
    ['full_name', 'a\0b', 'malformed'],
    ['full_name', 'a\u202eb', 'malformed'],
    ['full_name', 'a\ud800', 'malformed'],
    ['full_name', 'x'.repeat(201), 'too-long-200'],
    ['full_name', '?лия Серік?ызы', 'letters-lost'],
    ['full_name', '\ufffdлия', 'letters-lost'],
    ['phone', '12', 'malformed'],
    ['phone', '7.70E+10', 'digits-lost'],
    ['language', 'de', 'unknown-language'],
    ['registered_at', 'yesterday', 'malformed'],
    ['registered_at', '2030-01-01', 'in-the-future'],
  ])('%s that is wrong costs a warning and not the row (%#)', (column, text, code) =>
    expect(read(`external_id,${column}`, `u-1,${text}`)).toEqual({
      person: { externalId: 'u-1' },
      choices: [],
      warnings: [{ column, code }],
    }),
  )

  test.each([
    ['', 'empty'],
    ['a b', 'malformed'],
    ['a\0', 'malformed'],
    ['ә', 'malformed'],
    ['x'.repeat(201), 'malformed'],
    ['a/b', 'malformed'],
    ['..', 'malformed'],
    ['learner@example.kz', 'looks-like-email'],
    ['900101300123', 'looks-like-iin'],
    ['87011234567', 'looks-like-phone'],
  ])('an id that is wrong (%#)', (text, code) =>
    expect(read('external_id', text)).toEqual({ faults: [{ column: 'external_id', code }] }),
  )

  test('everything that is wrong is told at once', () =>
    expect(read('external_id,email,phone', 'u-1,a,b')).toMatchObject({
      warnings: [
        { column: 'email', code: 'malformed' },
        { column: 'phone', code: 'malformed' },
      ],
    }))

  test('cells that a program has padded', () =>
    expect(read(' external_id , email ', 'u-1   , A@Example.kz  ')).toMatchObject({
      person: { externalId: 'u-1', email: 'A@Example.kz' },
      warnings: [],
    }))

  test('too few or too many cells', () => {
    for (const row of ['u-1', 'u-1,a@b.kz,x'])
      expect(read('external_id,email', row)).toEqual({ faults: [{ column: '', code: 'number-of-cells' }] })
  })

  test('what was made harmless for a spreadsheet is what it was', () =>
    expect(read('external_id,phone', "u-1,'+77011234567")).toMatchObject({
      person: { phone: '+77011234567' },
    }))
})

describe('choices', () => {
  const header =
    'external_id,language,choices_given_at,communication/new-materials/email,analytics,analytics given_at'

  test('each with its date and the words in its language', () => {
    const row = read(header, 'u-1,kk,2023-05-01,granted,Withdrawn,2024-01-01T00:00:00Z')
    expect(row).toMatchObject({
      choices: [
        { name: 'communication/new-materials/email', decision: 'granted', locale: 'kk' },
        // Asked in Russian only.
        { name: 'analytics', decision: 'withdrawn', locale: 'ru', givenAt: new Date('2024-01-01T00:00:00Z') },
      ],
    })
  })

  test('nothing is known where nothing stands', () =>
    expect(read(header, 'u-1,kk,,,,')).toMatchObject({ choices: [], warnings: [] }))

  test.each([
    ['u-1,kk,2023-05-01,yes,,', 'communication/new-materials/email', 'unknown-decision'],
    ['u-1,kk,,granted,,', 'choices_given_at', 'no-date'],
    ['u-1,kk,2023-02-30,granted,,', 'choices_given_at', 'malformed'],
    ['u-1,kk,2030-05-01,granted,,', 'choices_given_at', 'in-the-future'],
    ['u-1,kk,2023-05-01,,granted,soon', 'analytics given_at', 'malformed'],
    ['u-1,en,2023-05-01,granted,,', 'communication/new-materials/email', 'no-words'],
    ['u-1,de,2023-05-01,granted,,', 'communication/new-materials/email', 'unknown-language'],
  ])('%s: the choice is left out with a warning', (row, column, code) => {
    const found = read(header, row)
    expect(found).toMatchObject({ person: { externalId: 'u-1' }, choices: [] })
    expect('warnings' in found && found.warnings).toContainEqual({ column, code })
  })

  test('a wrong one stops none of the others', () =>
    expect(read(header, 'u-1,kk,2023-05-01,withdrawn,granted,soon')).toMatchObject({
      choices: [{ name: 'communication/new-materials/email', decision: 'withdrawn' }],
      warnings: [{ column: 'analytics given_at', code: 'malformed' }],
    }))

  test.each(['en', 'de'])('a withdrawal counts without words of its language: %s', (language) =>
    expect(read(header, `u-1,${language},2023-05-01,withdrawn,,`)).toMatchObject({
      choices: [{ name: 'communication/new-materials/email', decision: 'withdrawn' }],
    }),
  )

  test('a consent whose term was over is told', () => {
    const { wordsFor: termed } = importedText(
      { ru: { analytics: 'Согласен' } },
      builtInCatalogue,
      oneTerm(24, builtInCatalogue),
    )
    const given = { wordsFor: termed, now, defaultLocale: 'kk' as const }
    const columns = columnsOf('external_id,choices_given_at,analytics')
    const ended = (row: string) => {
      const found = readRow(row.split(','), columns, given)
      return 'choices' in found && found.choices.map(({ hasEnded }) => hasEnded)
    }
    expect(ended('u-1,2023-12-31,granted')).toEqual([true])
    expect(ended('u-1,2024-01-02,granted')).toEqual([false])
    expect(ended('u-1,2020-01-01,withdrawn')).toEqual([false])
  })

  test('of which nobody kept the words', () => {
    const { entries } = importedText(null, builtInCatalogue)
    expect(entries).toHaveLength(21)
    expect(new Set(entries.map(({ sha256 }) => sha256.toString('hex'))).size).toBe(21)
  })
})

describe('a moment', () => {
  test.each([
    ['2025-05-01', '2025-04-30T19:00:00.000Z'],
    ['2023-05-01', '2023-04-30T18:00:00.000Z'],
    ['2003-07-01', '2003-06-30T17:00:00.000Z'],
    ['2023-05-01T13:45:00Z', '2023-05-01T13:45:00.000Z'],
    ['2023-05-01 13:45:00+06', '2023-05-01T07:45:00.000Z'],
    ['2023-05-01 13:45:00.123456+05:30', '2023-05-01T08:15:00.000Z'],
    ['2025-05-01 13:45', '2025-05-01T08:45:00.000Z'],
    ['01.05.2025 9:45', '2025-05-01T04:45:00.000Z'],
    ['01.05.2025', '2025-04-30T19:00:00.000Z'],
  ])('%s is %s', (text, moment) => expect(parseMoment(text)?.toISOString()).toBe(moment))

  test.each([
    '',
    '2025',
    '2025-13-01',
    '2025-02-29',
    '5/1/2025',
    '2025-05-01T25:00',
    '2025-05-01T13:45+99',
    '1714550400',
  ])('%j is none', (text) => expect(parseMoment(text)).toBeNull())
})
