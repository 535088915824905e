import { asc, isNull } from 'drizzle-orm'
import type { Database, Transaction } from '#db/client.ts'
import { consentCatalogue } from '#db/schema/consent.ts'
import { purposeCodes } from '#db/schema/consent-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { type Catalogue, choiceName } from '../rules/catalogue.ts'

/** What people can choose about today. In the caller's transaction, which has authorized. */
export async function catalogueIn(tx: Pick<Transaction, 'select'>): Promise<Catalogue> {
  const { purpose, topic, messageClass, position, retiredIn } = consentCatalogue
  const rows = await tx
    .select({ purpose, topic, messageClass })
    .from(consentCatalogue)
    .where(isNull(retiredIn))
    .orderBy(asc(position), asc(purpose), asc(topic))
  return {
    purposes: rows.flatMap((row) => (row.topic === '' ? [row.purpose] : [])),
    topics: rows.flatMap((row) =>
      row.topic !== '' && row.messageClass ? [{ code: row.topic, messageClass: row.messageClass }] : [],
    ),
  }
}

/** The same for a page. */
export async function readCatalogue(ctx: Context): Promise<Catalogue> {
  authorize(ctx.actor, 'policy.read')
  return catalogueIn(ctx.database.db)
}

/**
 * Purposes and topics that are offered no more, by the name of the choice without its channel, each with the policy version that
 * retired it. The caller has authorized.
 */
export async function retiredChoices(tx: Pick<Transaction, 'select'>): Promise<Map<string, number>> {
  const { purpose, topic, retiredIn } = consentCatalogue
  const rows = await tx.select({ purpose, topic, retiredIn }).from(consentCatalogue)
  return new Map(
    rows.flatMap((row) =>
      row.retiredIn === null ? [] : [[choiceName({ ...row, channel: '' }), row.retiredIn]],
    ),
  )
}

const known = new WeakMap<Database, ReadonlySet<string>>()

/**
 * The names of all purposes and topics that there are or ever were: `analytics`, `communication/new-materials`. Programs call up to
 * thousands of times a second, so they are kept in memory: none is ever deleted, and one of `asked` that is not among them is
 * looked up. The ledger refuses a grant of what was retired and records a withdrawal of it.
 */
export async function knownChoices(ctx: Context, asked: readonly string[]): Promise<ReadonlySet<string>> {
  authorize(ctx.actor, 'policy.read')
  const held = known.get(ctx.database)
  if (held && asked.every((name) => held.has(name))) return held
  const { purpose, topic } = consentCatalogue
  const rows = await ctx.database.db.select({ purpose, topic }).from(consentCatalogue)
  const names = new Set([...purposeCodes, ...rows.map((row) => choiceName({ ...row, channel: '' }))])
  known.set(ctx.database, names)
  return names
}
