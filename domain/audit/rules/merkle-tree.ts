import { createHash } from 'node:crypto'

/** Hashes of one tile (C2SP tlog-tiles): its height is 8. */
export const TILE_WIDTH = 256
const TILE_HEIGHT = 8

const hash = (...parts: readonly Uint8Array[]) => {
  const made = createHash('sha256')
  for (const part of parts) made.update(part)
  return made.digest()
}
const leafPrefix = Buffer.from([0])
const nodePrefix = Buffer.from([1])

/** RFC 6962, 2.1: the hash of one entry. */
export const leafHash = (...entry: readonly Uint8Array[]): Buffer => hash(leafPrefix, ...entry)
const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => hash(nodePrefix, left, right)

/** The root over hashes whose number is a power of two. */
function perfectRoot(hashes: readonly Buffer[]): Buffer {
  let level = hashes
  while (level.length > 1)
    level = Array.from({ length: level.length / 2 }, (_, i) =>
      nodeHash(level[2 * i] ?? leafPrefix, level[2 * i + 1] ?? leafPrefix),
    )
  const [root] = level
  if (!root) throw new RangeError('a tree without a leaf has no perfect root')
  return root
}

/** An entry of a tile above level 0: the root of one full tile of the level below. */
export type TileHash = { level: number; index: number; hash: Buffer }

/** How many entries the levels of a tree have, level 0 first: what is full enough to be hashed into the next one. */
export function entriesOf(size: number): number[] {
  const entries = [size]
  for (let above = Math.floor(size / TILE_WIDTH); above > 0; above = Math.floor(above / TILE_WIDTH))
    entries.push(above)
  return entries
}

/** The growing right edge of a tree: the entries of the last, partial tile of each level. */
export class TreeEdge {
  #size: number
  readonly #levels: Buffer[][]

  /** `partial`: for each level of `entriesOf(size)` its last `entries % 256` hashes. */
  constructor(size = 0, partial: readonly (readonly Buffer[])[] = []) {
    this.#size = size
    this.#levels = partial.map((level) => [...level])
  }

  get size() {
    return this.#size
  }

  /** Adds a leaf and returns the entries of higher tiles that are complete with it. */
  append(leaf: Buffer): TileHash[] {
    this.#size += 1
    const made: TileHash[] = []
    let hashed = leaf
    for (let level = 0; ; level += 1) {
      this.#levels[level] ??= []
      const tile = this.#levels[level] ?? []
      tile.push(hashed)
      if (tile.length < TILE_WIDTH) return made
      hashed = perfectRoot(tile)
      this.#levels[level] = []
      const index = Math.floor(this.#size / TILE_WIDTH ** (level + 1)) - 1
      made.push({ level: level + 1, index, hash: hashed })
    }
  }

  /** RFC 6962, 2.1: the root of the tree. */
  root(): Buffer {
    const perfect: Buffer[] = []
    for (const tile of this.#levels.toReversed()) {
      let from = 0
      for (let width = TILE_WIDTH / 2; width >= 1; width /= 2) {
        if (!(tile.length & width)) continue
        perfect.push(perfectRoot(tile.slice(from, from + width)))
        from += width
      }
    }
    const last = perfect.pop()
    return last ? perfect.reduceRight((right, left) => nodeHash(left, right), last) : hash()
  }
}

/** Reads the entries `from` (inclusive) to `to` of a level. */
export type ReadHashes = (level: number, from: number, to: number) => Promise<readonly Buffer[]>

/** RFC 6962, 2.1.1: the hashes that lead from a leaf to the root of the tree of `size` leaves, the leaf's sibling first. */
export async function inclusionProof(index: number, size: number, read: ReadHashes): Promise<Buffer[]> {
  const proof: Buffer[] = []
  let from = 0
  let to = size
  while (to - from > 1) {
    const middle = from + largestPowerBelow(to - from)
    if (index < middle) {
      proof.push(await rangeRoot(middle, to, read))
      to = middle
    } else {
      proof.push(await rangeRoot(from, middle, read))
      from = middle
    }
  }
  return proof.toReversed()
}

/** The root over the leaves `from` to `to`, a range that the recursion of RFC 6962 arrives at. */
export async function rangeRoot(from: number, to: number, read: ReadHashes): Promise<Buffer> {
  const width = to - from
  if (width === 0) return hash()
  const power = Math.log2(width)
  if (Number.isInteger(power)) {
    const level = Math.floor(power / TILE_HEIGHT)
    const step = TILE_WIDTH ** level
    return perfectRoot(await read(level, from / step, to / step))
  }
  const middle = from + largestPowerBelow(width)
  return nodeHash(await rangeRoot(from, middle, read), await rangeRoot(middle, to, read))
}

const largestPowerBelow = (width: number) => 2 ** Math.ceil(Math.log2(width) - 1)
