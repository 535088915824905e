import { isUtf8 } from 'node:buffer'
import { csvCells } from './csv-cells.ts'

/** What is wrong with one record as bytes; the others are read all the same. */
export type CsvFault = 'not-utf8' | 'too-long' | 'stray-quote' | 'open-quote'

/** `line` is where the record begins, from 1; `column` (from 0) is where a record of too many bytes broke off. */
export type CsvRecord = { line: number; cells: string[]; fault?: CsvFault; column?: number }

const LF = 10
const CR = 13
const QUOTE = 34
const delimiters = [',', ';', '\t'].map((one) => one.charCodeAt(0))

/** Where the reader stands within a record. `closed`: right after a quote in a quoted cell, which may end it. */
type Place = 'cell-start' | 'plain' | 'quoted' | 'closed'

/**
 * The records of a CSV file (RFC 4180: quotes, line ends within them; CRLF, LF or CR; an optional byte order mark), one
 * after the other as bytes come in, so that a file of any size takes the memory of one record. What parts cells is told
 * by the first line: a comma, a semicolon or a tab. A record of more than `mostBytes` is passed over to its end, and of
 * it only the beginning is kept.
 */
export async function* csvRecords(
  chunks: AsyncIterable<Uint8Array>,
  mostBytes = 64_000,
): AsyncGenerator<CsvRecord> {
  const reader = new RecordReader(mostBytes)
  for await (const chunk of chunks) yield* reader.read(Buffer.from(chunk))
  yield* reader.end()
}

class RecordReader {
  readonly #mostBytes: number
  #rest: Buffer = Buffer.alloc(0)
  #delimiter: number | undefined
  #place: Place = 'cell-start'
  /** Bytes of `#rest` that were looked at. */
  #seen = 0
  #line = 1
  #beganAt = 1
  #column = 0
  #overflow: { head: Buffer; column: number } | undefined
  #stray = false
  #afterCr = false

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  *read(chunk: Buffer): Generator<CsvRecord> {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    if (this.#delimiter === undefined) {
      const enough = this.#rest.length > this.#mostBytes || this.#rest.includes(LF) || this.#rest.includes(CR)
      if (!enough) return
      this.#begin()
    }
    yield* this.#scan()
  }

  *end(): Generator<CsvRecord> {
    if (this.#delimiter === undefined) {
      this.#begin()
      yield* this.#scan()
    }
    if (this.#rest.length === 0 && !this.#overflow) return
    const open = this.#place === 'quoted'
    yield this.#take(this.#rest.length, open ? 'open-quote' : undefined)
  }

  #begin() {
    if (this.#rest.subarray(0, 3).equals(Buffer.from('\ufeff'))) this.#rest = this.#rest.subarray(3)
    this.#delimiter = delimiterOf(this.#rest)
  }

  *#scan(): Generator<CsvRecord> {
    for (let at = this.#seen; at < this.#rest.length; at++) {
      const byte = this.#rest[at]
      const isEnd = (byte === LF || byte === CR) && this.#place !== 'quoted'
      if (isEnd) {
        // The second half of CRLF, and empty lines, are no records.
        const isPair = byte === LF && this.#afterCr
        this.#afterCr = byte === CR
        if (!isPair && (at > 0 || this.#overflow)) yield this.#take(at)
        if (!isPair) this.#line += 1
        this.#rest = this.#rest.subarray(at + 1)
        this.#startRecord()
        at = -1
        continue
      }
      this.#afterCr = false
      if (byte === LF) this.#line += 1
      this.#move(byte)
      if (at >= this.#mostBytes) {
        this.#overflow ??= { head: this.#rest.subarray(0, 200), column: this.#column }
        this.#rest = this.#rest.subarray(at + 1)
        at = -1
      }
    }
    this.#seen = this.#rest.length
  }

  #move(byte: number | undefined) {
    if (this.#place === 'quoted') {
      if (byte === QUOTE) this.#place = 'closed'
    } else if (byte === this.#delimiter) {
      this.#place = 'cell-start'
      this.#column += 1
    } else if (byte === QUOTE && this.#place !== 'plain') this.#place = 'quoted'
    else {
      // `"a"b`: text after a cell's closing quote. Guessing what was meant would guess at somebody's record.
      if (this.#place === 'closed') this.#stray = true
      this.#place = 'plain'
    }
  }

  #take(end: number, fault?: CsvFault): CsvRecord {
    const bytes = this.#overflow?.head ?? this.#rest.subarray(0, end)
    const found =
      fault ??
      (this.#overflow && 'too-long') ??
      (this.#stray ? 'stray-quote' : undefined) ??
      unreadable(bytes)
    return {
      line: this.#beganAt,
      cells: csvCells(bytes.toString('utf8'), String.fromCharCode(this.#delimiter ?? 44)),
      ...(found && { fault: found }),
      ...(this.#overflow && { column: this.#overflow.column }),
    }
  }

  #startRecord() {
    this.#beganAt = this.#line
    this.#seen = 0
    this.#column = 0
    this.#place = 'cell-start'
    this.#overflow = undefined
    this.#stray = false
  }
}

const unreadable = (bytes: Buffer) => (isUtf8(bytes) ? undefined : 'not-utf8')

/** The one of which the first line has most, outside of quotes. */
function delimiterOf(bytes: Buffer): number {
  const count = new Map(delimiters.map((one) => [one, 0]))
  let quoted = false
  for (const byte of bytes) {
    if (byte === QUOTE) quoted = !quoted
    else if (!quoted && (byte === LF || byte === CR)) break
    else if (!quoted && count.has(byte)) count.set(byte, (count.get(byte) ?? 0) + 1)
  }
  return [...count].reduce((most, one) => (one[1] > most[1] ? one : most))[0]
}
