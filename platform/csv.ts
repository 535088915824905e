/** What a spreadsheet takes for a formula at the start of a cell (OWASP, CSV injection; ASVS 1.2.10). */
const FORMULA = /^[=+\-@\t\r]/

/** One cell: a formula is made a text by an apostrophe; quoted as RFC 4180 wants it. */
export function csvCell(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) || harmless !== harmless.trim()
    ? `"${harmless.replaceAll('"', '""')}"`
    : harmless
}

/** A table as RFC 4180 has it, with a byte order mark, without which spreadsheets misread Kazakh and Russian. */
export function csvTable(rows: readonly (readonly string[])[]): string {
  return `\ufeff${rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`
}
