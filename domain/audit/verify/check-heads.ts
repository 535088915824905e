import type { auditLog } from '#db/schema/audit.ts'
import { readCheckpoint } from '../rules/checkpoint.ts'
import { openNote, readVerifierKey } from '../rules/signed-note.ts'
import type { Fault } from './fault.ts'

type Log = typeof auditLog.$inferSelect
type Stored = { logNumber: number; size: number; note: string }
/** A head from outside the database. */
export type Given = { says: string; note: string | null }

type Head = {
  says: string
  size: number
  /** After a declared break only the leaves that the next log began with are still there. */
  reach: number
  root: Buffer
  /** The size of the head before it: a difference lies between the two. */
  from: number
}

/** The signed heads of a log, to be compared with the roots while its leaves are walked. */
export type Heads = ReturnType<typeof checkHeads>

/**
 * Reads all heads. The newest in the database and those from outside must bear the log's signature; the others are evidence
 * by their root.
 */
export function checkHeads(logs: readonly Log[], stored: readonly Stored[], given: readonly Given[]) {
  const faults: Fault[] = []
  const heads: Head[] = []
  const reachOf = (logNumber: number) =>
    logs.find((log) => log.logNumber === logNumber + 1)?.firstSize ?? Number.POSITIVE_INFINITY

  if (logs.length === 0) faults.push({ index: 0, kind: 'no-log' })
  for (const [place, { logNumber, size, note }] of stored.entries()) {
    const log = logs.find((one) => one.logNumber === logNumber)
    const isLast = place === stored.length - 1
    const text = isLast ? signedText(note, log) : note
    const checkpoint = text === null ? null : readCheckpoint(text)
    if (checkpoint?.size === size)
      heads.push({ ...checkpoint, says: `checkpoint ${size}`, reach: reachOf(logNumber), from: 0 })
    else faults.push({ index: size, kind: 'head-unsigned', about: `checkpoint ${size}` })
  }
  for (const { says, note } of given) {
    if (note === null) {
      faults.push({ index: 0, kind: 'head-missing', about: says })
      continue
    }
    const log = logs.find((one) => signedText(note, one) !== null)
    const checkpoint = log && readCheckpoint(note)
    if (log && checkpoint) heads.push({ ...checkpoint, says, reach: reachOf(log.logNumber), from: 0 })
    else faults.push({ index: 0, kind: 'head-unsigned', about: says })
  }
  heads.sort((a, b) => a.size - b.size)
  const bySize = new Map<number, Head[]>()
  let agreed = 0
  for (const head of heads) {
    head.from = agreed
    if (head.size > agreed) agreed = head.size
    bySize.set(head.size, [...(bySize.get(head.size) ?? []), head])
  }

  return {
    at: (size: number) => bySize.get(size)?.[0],
    agree: (size: number, root: Buffer) =>
      (bySize.get(size) ?? []).every((head) => head.size > head.reach || head.root.equals(root)),
    /** Of the heads themselves, once it is known how many leaves there are. */
    faults: (size: number): Fault[] => [
      ...faults,
      ...heads
        .filter((head) => head.size > size && head.size <= head.reach)
        .map((head): Fault => ({ index: size, kind: 'cut', about: head.says })),
    ],
  }
}

function signedText(note: string, log: Log | undefined): string | null {
  const key = log ? readVerifierKey(log.verifierKey) : null
  return key && openNote(note, key)
}
