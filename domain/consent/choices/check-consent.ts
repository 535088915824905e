import { sql } from 'drizzle-orm'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import {
  type AskedChoice,
  type ConsentDecision,
  choiceBehind,
  decideConsent,
  type Question,
} from '../rules/consent-decision.ts'

type Row = Omit<NonNullable<AskedChoice>, 'expiresAt'> & { expiresAt: Date | string | null }

const placeholder = sql.placeholder

function prepareStatement(ctx: Context) {
  return ctx.database.db
    .select({
      decision: sql<Row['decision']>`c.decision`,
      seq: sql<number | null>`c.seq`,
      policyVersion: sql<number | null>`c.policy_version`,
      signal: sql<string | null>`c.signal`,
      expiresAt: sql<Row['expiresAt']>`c.expires_at`,
      origin: sql<string | null>`c.origin`,
    })
    .from(
      sql`read_consent_state(${placeholder('subject')}::text, ${placeholder('purpose')}::text, ${placeholder('topic')}::text,
        ${placeholder('channel')}::text) AS c`,
    )
    .prepare('read_consent_state')
}

const prepared = new WeakMap<object, ReturnType<typeof prepareStatement>>()

/**
 * Whether something may be done now about a person whom the platform knows by this id, and why. Reads the ledger itself,
 * nothing that was kept: the next question after a withdrawal is answered by it. Throws `Denied`, `DatabaseUnavailable`.
 */
export async function checkConsent(
  ctx: Context,
  externalId: string,
  question: Question,
): Promise<ConsentDecision> {
  authorize(ctx.actor, 'decisions.ask')
  const { db } = ctx.database
  const statement = prepared.get(db) ?? prepareStatement(ctx)
  prepared.set(db, statement)
  const { purpose, topic, channel } = choiceBehind(question) ?? question
  const [row] = await statement.execute({ subject: externalId, purpose, topic, channel })
  const standing = row ? { ...row, expiresAt: row.expiresAt ? new Date(row.expiresAt) : null } : null
  return decideConsent(question, standing, ctx.clock.now())
}
