import { isLocale, type Locale } from '#domain/access/locale.ts'
import {
  externalIdSchema,
  type ImportedSubject,
  importedSubjectSchema,
} from '#domain/people/rules/person-schemas.ts'
import { spreadsheetPhone } from '#domain/people/rules/spreadsheet-phone.ts'
import type { ChoiceKey, Decision } from '../rules/catalogue.ts'
import { readImportedChoices } from './import-choices.ts'
import type { Columns, PersonColumn } from './import-columns.ts'
import { parseMoment } from './import-moment.ts'

export type ImportedChoice = ChoiceKey & {
  name: string
  decision: Decision
  givenAt: Date
  locale: Locale
  textSha256: string
  /** Its term was over when the row was read. */
  hasEnded: boolean
}
/** `warnings`: cells that cannot be imported; the rest of the row is. */
export type ImportedRow = { person: ImportedSubject; choices: ImportedChoice[]; warnings: RowFault[] }
export type RowFault = { column: string; code: string }

/** The text that people agreed to in a language; undefined when it was not given. */
export type WordsFor = (
  key: ChoiceKey,
  locale: Locale,
) => { sha256: string; locale: Locale; termMonths: number | null } | undefined

export type GivenForRows = { wordsFor: WordsFor; now: Date; defaultLocale: Locale }

/** The cells of one row, and what is noted about them. */
export type RowReader = {
  cell(at: number | undefined): string
  of(name: PersonColumn): string
  warn(column: string, code: string): undefined
  /** A past moment; anything else is a warning. */
  moment(column: string, text: string): Date | undefined
}

/**
 * One row by the header. Only its id, and as many cells as the header has, are needed: any other cell that cannot be read
 * costs a warning and not the row.
 */
export function readRow(
  cells: readonly string[],
  columns: Columns,
  given: GivenForRows,
): ImportedRow | { faults: RowFault[] } {
  const fault = faultOfRow(cells, columns)
  if (fault) return { faults: [fault] }
  const warnings: RowFault[] = []
  const reader = openReader(cells, columns, given.now, warnings)
  const { of, warn } = reader
  const language = (column: 'language' | 'choices_language') => {
    const text = of(column).toLowerCase()
    if (text === '' || isLocale(text)) return text || undefined
    warn(column, 'unknown-language')
    return 'unknown' as const
  }
  const own = language('language')
  const person = {
    externalId: of('external_id'),
    email: readField('email', reader),
    fullName: readName(reader),
    phone: readPhone(reader),
    locale: own === 'unknown' ? undefined : own,
    createdAt: of('registered_at') === '' ? undefined : reader.moment('registered_at', of('registered_at')),
  }
  const choicesLocale = language('choices_language') ?? own ?? given.defaultLocale
  const choices = readImportedChoices(columns, reader, { ...given, locale: choicesLocale })
  return { person, choices, warnings }
}

function faultOfRow(cells: readonly string[], { names, person }: Columns): RowFault | undefined {
  // Spreadsheets leave empty cells behind the last column. A value there means that cells have moved.
  const hasMoved = cells.some((cell, at) => cell.trim() !== '' && !names[at])
  if (cells.length < names.findLastIndex(Boolean) + 1 || hasMoved)
    return { column: '', code: 'number-of-cells' }
  const externalId = plain(cells[person.external_id ?? -1] ?? '')
  if (externalId === '') return { column: 'external_id', code: 'empty' }
  const [issue] = externalIdSchema.safeParse(externalId).error?.issues ?? []
  return issue && { column: 'external_id', code: issue.message }
}

function openReader(cells: readonly string[], columns: Columns, now: Date, warnings: RowFault[]): RowReader {
  const cell = (at: number | undefined) => (at === undefined ? '' : plain(cells[at] ?? ''))
  const warn = (column: string, code: string) => {
    warnings.push({ column, code })
    return undefined
  }
  return {
    cell,
    warn,
    of: (name) => cell(columns.person[name]),
    moment: (column, text) => {
      const parsed = parseMoment(text)
      if (!parsed) return warn(column, 'malformed')
      return parsed > now ? warn(column, 'in-the-future') : parsed
    },
  }
}

function readField(column: 'email' | 'full_name', { of, warn }: RowReader): string | undefined {
  const text = of(column)
  if (text === '') return undefined
  const { email, fullName } = importedSubjectSchema.shape
  const [issue] = (column === 'email' ? email : fullName).safeParse(text).error?.issues ?? []
  return issue ? warn(column, issue.message) : text
}

/** Windows writes `?` for Kazakh letters that its code page does not have; U+FFFD stands for bytes that are no text. */
function readName(reader: RowReader): string | undefined {
  const isDamaged = /[?\ufffd]/.test(reader.of('full_name'))
  return isDamaged ? reader.warn('full_name', 'letters-lost') : readField('full_name', reader)
}

function readPhone({ of, warn }: RowReader): string | undefined {
  const text = of('phone')
  if (text === '') return undefined
  const read = spreadsheetPhone(text)
  return read.ok ? read.phone : warn('phone', read.code)
}

/** What was made harmless for spreadsheets, by us or by another, is what it was: `'+7701` is a phone. */
const plain = (text: string) => text.trim().replace(/^'(?=[=+\-@\t\r])/, '')
