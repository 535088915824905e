import type { Context } from '#domain/access/context.ts'
import type { DataSource } from '../rules/source.ts'
import { openSources } from '../sources/open-sources.ts'

type Withdrawn = { subjectId: string; externalId: string; topic: string; channel: string }

const columns = ['topic', 'channel', 'allowed']

/** A system that is asked before a message is sent: an item with a topic, a channel and whether it is allowed. */
const preferencesOf = ({ items }: DataSource) =>
  items.find(({ fields }) => columns.every((name) => fields.some(({ column }) => column === name)))

/**
 * How many of these withdrawals another system does not know of: its own table still allows the message. Throws when a system cannot
 * be read.
 */
// no permission: `measureEvidence` has authorized
export async function countStillAllowed(
  ctx: Context,
  withdrawn: readonly Withdrawn[],
  signal: AbortSignal,
): Promise<number> {
  let allowed = 0
  const byPerson = Map.groupBy(withdrawn, ({ subjectId }) => subjectId)
  for (const source of openSources(ctx).all) {
    const item = source.kind === 'portal' ? undefined : preferencesOf(source)
    if (!item) continue
    for (const [subjectId, choices] of byPerson) {
      const externalId = choices[0]?.externalId ?? null
      for await (const one of source.collect({ subjectId, externalId }, { items: [item.id] }, signal)) {
        if ('failure' in one) throw new Error(`${source.name} cannot be read: ${one.failure.code}`)
        const { values } = one.record
        const isWithdrawn = choices.some(
          ({ topic, channel }) => values.topic === topic && values.channel === channel,
        )
        if (isWithdrawn && values.allowed === true) allowed += 1
      }
    }
  }
  return allowed
}
