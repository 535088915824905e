import { sql } from 'drizzle-orm'
import { prepared } from '#db/prepared.ts'
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

const readConsentState = prepared<Row>(sql`
  SELECT decision, seq, policy_version AS "policyVersion", signal, expires_at AS "expiresAt", origin, restricted, changed_in AS "changedIn",
    message_class AS "messageClass"
  FROM read_consent_state(${placeholder('subject')}::text, ${placeholder('purpose')}::text,
    ${placeholder('topic')}::text, ${placeholder('channel')}::text)`)

/**
 * Whether something may be done now about the subject with this platform id, and why. Reads the ledger without a
 * cache, so the next question after a withdrawal sees it. Throws `Denied`, `DatabaseUnavailable`.
 */
export async function checkConsent(
  ctx: Context,
  externalId: string,
  question: Question,
): Promise<ConsentDecision> {
  authorize(ctx.actor, 'decisions.ask')
  const { purpose, topic, channel } = choiceBehind(question) ?? question
  const [row] = await readConsentState(ctx.database.db, { subject: externalId, purpose, topic, channel })
  const standing = row ? { ...row, expiresAt: row.expiresAt ? new Date(row.expiresAt) : null } : null
  return decideConsent(question, standing, ctx.clock.now())
}
