import type { MapItem } from '../rules/data-map.ts'
import type { DataSource, Outcome, SourceSubject } from '../rules/source.ts'

/** How many records of each item the source still gives; an item that cannot be read is absent. */
export async function collectAgain(
  source: DataSource,
  subject: SourceSubject,
  items: readonly MapItem[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const found = new Map(items.map(({ id }) => [id, 0]))
  const selection = { items: items.filter(({ erase }) => erase.how === 'delete').map(({ id }) => id) }
  for await (const one of source.collect(subject, selection, signal)) {
    if ('failure' in one) found.delete(one.item.id)
    else found.set(one.record.item.id, (found.get(one.record.item.id) ?? 0) + 1)
  }
  return found
}

/** What the source said, against what it gives when it is asked for the records again. */
export function readBack(
  item: MapItem,
  outcome: Outcome = { status: 'failed', failure: { code: 'stopped' } },
  found: ReadonlyMap<string, number>,
): Outcome {
  if (outcome.status !== 'done' || item.erase.how !== 'delete') return outcome
  const left = found.get(item.id)
  if (left === undefined) return { status: 'failed', failure: { code: 'unreadable' } }
  return { ...outcome, left: Math.max(outcome.left, left) }
}

/** Why the outcome is not what was asked for. */
export function codeOf(outcome: Outcome): string {
  if (outcome.status === 'failed') return outcome.failure.code
  return outcome.status === 'done' ? 'left-over' : outcome.status
}
