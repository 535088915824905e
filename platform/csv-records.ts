import { isUtf8 } from 'node:buffer'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Options, parse } from 'csv-parse'
import { parse as parseText } from 'csv-parse/sync'

/** What is wrong with one record; the others are read all the same. */
export type CsvFault = 'not-utf8' | 'too-long' | 'stray-quote' | 'open-quote'

/**
 * `line` is where the record begins, from 1; `column` (from 0) is the cell in which a record became too long. `raw`: the
 * bytes of the record without its line end; absent where the record was cut.
 */
export type CsvRecord = { line: number; cells: string[]; raw?: Buffer; fault?: CsvFault; column?: number }

export type CsvFile = { delimiter: string; records: AsyncGenerator<CsvRecord> }

type Parsed = { record: string[]; raw: string }

/** An unclosed quote makes the rest of the file one record; reading stops at this many bytes. */
const MOST_HELD = 16 * 1024 * 1024
/** How much of each cell of a record that is too long is kept. */
const KEPT = 200

/** One character for each byte: whether the bytes are UTF-8 is asked of each record. */
const BYTES = 'latin1'
const utf8 = (text: string) => Buffer.from(text, BYTES).toString('utf8')

/**
 * The records of a CSV file (RFC 4180; line ends CRLF, LF or CR; an optional byte order mark) one after the other as bytes
 * come in. The first line says what separates cells: a line `sep=X`, or else the comma, semicolon or tab that it has most
 * of. Of a record of more than `mostBytes` only the beginning is kept, and after one of more than 16 MB nothing is read.
 */
export async function readCsv(chunks: AsyncIterable<Uint8Array>, mostBytes = 64_000): Promise<CsvFile> {
  const source = chunks[Symbol.asyncIterator]()
  const start = await readStart(source, mostBytes)
  return { delimiter: start.delimiter, records: recordsFrom(source, start, mostBytes) }
}

async function* recordsFrom(
  source: AsyncIterator<Uint8Array>,
  { start, delimiter, line }: Awaited<ReturnType<typeof readStart>>,
  mostBytes: number,
): AsyncGenerator<CsvRecord> {
  let open: string | undefined
  const options: Options = {
    delimiter,
    encoding: BYTES,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    // `5" tube` is a cell. Text after a closing quote is a fault, which `isWellQuoted` finds.
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MOST_HELD,
    // Only a quote that is not closed is an error here. Thrown, it would lose the records that wait in the stream.
    skip_records_with_error: true,
    raw: true,
    on_skip: (_error, raw) => {
      open ??= raw
    },
  }
  const parser = parse(options)
  const bytes = withStart(start, source, () => open !== undefined)
  // What the source throws arrives in the loop below.
  pipeline(Readable.from(bytes, { objectMode: false }), parser).catch(() => {})

  const lineOf = lineCounter(line)
  const isWellQuoted = quoting(delimiter)
  const faultOf = (raw: string): CsvFault | undefined => {
    if (!isWellQuoted(raw)) return 'stray-quote'
    return isUtf8(Buffer.from(raw, BYTES)) ? undefined : 'not-utf8'
  }
  const read = ({ record, raw }: Parsed, fault?: CsvFault): CsvRecord => {
    const line = lineOf(raw)
    if (raw.length > mostBytes) return { line, ...cutRecord(record, mostBytes), fault: fault ?? 'too-long' }
    const cells = record.map(utf8)
    if (fault) return { line, cells, fault }
    const found = faultOf(raw)
    const own = Buffer.from(raw.replace(/^[\r\n]+|[\r\n]$/g, ''), BYTES)
    return { line, cells, raw: own, ...(found && { fault: found }) }
  }
  for await (const parsed of parser as AsyncIterable<Parsed>) yield read(parsed)
  if (open !== undefined) {
    const [record = []] = parseText(`${open}"`, {
      ...options,
      raw: false,
      on_skip: undefined,
      max_record_size: 0,
    })
    yield read({ record, raw: open }, 'open-quote')
  }
}

/** The file up to its second line, without mark and `sep=`, and the number of the line with which the rest begins. */
async function readStart(source: AsyncIterator<Uint8Array>, mostBytes: number) {
  let text = ''
  while (text.length <= mostBytes && !/[\r\n]./s.test(text)) {
    const next = await source.next()
    if (next.done) break
    text += Buffer.from(next.value).toString(BYTES)
  }
  const mark = Buffer.from('\ufeff').toString(BYTES)
  if (text.startsWith(mark)) text = text.slice(mark.length)
  const named = /^"?sep=([,;\t|])"?[,;\t|]*(\r\n|[\r\n]|$)/i.exec(text)
  if (named) return { start: text.slice(named[0].length), delimiter: named[1] ?? ',', line: 2 }
  const [firstLine = ''] = text.split(/[\r\n]/, 1)
  return { start: text, delimiter: commonest(firstLine.replace(/"[^"]*("|$)/g, '')), line: 1 }
}

function commonest(line: string): string {
  const count = (delimiter: string) => line.split(delimiter).length
  return [',', ';', '\t'].reduce((most, one) => (count(one) > count(most) ? one : most))
}

async function* withStart(start: string, source: AsyncIterator<Uint8Array>, isOver: () => boolean) {
  yield Buffer.from(start, BYTES)
  for (let next = await source.next(); !next.done && !isOver(); next = await source.next()) yield next.value
}

/** The lines on which records begin. The library's own count takes a CRLF within quotes for two lines. */
function lineCounter(first: number) {
  let next = first
  return (raw: string): number => {
    // `raw` begins with one character for each empty line before the record, and ends with one for its own line end.
    const text = raw.replace(/^[\r\n]+/, '')
    const line = next + raw.length - text.length
    next = line + 1 + (text.replace(/[\r\n]$/, '').match(/\r\n|\r|\n/g)?.length ?? 0)
    return line
  }
}

/** Whether each cell of a record is either without quotes at its start or quoted as a whole. */
function quoting(delimiter: string) {
  const cell = `(?:"(?:[^"]|"")*"|(?!")[^${delimiter}]*)`
  const whole = new RegExp(`^[\\r\\n]*${cell}(?:${delimiter === '|' ? '\\|' : delimiter}${cell})*[\\r\\n]?$`)
  return (raw: string) => !raw.includes('"') || whole.test(raw)
}

function cutRecord(record: readonly string[], mostBytes: number) {
  let bytes = 0
  const column = record.findIndex((cell) => {
    bytes += cell.length + 1
    return bytes > mostBytes
  })
  return { cells: record.map((cell) => utf8(cell.slice(0, KEPT))), column }
}
