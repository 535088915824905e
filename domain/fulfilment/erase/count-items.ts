import type { ItemCount } from '../rules/erasure-plan.ts'
import type { DataSource, SourceSubject } from '../rules/source.ts'
import type { Sources } from '../sources/open-sources.ts'

/** How many records each item has, in the order of the map. A source that does not answer once is not asked again. */
// no permission: the use cases that plan or carry out an erasure have authorized
export async function countItems(
  sources: Sources,
  subject: SourceSubject,
  signal: AbortSignal,
): Promise<ItemCount[]> {
  return (await Promise.all(sources.all.map((source) => countSource(source, subject, signal)))).flat()
}

async function countSource(source: DataSource, subject: SourceSubject, signal: AbortSignal) {
  const counts: ItemCount[] = []
  for (const item of source.items) {
    const before = counts.at(-1)?.counted
    const isAway = before?.status === 'failed' && before.failure.code === 'unavailable'
    counts.push({ item, counted: isAway ? before : await source.count(subject, item, signal) })
  }
  return counts
}
