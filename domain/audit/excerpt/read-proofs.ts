import type { Transaction } from '#db/client.ts'
import { readLatestCheckpoint, readLog } from '../log/current-log.ts'
import { readHashes } from '../log/tree-tables.ts'
import { proofText, readCheckpoint } from '../rules/checkpoint.ts'
import { inclusionProof, type ReadHashes } from '../rules/merkle-tree.ts'
import type { Entry } from './read-entries.ts'

/** The newest head with what it says; null before the first record is sealed. */
export async function readHead(tx: Transaction): Promise<{ note: string; size: number } | null> {
  const log = await readLog(tx)
  const note = log && (await readLatestCheckpoint(tx, log.logNumber))?.note
  const checkpoint = note ? readCheckpoint(note) : null
  return note && checkpoint ? { note, size: checkpoint.size } : null
}

/** Proves entries of a tree. The same parts of the tree are read once for all of them. */
export async function proveEntries(
  tx: Transaction,
  { note, size }: { note: string; size: number },
  entries: readonly Entry[],
): Promise<{ index: number; proof: string }[]> {
  const read = readOnce(readHashes(tx))
  const proofs: { index: number; proof: string }[] = []
  for (const { index, salt, record } of entries) {
    const entry = Buffer.concat([Buffer.from(salt, 'base64'), Buffer.from(record, 'utf8')])
    const hashes = await inclusionProof(index, size, read)
    proofs.push({ index, proof: proofText({ entry, index, hashes, checkpoint: note }) })
  }
  return proofs
}

function readOnce(read: ReadHashes): ReadHashes {
  const known = new Map<string, ReturnType<ReadHashes>>()
  return (level, from, to) => {
    const name = `${level}/${from}/${to}`
    const hashes = known.get(name) ?? read(level, from, to)
    known.set(name, hashes)
    return hashes
  }
}
