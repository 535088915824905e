import { and, asc, eq, gte, lt, sql } from 'drizzle-orm'
import { toArrayLiteral } from '#db/arrays.ts'
import type { Transaction } from '#db/client.ts'
import { auditLeaf, auditTileHash } from '#db/schema/audit.ts'
import { entriesOf, type ReadHashes, TILE_WIDTH, type TileHash, TreeEdge } from '../rules/merkle-tree.ts'

/** A leaf or an entry of a tile is not in the tables. */
export class HashMissing extends Error {
  override name = 'HashMissing'
}

/** Reads hashes of the tree. What it returns throws `HashMissing` where one is not there. */
export function readHashes(tx: Transaction): ReadHashes {
  return async (level, from, to) => {
    const hashes = await readTile(tx, level, from, to)
    if (hashes.length !== to - from)
      throw new HashMissing(
        `the log has ${hashes.length} of the hashes ${from} to ${to - 1} of level ${level}`,
      )
    return hashes
  }
}

/** The entries `from` to `to` of a level, as many as there are. */
export async function readTile(tx: Transaction, level: number, from: number, to: number): Promise<Buffer[]> {
  const { leafIndex, leafHash } = auditLeaf
  const { hashIndex, hash } = auditTileHash
  const rows =
    level === 0
      ? await tx
          .select({ hash: leafHash })
          .from(auditLeaf)
          .where(and(gte(leafIndex, from), lt(leafIndex, to)))
          .orderBy(asc(leafIndex))
      : await tx
          .select({ hash })
          .from(auditTileHash)
          .where(and(eq(auditTileHash.level, level), gte(hashIndex, from), lt(hashIndex, to)))
          .orderBy(asc(hashIndex))
  return rows.map((row) => row.hash)
}

/** The edge of the tree of the first `size` leaves. */
export async function readEdge(tx: Transaction, size: number): Promise<TreeEdge> {
  const read = readHashes(tx)
  const partial: (readonly Buffer[])[] = []
  for (const [level, entries] of entriesOf(size).entries())
    partial.push(await read(level, entries - (entries % TILE_WIDTH), entries))
  return new TreeEdge(size, partial)
}

type Leaf = { auditId: string; salt: Buffer; hash: Buffer }

/** Adds leaves from `index` on, and the entries of tiles that are complete with them. */
export async function insertLeaves(
  tx: Transaction,
  index: number,
  leaves: readonly Leaf[],
  complete: readonly TileHash[],
): Promise<void> {
  const hashes = toArrayLiteral(leaves.map(({ hash }) => hash))
  const ids = toArrayLiteral(leaves.map(({ auditId }) => auditId))
  const salts = toArrayLiteral(leaves.map(({ salt }) => salt))
  await tx.execute(sql`
    INSERT INTO audit_leaf (leaf_index, leaf_hash, audit_id, salt)
    SELECT ${index}::bigint + place - 1, hash, audit_id, salt
    FROM unnest(${hashes}::bytea[], ${ids}::uuid[], ${salts}::bytea[])
      WITH ORDINALITY AS given(hash, audit_id, salt, place)`)
  if (complete.length === 0) return
  await tx
    .insert(auditTileHash)
    .values(complete.map(({ level, index: hashIndex, hash }) => ({ level, hashIndex, hash })))
}
