import { decisions } from '#db/schema/consent-codes.ts'
import { type Locale, locales } from '#domain/access/locale.ts'
import { choiceName, type Decision } from '../rules/catalogue.ts'
import { monthsAfter } from '../rules/consent-term.ts'
import type { ChoiceColumn, Columns } from './import-columns.ts'
import type { GivenForRows, ImportedChoice, RowReader } from './import-row.ts'

const isDecision = (text: string): text is Decision => decisions.some((one) => one === text)

type Given = GivenForRows & {
  /** The language of the words; `unknown`: the row names one that does not exist. */
  locale: Locale | 'unknown'
}

/** The choices of a row that can be recorded. Of each other one the reader keeps a warning. */
export function readImportedChoices(columns: Columns, reader: RowReader, given: Given): ImportedChoice[] {
  return columns.choices.flatMap((column) => {
    const decision = reader.cell(column.at).toLowerCase()
    if (decision === '') return []
    if (!isDecision(decision)) {
      reader.warn(column.name, 'unknown-decision')
      return []
    }
    const givenAt = readGivenAt(column, columns, reader)
    const words = wordsOf(column, decision, given)
    if (!words) reader.warn(column.name, given.locale === 'unknown' ? 'unknown-language' : 'no-words')
    if (!givenAt || !words) return []
    const { sha256: textSha256, locale, termMonths } = words
    const ends = decision === 'granted' && termMonths !== null ? monthsAfter(givenAt, termMonths) : null
    const hasEnded = ends !== null && ends <= given.now
    return [{ ...column.key, name: choiceName(column.key), decision, givenAt, locale, textSha256, hasEnded }]
  })
}

function readGivenAt(column: ChoiceColumn, columns: Columns, reader: RowReader): Date | undefined {
  const own = reader.cell(column.givenAt)
  const isOwn = own !== '' || columns.person.choices_given_at === undefined
  const name = isOwn ? `${column.name} given_at` : 'choices_given_at'
  const typed = own || reader.of('choices_given_at')
  return typed === '' ? reader.warn(name, 'no-date') : reader.moment(name, typed)
}

/** A withdrawal counts whichever words it cites; a consent only with those that the person agreed to. */
function wordsOf({ key }: ChoiceColumn, decision: Decision, { locale, wordsFor }: Given) {
  const every = locales.flatMap((one) => wordsFor(key, one) ?? [])
  const isOne = new Set(every.map(({ sha256 }) => sha256)).size === 1
  const known = locale === 'unknown' ? undefined : wordsFor(key, locale)
  return known ?? (isOne || decision === 'withdrawn' ? every[0] : undefined)
}
