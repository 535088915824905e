import { choiceName, type Decision } from './catalogue.ts'

export type LedgerEvent = { seq: number; purpose: string; topic: string; channel: string; decision: Decision }
export type FoldedChoice = {
  purpose: string
  topic: string
  channel: string
  decision: Decision
  seq: number
}

/** Folds a subject's events, in order of `seq`, into the current state: the last event on each choice wins. */
export function foldEvents(events: readonly LedgerEvent[]): Map<string, FoldedChoice> {
  const standing = new Map<string, FoldedChoice>()
  for (const event of [...events].sort((a, b) => a.seq - b.seq)) {
    const { purpose, topic, channel, decision, seq } = event
    standing.set(choiceName(event), { purpose, topic, channel, decision, seq })
  }
  return standing
}
