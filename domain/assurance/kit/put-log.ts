import type { Context } from '#domain/access/context.ts'
import { entriesAfter, entriesAt, leavesOfSpan, type Span } from '#domain/audit/excerpt/read-entries.ts'
import { proveEntries, readHead } from '#domain/audit/excerpt/read-proofs.ts'
import { tilesFor } from '#domain/audit/excerpt/read-tiles.ts'
import { readCheckpoint } from '#domain/audit/rules/checkpoint.ts'
import { TILE_WIDTH } from '#domain/audit/rules/merkle-tree.ts'
import type { AddFile } from '#platform/archives/write-archive.ts'
import { jsonLines } from './json-lines.ts'

const PAGE = 1000
const deadlineMs = 120_000

export type KitHead = { note: string; size: number; origin: string }

/** The newest signed head; null before the first record is sealed. */
// no permission: `writeKit` is called by what has authorized
export async function readKitHead(reader: Context): Promise<KitHead | null> {
  const head = await reader.transaction(readHead)
  const origin = head && readCheckpoint(head.note)?.origin
  return head && origin ? { ...head, origin } : null
}

type Given = {
  head: KitHead
  span: Span
  /** Leaves of records outside of the period that something in the kit is about. */
  cited: ReadonlySet<number>
  /** The leaf of the last decision on each request. */
  decisions: ReadonlyMap<string, number>
  /** The checkpoint of the sample: the tree that it is the head of is to be computed too. */
  drawnBy?: string
}

/** The signed head, the entries of the period and those that are cited, the proof of each decision, and the tiles that show all of them. */
// no permission: `writeKit` is called by what has authorized
// no audit record: what makes a kit writes it
export async function putLog(
  reader: Context,
  put: AddFile,
  { head, span, cited, decisions, drawnBy }: Given,
): Promise<{ entries: number; proofs: number }> {
  const tiles = new Set<number>()
  const touch = (leaf: number) => tiles.add(Math.floor(leaf / TILE_WIDTH))
  const text = (content: string) => Buffer.from(content, 'utf8')
  await put('log/checkpoint', text(head.note))
  let entries = 0

  const file = jsonLines(put, 'log/entries')
  const found = await reader.transaction((tx) => leavesOfSpan(tx, span), { deadlineMs })
  const last = Math.min(found?.last ?? -1, head.size - 1)
  for (let after = (found?.first ?? 0) - 1; after < last; ) {
    const from = after
    const page = await reader.transaction((tx) => entriesAfter(tx, from, { span, last, most: PAGE }), {
      deadlineMs,
    })
    for (const entry of page) {
      touch(entry.index)
      await file.push(JSON.stringify(entry))
    }
    entries += page.length
    if (page.length < PAGE) break
    after = page.at(-1)?.index ?? last
  }
  await file.end()

  const others = jsonLines(put, 'log/cited')
  for (const leaves of inParts([...cited].sort((a, b) => a - b)))
    for (const entry of await reader.transaction((tx) => entriesAt(tx, leaves), { deadlineMs })) {
      touch(entry.index)
      await others.push(JSON.stringify(entry))
      entries += 1
    }
  await others.end()

  let proofs = 0
  // The newest record too, so that there is one proof at least.
  const names = new Map([...decisions].map(([reference, leaf]) => [leaf, reference]))
  if (!names.has(head.size - 1)) names.set(head.size - 1, 'newest-record')
  for (const leaves of inParts([...names.keys()]))
    for (const { index, proof } of await reader.transaction(
      async (tx) => proveEntries(tx, head, await entriesAt(tx, leaves)),
      { deadlineMs },
    )) {
      await put(`proofs/${names.get(index)}.tlog-proof`, text(proof))
      proofs += 1
    }

  const drawnSize = drawnBy === undefined ? 0 : (readCheckpoint(drawnBy)?.size ?? 0)
  if (drawnSize > 0) touch(drawnSize - 1)
  const read = <T>(run: Parameters<typeof reader.transaction<T>>[0]) =>
    reader.transaction(run, { deadlineMs })
  for await (const { path, hashes } of tilesFor(read, head.size, tiles)) await put(`log/tile/${path}`, hashes)
  return { entries, proofs }
}

function inParts<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / PAGE) }, (_, part) =>
    all.slice(part * PAGE, (part + 1) * PAGE),
  )
}
