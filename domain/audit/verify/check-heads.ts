import { and, asc, desc, gt, inArray, lte } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { auditCheckpoint, auditLog } from '#db/schema/audit.ts'
import { readCheckpoint } from '../rules/checkpoint.ts'
import { openNote, readVerifierKey } from '../rules/signed-note.ts'
import { type Fault, MOST_FAULTS } from './fault.ts'

type Log = typeof auditLog.$inferSelect
type Stored = Pick<typeof auditCheckpoint.$inferSelect, 'logNumber' | 'size' | 'note'>
/** A head from outside the database. */
export type Given = { says: string; note: string | null }

type Head = {
  says: string
  size: number
  root: Buffer
  /** After a declared break only the leaves that the next log began with are still there. */
  reach: number
  /** The size of the head before it: a difference lies between the two. */
  from: number
}

/** The signed heads of a log, to be compared with the roots while its leaves are walked. */
export class Heads {
  readonly #logs: readonly Log[]
  readonly #given: readonly Head[]
  readonly #newest: Stored | undefined
  /** Of all checkpoints, whether or not the log is there: the key of their table begins with it. */
  readonly #logNumbers: readonly number[]
  #bySize = new Map<number, Head[]>()
  /** Up to which size the heads were read, and the largest that was. */
  #readTo = Number.NEGATIVE_INFINITY
  #agreed = 0
  /** Of heads that cannot be read. */
  readonly faults: Fault[] = []

  private constructor(
    logs: readonly Log[],
    { newest, logNumbers }: { newest: Stored | undefined; logNumbers: readonly number[] },
    given: readonly Given[],
  ) {
    this.#logs = logs
    this.#newest = newest
    this.#logNumbers = logNumbers
    if (logs.length === 0) this.faults.push({ index: 0, kind: 'no-log' })
    if (newest) this.#openStored(newest)
    this.#given = given.flatMap((one) => this.#openGiven(one) ?? []).sort((a, b) => a.size - b.size)
  }

  static async open(tx: Transaction, given: readonly Given[]): Promise<Heads> {
    const logs = await tx.select().from(auditLog).orderBy(asc(auditLog.logNumber))
    const { size, logNumber } = auditCheckpoint
    const [newest] = await tx.select().from(auditCheckpoint).orderBy(desc(size), desc(logNumber)).limit(1)
    const numbers = await tx.selectDistinct({ logNumber }).from(auditCheckpoint)
    return new Heads(logs, { newest, logNumbers: numbers.map((one) => one.logNumber) }, given)
  }

  /** The log that is signed now. */
  get logNumber(): number | undefined {
    return this.#logs.at(-1)?.logNumber
  }

  /**
   * Reads the heads up to a size in place of those read before. The newest in the database and those from outside must bear the
   * log's signature; the others are evidence by their root.
   */
  async readTo(tx: Transaction, most: number): Promise<void> {
    const after = this.#readTo
    const heads = await this.#read(tx, after, most)
    this.#readTo = most
    this.#bySize = new Map()
    for (const head of heads) {
      head.from = this.#agreed
      if (head.size > this.#agreed) this.#agreed = head.size
      const others = this.#bySize.get(head.size)
      if (others) others.push(head)
      else this.#bySize.set(head.size, [head])
    }
  }

  at(size: number): Head | undefined {
    return this.#bySize.get(size)?.[0]
  }

  agree(size: number, root: Buffer): boolean {
    return (this.#bySize.get(size) ?? []).every((head) => head.size > head.reach || head.root.equals(root))
  }

  /** Heads of more leaves than there are, once all up to `size` were read. */
  async cutBehind(tx: Transaction, size: number): Promise<Fault[]> {
    const heads = await this.#read(tx, this.#readTo, Number.POSITIVE_INFINITY)
    return heads
      .filter((head) => head.size <= head.reach)
      .map(({ says }): Fault => ({ index: size, kind: 'cut', about: says }))
  }

  async #read(tx: Transaction, after: number, most: number): Promise<Head[]> {
    const { logNumber, size, note } = auditCheckpoint
    const isIn = and(
      inArray(logNumber, [...this.#logNumbers]),
      Number.isFinite(after) ? gt(size, after) : undefined,
      Number.isFinite(most) ? lte(size, most) : undefined,
    )
    const query = tx.select({ logNumber, size, note }).from(auditCheckpoint).where(isIn).$dynamic()
    // Without an upper bound there may be any number; a range has at most one for each of its leaves.
    const rows = Number.isFinite(most) ? await query : await query.orderBy(desc(logNumber)).limit(MOST_FAULTS)
    const stored = rows.flatMap((row) => this.#openStored(row) ?? [])
    const given = this.#given.filter((head) => head.size > after && head.size <= most)
    return [...stored, ...given].sort((a, b) => a.size - b.size)
  }

  #openStored({ logNumber, size, note }: Stored): Head | null {
    const isNewest = logNumber === this.#newest?.logNumber && size === this.#newest.size
    const text = isNewest ? signedText(note, this.#log(logNumber)) : note
    const checkpoint = text === null ? null : readCheckpoint(text)
    const says = `checkpoint ${size}`
    if (checkpoint?.size === size) return { ...checkpoint, says, reach: this.#reach(logNumber), from: 0 }
    this.faults.push({ index: size, kind: 'head-unsigned', about: says })
    return null
  }

  #openGiven({ says, note }: Given): Head | null {
    if (note === null) {
      this.faults.push({ index: 0, kind: 'head-missing', about: says })
      return null
    }
    const log = this.#logs.find((one) => signedText(note, one) !== null)
    const checkpoint = log && readCheckpoint(note)
    if (log && checkpoint) return { ...checkpoint, says, reach: this.#reach(log.logNumber), from: 0 }
    this.faults.push({ index: 0, kind: 'head-unsigned', about: says })
    return null
  }

  #log(logNumber: number): Log | undefined {
    return this.#logs.find((log) => log.logNumber === logNumber)
  }

  #reach(logNumber: number): number {
    return this.#log(logNumber + 1)?.firstSize ?? Number.POSITIVE_INFINITY
  }
}

function signedText(note: string, log: Log | undefined): string | null {
  const key = log ? readVerifierKey(log.verifierKey) : null
  return key && openNote(note, key)
}
