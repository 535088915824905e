import { stringify } from 'csv-stringify/sync'

/**
 * A table as RFC 4180 has it. Cells that a spreadsheet would take for a formula begin with an apostrophe (OWASP, CSV injection;
 * ASVS 1.2.10). `bom`: a byte order mark, without which spreadsheets misread Kazakh and Russian.
 */
export function csvTable(rows: readonly (readonly string[])[], { bom = true } = {}): string {
  // Texts of pages have non-breaking spaces, which a filter or a formula of a spreadsheet does not match.
  const plain = rows.map((row) => row.map((cell) => cell.replaceAll('\u00a0', ' ')))
  return stringify(plain, {
    bom,
    record_delimiter: 'windows',
    escape_formulas: true,
    // Line ends, and spaces that readers would trim.
    quoted_match: /[\r\n]|^\s|\s$/,
  })
}
