import { stringify } from 'csv-stringify/sync'

/** What separates cells: Excel splits at the list separator of Windows, a semicolon in Kazakh and Russian. */
export type CsvDelimiter = ',' | ';'

/** The separator that a spreadsheet in this language expects. */
export const delimiterFor = (locale: string): CsvDelimiter => (locale === 'en' ? ',' : ';')

type Options = {
  /** A byte order mark, without which spreadsheets misread Kazakh and Russian. */
  bom?: boolean
  delimiter?: CsvDelimiter
}

/**
 * A table as RFC 4180 has it. Cells that a spreadsheet would take for a formula, full-width signs included, begin with an
 * apostrophe (OWASP, CSV injection; ASVS 1.2.10).
 */
export function csvTable(
  rows: readonly (readonly string[])[],
  { bom = true, delimiter = ',' }: Options = {},
): string {
  // Texts of pages have non-breaking spaces, which a filter or a formula of a spreadsheet does not match.
  const plain = rows.map((row) => row.map((cell) => cell.replaceAll('\u00a0', ' ')))
  return stringify(plain, {
    bom,
    delimiter,
    record_delimiter: 'windows',
    escape_formulas: true,
    // Line ends, and spaces that readers would trim.
    quoted_match: /[\r\n]|^\s|\s$/,
  })
}
