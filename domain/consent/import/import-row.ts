import { decisions } from '#db/schema/consent-codes.ts'
import { isLocale, type Locale } from '#domain/access/locale.ts'
import { type ImportedSubject, importedSubjectSchema } from '#domain/people/rules/person-schemas.ts'
import { type ChoiceKey, choiceName, type Decision } from '../rules/catalogue.ts'
import type { Columns } from './import-columns.ts'
import { parseMoment } from './import-moment.ts'

export type ImportedChoice = ChoiceKey & {
  name: string
  decision: Decision
  givenAt: Date
  locale: Locale
  textSha256: string
}
export type ImportedRow = { person: ImportedSubject; choices: ImportedChoice[] }
export type RowFault = { column: string; code: string }

/** The hash of the text that people agreed to in a language; undefined when it was not given. */
export type WordsFor = (key: ChoiceKey, locale: Locale) => { sha256: string; locale: Locale } | undefined

const columnOf: Record<string, string> = {
  externalId: 'external_id',
  fullName: 'full_name',
  locale: 'language',
}
const isDecision = (text: string): text is Decision => decisions.some((one) => one === text)

/** One row by the header: the person and their choices, or everything that is wrong with it. */
export function readRow(
  cells: readonly string[],
  columns: Columns,
  given: { wordsFor: WordsFor; now: Date; defaultLocale: Locale },
): ImportedRow | { faults: RowFault[] } {
  if (cells.length !== columns.names.length) return { faults: [{ column: '', code: 'number-of-cells' }] }
  const faults: RowFault[] = []
  const cell = (at: number | undefined) => (at === undefined ? '' : plain(cells[at] ?? ''))
  const of = (name: keyof Columns['person']) => cell(columns.person[name])
  const moment = (column: string, text: string) => {
    const parsed = parseMoment(text)
    const code = parsed === null ? 'malformed' : parsed > given.now ? 'in-the-future' : undefined
    if (code) faults.push({ column, code })
    return code ? undefined : (parsed ?? undefined)
  }
  const language = (column: 'language' | 'choices_language') => {
    const text = of(column).toLowerCase()
    if (text === '' || isLocale(text)) return text === '' ? undefined : text
    faults.push({ column, code: 'unknown-language' })
    return undefined
  }

  const locale = language('language')
  const registered = of('registered_at')
  const person = {
    externalId: of('external_id'),
    email: of('email') || undefined,
    fullName: of('full_name') || undefined,
    phone: of('phone') || undefined,
    locale,
    createdAt: registered === '' ? undefined : moment('registered_at', registered),
  }
  const parsed = importedSubjectSchema.safeParse(person)
  for (const { path, message } of parsed.error?.issues ?? []) {
    const field = String(path[0])
    faults.push({
      column: columnOf[field] ?? field,
      code: field === 'externalId' && person.externalId === '' ? 'empty' : message,
    })
  }

  const choicesLocale = language('choices_language') ?? locale ?? given.defaultLocale
  const all = of('choices_given_at')
  const choices: ImportedChoice[] = []
  for (const column of columns.choices) {
    const decision = cell(column.at).toLowerCase()
    if (decision === '') continue
    if (!isDecision(decision)) {
      faults.push({ column: column.name, code: 'unknown-decision' })
      continue
    }
    const own = cell(column.givenAt)
    const where =
      own !== '' || columns.person.choices_given_at === undefined
        ? `${column.name} given_at`
        : 'choices_given_at'
    const typed = own || all
    if (typed === '') faults.push({ column: where, code: 'no-date' })
    const givenAt = typed === '' ? undefined : moment(where, typed)
    const words = given.wordsFor(column.key, choicesLocale)
    if (!words) faults.push({ column: column.name, code: 'no-words' })
    if (givenAt && words)
      choices.push({
        ...column.key,
        name: choiceName(column.key),
        decision,
        givenAt,
        locale: words.locale,
        textSha256: words.sha256,
      })
  }
  return faults.length > 0 ? { faults } : { person, choices }
}

/** What was made harmless for spreadsheets, by us or by another, is what it was: `'+7701` is a phone. */
const plain = (text: string) => text.trim().replace(/^'(?=[=+\-@\t\r])/, '')
