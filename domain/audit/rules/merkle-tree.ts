import { hash as hashOf } from 'node:crypto'

/** Hashes of one tile (C2SP tlog-tiles): its height is 8. */
export const TILE_WIDTH = 256
const TILE_HEIGHT = 8

/** As text and back: Node takes four times as long to return a small buffer of its own. */
const hash = (bytes: Uint8Array) => Buffer.from(hashOf('sha256', bytes, 'binary'), 'binary')

const leafPrefix = Buffer.from([0])
const nodePrefix = Buffer.from([1])

/** RFC 6962, 2.1: the hash of one entry. */
export const leafHash = (...entry: readonly Uint8Array[]): Buffer =>
  hash(Buffer.concat([leafPrefix, ...entry]))

const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer =>
  hash(Buffer.concat([nodePrefix, left, right]))

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

/** The growing right edge of a tree: the roots of the perfect trees that its leaves make, the largest on the left. */
export class TreeEdge {
  #size: number
  /** By their height. The size has a 1 at that place of its binary form where there is one; others are out of date. */
  readonly #roots: Buffer[] = []

  /** `partial`: for each level of `entriesOf(size)` its last `entries % 256` hashes. */
  constructor(size = 0, partial: readonly (readonly Buffer[])[] = []) {
    this.#size = size
    for (const [level, tile] of partial.entries()) {
      let from = 0
      for (let height = TILE_HEIGHT - 1; height >= 0; height -= 1) {
        const width = 2 ** height
        if (!(tile.length & width)) continue
        this.#roots[level * TILE_HEIGHT + height] = perfectRoot(tile.slice(from, from + width))
        from += width
      }
    }
  }

  get size() {
    return this.#size
  }

  /** Adds a leaf and returns the entries of higher tiles that are complete with it. */
  append(leaf: Buffer): TileHash[] {
    const made: TileHash[] = []
    let root = leaf
    let height = 0
    for (let trees = this.#size; trees % 2 === 1; trees = Math.floor(trees / 2)) {
      root = nodeHash(this.#roots[height] ?? leafPrefix, root)
      height += 1
      if (height % TILE_HEIGHT === 0)
        made.push({ level: height / TILE_HEIGHT, index: Math.floor(trees / 2), hash: root })
    }
    this.#roots[height] = root
    this.#size += 1
    return made
  }

  /** RFC 6962, 2.1: the root of the tree. */
  root(): Buffer {
    let root: Buffer | undefined
    for (let height = 0, trees = this.#size; trees > 0; height += 1, trees = Math.floor(trees / 2)) {
      if (trees % 2 === 0) continue
      const left = this.#roots[height] ?? leafPrefix
      root = root ? nodeHash(left, root) : left
    }
    return root ?? hash(Buffer.alloc(0))
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
  if (width === 0) return hash(Buffer.alloc(0))
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
