import { and, eq, gte, lt, or } from 'drizzle-orm'
import type { CopyOut, Transaction } from '#db/client.ts'
import { auditTileHash } from '#db/schema/audit.ts'
import { countLeaves } from '../log/current-log.ts'
import type { OutsideFiles } from '../log/outside-files.ts'
import { recordBytes } from '../record/log-entry.ts'
import type { WitnessKey } from '../rules/cosignature.ts'
import { leafHash, TILE_WIDTH, TreeEdge } from '../rules/merkle-tree.ts'
import { checkCosignatures } from './check-cosignatures.ts'
import type { Heads } from './check-heads.ts'
import { type Fault, MOST_FAULTS } from './fault.ts'
import { type LeafRow, readLeaves } from './read-leaves.ts'

export type Walk = {
  size: number
  destroyed: number
  /** Records of leaves that stand before the last sealed record. */
  beforeLast: number
  faults: Fault[]
  /** False where the walk ended early. */
  isWhole: boolean
}

type Given = {
  tx: Transaction
  copyOut: CopyOut
  outside: OutsideFiles
  heads: Heads
  witnesses: readonly WitnessKey[]
  /** Up to which leaf the log says that records were destroyed. */
  destroyedUntil: number
  /** Leaves at once, whole tiles: their tiles, heads, cosignatures and copies outside are in memory together. */
  atOnce?: number
}

const HASH_BYTES = 32

/** All leaves in order: each against its record, its place, the copy outside; the tiles; the roots against every head. */
export async function walkLeaves(given: Given): Promise<Walk> {
  const { tx, copyOut, outside, heads, witnesses, destroyedUntil, atOnce = TILE_WIDTH ** 2 } = given
  const size = await countLeaves(tx)
  const edge = new TreeEdge()
  const faults: Fault[] = []
  const walk: Walk = { size: 0, destroyed: 0, beforeLast: 0, faults, isWhole: true }
  let differing: { from: number; size: number; says: string } | undefined

  for (let from = 0; from < size && walk.isWhole; from += atOnce) {
    const before = Math.min(from + atOnce, size)
    await heads.readTo(tx, before)
    const after = from === 0 ? Number.NEGATIVE_INFINITY : from
    faults.push(...(await checkCosignatures(tx, { after, most: before }, witnesses)))
    const tiles = await readTiles(tx, from, before)
    const kept = outside.readLeaves(from, before - from)
    const { logNumber } = heads
    for await (const leaves of readLeaves(copyOut, { from, before, logNumber }))
      for (const leaf of leaves) {
        if (!walk.isWhole) break
        const index = edge.size
        if (leaf.leafIndex !== index) {
          faults.push({ index, kind: 'leaf-missing' })
          walk.isWhole = false
          break
        }
        const fault = leafFault(leaf, destroyedUntil)
        if (fault) faults.push({ index, kind: fault })
        if (leaf.auditId === null) walk.destroyed += 1
        if (leaf.isBeforeLast) walk.beforeLast += 1
        const copy = (index - from) * HASH_BYTES
        if (
          copy + HASH_BYTES <= kept.length &&
          kept.compare(leaf.leafHash, 0, HASH_BYTES, copy, copy + HASH_BYTES) !== 0
        )
          faults.push({ index, kind: 'not-as-outside' })
        for (const { level, index: place, hash } of edge.append(leaf.leafHash))
          if (!tiles.get(`${level}/${place}`)?.equals(hash)) faults.push({ index, kind: 'tile-changed' })
        const head = heads.at(edge.size)
        if (head && !differing && !heads.agree(edge.size, edge.root()))
          differing = { from: head.from, says: head.says, size: edge.size }
      }
    if (walk.isWhole && edge.size < before) {
      faults.push({ index: edge.size, kind: 'leaf-missing' })
      walk.isWhole = false
    }
    if (faults.length > MOST_FAULTS) walk.isWhole = false
  }
  walk.size = edge.size
  if (!walk.isWhole) return walk

  faults.push(...(await checkCosignatures(tx, { after: size, most: Number.POSITIVE_INFINITY }, witnesses)))
  faults.push(...(await heads.cutBehind(tx, size)))
  // A head says only between which leaves the difference is; often something else names the very leaf.
  const isNamed = ({ from, size: to }: { from: number; size: number }) =>
    faults.some(({ index }) => index >= from && index < to)
  if (differing && !isNamed(differing))
    faults.push({ index: differing.from, kind: 'root-differs', about: differing.says })
  if (outside.countLeaves() > size) faults.push({ index: size, kind: 'cut' })
  return walk
}

function leafFault(leaf: LeafRow, destroyedBefore: number): Fault['kind'] | null {
  const { leafIndex, leafHash: hash, auditId, salt, record } = leaf
  if (auditId === null) return leafIndex < destroyedBefore ? null : 'destroyed-too-early'
  if (record === null || !salt) return 'record-missing'
  return leafHash(salt, recordBytes(record)).equals(hash) ? null : 'record-changed'
}

/** The entries of tiles that are complete with leaves of a range; it begins with a whole tile. */
async function readTiles(
  tx: Transaction,
  from: number,
  before: number,
): Promise<ReadonlyMap<string, Buffer>> {
  const { level, hashIndex } = auditTileHash
  const complete = []
  for (let height = 1, width = TILE_WIDTH; width <= before; height += 1, width *= TILE_WIDTH) {
    const isIn = and(gte(hashIndex, Math.floor(from / width)), lt(hashIndex, Math.floor(before / width)))
    complete.push(and(eq(level, height), isIn))
  }
  if (complete.length === 0) return new Map()
  const rows = await tx
    .select()
    .from(auditTileHash)
    .where(or(...complete))
  return new Map(rows.map((row) => [`${row.level}/${row.hashIndex}`, row.hash]))
}
