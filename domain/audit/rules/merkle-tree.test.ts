import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { entriesOf, inclusionProof, leafHash, type ReadHashes, rangeRoot, TreeEdge } from './merkle-tree.ts'

const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
const node = (left: Buffer, right: Buffer) => sha256(Buffer.from([1]), left, right)

/** RFC 6962, 2.1, word for word. */
function plainRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256()
  const [only] = leaves
  if (leaves.length === 1 && only) return only
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return node(plainRoot(leaves.slice(0, k)), plainRoot(leaves.slice(k)))
}

/** RFC 9162, 2.1.3.2: how anybody checks an inclusion proof. */
function rootFrom(leaf: Buffer, index: number, size: number, proof: readonly Buffer[]): Buffer | null {
  let [fn, sn, root] = [index, size - 1, leaf]
  for (const hash of proof) {
    if (sn === 0) return null
    if (fn % 2 === 1 || fn === sn) {
      root = node(hash, root)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
    } else root = node(root, hash)
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 ? root : null
}

/** A tree of so many leaves with its tiles. */
function grow(size: number) {
  const leaves = Array.from({ length: size }, (_, i) => leafHash(Buffer.from(`entry ${i}`)))
  const levels: Buffer[][] = [leaves]
  const edge = new TreeEdge()
  for (const leaf of leaves)
    for (const { level, index, hash } of edge.append(leaf)) {
      levels[level] ??= []
      expect(levels[level]?.length).toBe(index)
      levels[level]?.push(hash)
    }
  const read: ReadHashes = async (level, from, to) => levels[level]?.slice(from, to) ?? []
  return { leaves, levels, edge, read }
}

describe('the tree', () => {
  test('has the roots of the test vectors of certificate-transparency-go', () => {
    const entries = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ]
    const edge = new TreeEdge()
    const roots = entries.map((hex) => {
      edge.append(leafHash(Buffer.from(hex, 'hex')))
      return edge.root().toString('hex')
    })
    expect(new TreeEdge().root().toString('hex')).toMatch(/^e3b0c442/)
    expect(roots[0]).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
    expect(roots[7]).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328')
  })

  test.each([0, 1, 2, 3, 7, 255, 256, 257, 511, 1000, 65_536, 65_793])(
    'of %i leaves has the root of the definition',
    async (size) => {
      const { leaves, levels, edge, read } = grow(size)
      const root = plainRoot(leaves)
      expect(edge.root()).toEqual(root)
      expect(await rangeRoot(0, size, read)).toEqual(root)
      const partial = entriesOf(size).map((entries, level) =>
        (levels[level] ?? []).slice(entries - (entries % 256)),
      )
      const again = new TreeEdge(size, partial)
      expect(again.root()).toEqual(root)
      const one = leafHash(Buffer.from('one more'))
      expect(again.append(one)).toEqual(edge.append(one))
    },
  )

  test.each([1, 2, 5, 256, 300, 66_000])(
    'of %i leaves proves each of its leaves, and no other',
    async (size) => {
      const { leaves, edge, read } = grow(size)
      const root = edge.root()
      for (const index of new Set(
        [0, 1, 2, 255, 256, size >> 1, size - 2, size - 1].filter((i) => i >= 0 && i < size),
      )) {
        const proof = await inclusionProof(index, size, read)
        const leaf = leaves[index] ?? Buffer.alloc(0)
        expect(rootFrom(leaf, index, size, proof)).toEqual(root)
        expect(rootFrom(leafHash(Buffer.from('other')), index, size, proof)).not.toEqual(root)
      }
    },
  )
})
