import { isLocalDate, type LocalDate } from '#platform/time/local-date.ts'

/** The first letters of the months, which no ending changes. May is whole, for `ма` begins other words. */
const months: readonly (readonly string[])[] = [
  ['қаңтар', 'январ', 'january', 'jan'],
  ['ақпан', 'феврал', 'february', 'feb'],
  ['наурыз', 'март', 'march', 'mar'],
  ['сәуір', 'апрел', 'april', 'apr'],
  ['мамыр', 'мая', 'май', 'may'],
  ['маусым', 'июн', 'june', 'jun'],
  ['шілде', 'июл', 'july', 'jul'],
  ['тамыз', 'август', 'august', 'aug'],
  ['қыркүйек', 'сентябр', 'september', 'sep'],
  ['қазан', 'октябр', 'october', 'oct'],
  ['қараша', 'ноябр', 'november', 'nov'],
  ['желтоқсан', 'декабр', 'december', 'dec'],
]
const monthWord = '(\\p{L}+)\\.?'
const patterns: readonly { pattern: RegExp; read: (found: RegExpExecArray) => (string | undefined)[] }[] = [
  // 2025-01-15
  { pattern: /\b(\d{4})-(\d{2})-(\d{2})\b/u, read: ([, year, month, day]) => [year, month, day] },
  // 15.01.2025
  { pattern: /\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b/u, read: ([, day, month, year]) => [year, month, day] },
  // 2025 жылғы 15 қаңтар
  {
    pattern: new RegExp(`(\\d{4})\\s*(?:жыл\\p{L}*|ж\\.?)[\\s,]+(\\d{1,2})[\\s-]+${monthWord}`, 'u'),
    read: ([, year, day, word]) => [year, monthOf(word), day],
  },
  // 15 января 2025 года, 15 January 2025, 15-қаңтар 2025
  {
    pattern: new RegExp(`[«"]?(\\d{1,2})(?:st|nd|rd|th)?[»"]?[\\s-]+${monthWord},?\\s+(\\d{4})`, 'u'),
    read: ([, day, word, year]) => [year, monthOf(word), day],
  },
  // January 15, 2025
  {
    pattern: new RegExp(`${monthWord}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})`, 'u'),
    read: ([, word, day, year]) => [year, monthOf(word), day],
  },
]

function monthOf(word = ''): string | undefined {
  const at = months.findIndex((names) =>
    names.some((name) => (name.length <= 3 ? word === name : word.startsWith(name))),
  )
  return at === -1 ? undefined : String(at + 1)
}

/** The first date of a text, in digits or in words of the three languages; null where it names none that exists. */
export function dateInWords(text: string): LocalDate | null {
  const plain = text.toLowerCase().replace(/\s+/g, ' ')
  for (const { pattern, read } of patterns) {
    const found = pattern.exec(plain)
    const [year, month, day] = found ? read(found) : []
    const date = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`
    if (isLocalDate(date)) return date
  }
  return null
}

/** Whether a line only says when the document was updated: few words beside the date. */
export function isDateLine(text: string): boolean {
  return text.length <= 120 && dateInWords(text) !== null && text.split(/\s+/).length <= 12
}
