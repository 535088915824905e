import { asc, isNull } from 'drizzle-orm'
import type { Database, Transaction } from '#db/client.ts'
import { consentTopic } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import type { Catalogue } from '../rules/catalogue.ts'

/** What people can choose about today. In the caller's transaction, which has authorized. */
export async function catalogueIn(tx: Pick<Transaction, 'select'>): Promise<Catalogue> {
  const topics = await tx
    .select({ code: consentTopic.topic, messageClass: consentTopic.messageClass })
    .from(consentTopic)
    .where(isNull(consentTopic.retiredIn))
    .orderBy(asc(consentTopic.position), asc(consentTopic.topic))
  return { topics }
}

/** The same for a page. */
export async function readCatalogue(ctx: Context): Promise<Catalogue> {
  authorize(ctx.actor, 'policy.read')
  return catalogueIn(ctx.database.db)
}

/** Topics that are offered no more, each with the policy version that retired it. The caller has authorized. */
export async function retiredTopics(tx: Pick<Transaction, 'select'>): Promise<Map<string, number>> {
  const rows = await tx
    .select({ topic: consentTopic.topic, retiredIn: consentTopic.retiredIn })
    .from(consentTopic)
  return new Map(rows.flatMap(({ topic, retiredIn }) => (retiredIn === null ? [] : [[topic, retiredIn]])))
}

const known = new WeakMap<Database, ReadonlySet<string>>()

/**
 * The codes of all topics that there are or ever were. Programs call up to thousands of times a second, so they are kept in
 * memory: none is ever deleted, and one of `asked` that is not among them is looked up. The ledger refuses a grant of a topic
 * that was retired and records a withdrawal of it.
 */
export async function knownTopics(ctx: Context, asked: readonly string[]): Promise<ReadonlySet<string>> {
  authorize(ctx.actor, 'policy.read')
  const held = known.get(ctx.database)
  if (held && asked.every((topic) => held.has(topic))) return held
  const rows = await ctx.database.db.select({ topic: consentTopic.topic }).from(consentTopic)
  const codes = new Set(rows.map(({ topic }) => topic))
  known.set(ctx.database, codes)
  return codes
}
