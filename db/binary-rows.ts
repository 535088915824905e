// What `COPY … TO STDOUT (FORMAT binary)` writes: a header, rows of fields with their lengths, and a number below zero at the end.
const HEADER_BYTES = 19
const NULL_LENGTH = -1
const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1)
const HIGH_WORD = 2 ** 32
/** High words of numbers that JavaScript holds exactly: as microseconds, the years 1714 to 2285. */
const EXACT = 2 ** 21

/**
 * Reads such rows, which arrive in pieces of whole rows. After `next()` each call reads the next field of the row, of the type that
 * it has in the statement; null where the field is NULL.
 */
export class BinaryRows {
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0
  #isFirst = true
  /** The second that was written last; rows of one time stand together. */
  #second = { number: Number.NaN, text: '' }

  add(piece: Buffer): void {
    this.#bytes = piece
    this.#at = this.#isFirst ? HEADER_BYTES : 0
    this.#isFirst = false
  }

  /** Whether there is another row in this piece; goes to its first field. */
  next(): boolean {
    if (this.#at >= this.#bytes.length) return false
    const fields = this.#bytes.readInt16BE(this.#at)
    this.#at += 2
    return fields >= 0
  }

  /** Moves behind the length of the next field and returns it. */
  #length(): number {
    const length = this.#bytes.readInt32BE(this.#at)
    this.#at += 4
    return length
  }

  text(): string | null {
    const length = this.#length()
    if (length === NULL_LENGTH) return null
    const from = this.#at
    this.#at += length
    return this.#bytes.toString('utf8', from, this.#at)
  }

  /** The same memory as the piece. */
  bytea(): Buffer | null {
    const length = this.#length()
    if (length === NULL_LENGTH) return null
    const from = this.#at
    this.#at += length
    return this.#bytes.subarray(from, this.#at)
  }

  uuid(): string | null {
    const length = this.#length()
    if (length === NULL_LENGTH) return null
    const from = this.#at
    this.#at += length
    const hex = this.#bytes.toString('hex', from, this.#at)
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }

  boolean(): boolean | null {
    const length = this.#length()
    if (length === NULL_LENGTH) return null
    this.#at += length
    return this.#bytes[this.#at - 1] === 1
  }

  bigint(): number | null {
    const length = this.#length()
    if (length === NULL_LENGTH) return null
    const high = this.#bytes.readInt32BE(this.#at)
    const low = this.#bytes.readUInt32BE(this.#at + 4)
    this.#at += length
    return high * HIGH_WORD + low
  }

  /** A `timestamptz` as ISO 8601 in UTC with milliseconds; empty for one that is not exactly such a text. */
  timestamp(): string | null {
    const length = this.#length()
    if (length === NULL_LENGTH) return null
    const high = this.#bytes.readInt32BE(this.#at)
    const microseconds = high * HIGH_WORD + this.#bytes.readUInt32BE(this.#at + 4)
    this.#at += length
    if (high < -EXACT || high >= EXACT || microseconds % 1000 !== 0) return ''
    const milliseconds = POSTGRES_EPOCH_MS + microseconds / 1000
    const number = Math.floor(milliseconds / 1000)
    if (number !== this.#second.number)
      this.#second = { number, text: new Date(number * 1000).toISOString().slice(0, -4) }
    return `${this.#second.text}${String(milliseconds - number * 1000).padStart(3, '0')}Z`
  }

  /** A `text[]` of one dimension; null for one of more. */
  texts(): (string | null)[] | null {
    const length = this.#length()
    if (length === NULL_LENGTH) return null
    const end = this.#at + length
    const dimensions = this.#bytes.readInt32BE(this.#at)
    const values: (string | null)[] = []
    if (dimensions === 1) {
      const count = this.#bytes.readInt32BE(this.#at + 12)
      // Behind the number of dimensions, whether there are NULLs, the type, the count and the first index.
      this.#at += 20
      for (let i = 0; i < count; i += 1) values.push(this.text())
    }
    this.#at = end
    return dimensions > 1 ? null : values
  }
}
