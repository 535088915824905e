import type { Transaction } from '#db/client.ts'
import { readTile } from '../log/tree-tables.ts'
import { entriesOf, TILE_WIDTH } from '../rules/merkle-tree.ts'
import { tilePath } from '../rules/tile-path.ts'

/**
 * The tiles of a tree of `size` leaves that show the leaves `of` to be in it: their tiles, the last one, and all of the levels
 * above. Throws when one is not whole.
 */
export async function* tilesFor(
  read: <T>(run: (tx: Transaction) => Promise<T>) => Promise<T>,
  size: number,
  of: ReadonlySet<number>,
): AsyncGenerator<{ path: string; hashes: Buffer }> {
  for (const [level, entries] of entriesOf(size).entries()) {
    const last = Math.ceil(entries / TILE_WIDTH) - 1
    const wanted =
      level > 0
        ? Array.from({ length: last + 1 }, (_, index) => index)
        : [...of, last].filter((i) => i <= last)
    for (const index of [...new Set(wanted)].sort((a, b) => a - b)) {
      const from = index * TILE_WIDTH
      const width = Math.min(TILE_WIDTH, entries - from)
      const hashes = await read((tx) => readTile(tx, level, from, from + width))
      if (hashes.length !== width)
        throw new Error(`the log has not all hashes of tile ${index} of level ${level}`)
      yield { path: tilePath({ level, index, width }), hashes: Buffer.concat(hashes) }
    }
  }
}
