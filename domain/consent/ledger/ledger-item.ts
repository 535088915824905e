import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { contentHash } from '#platform/canonical-json.ts'
import { aheadOfDatabaseMs } from '#platform/clock.ts'
import type { RecordChoicesInput } from '../rules/choice-schemas.ts'
import type { ChangeSet } from '../rules/decide-events.ts'
import type { SubjectRef } from './lock-subjects.ts'

/** One subject's choices as they are to be recorded. */
export type ChoiceItem = RecordChoicesInput & {
  person: SubjectRef
  /** When the choice was made, as told by the system that it is imported from. */
  givenAt?: Date
  /** When a grant ends at the latest; null or left out: by its own term alone. */
  endsBy?: Date | null
}

/** With who asks for it, as the events and the audit record name them. */
export type LedgerItem = ChangeSet & {
  subject: SubjectRef
  actorKind: string
  actorId: string | null
  requestId: string
  /** How far the portal's clock is moved, ms. */
  clockOffset: number
}

// no permission: describes what the use case that calls it has authorized
export function ledgerItem(ctx: Context, item: ChoiceItem): LedgerItem {
  const { person, choices, policyVersion, origin, idempotencyKey, givenAt = null, endsBy = null } = item
  const { signal = ctx.signal, locale = ctx.locale } = item
  const body = { choices, policyVersion, origin, signal, locale, givenAt: givenAt?.toISOString() }
  return {
    subject: person,
    changes: choices,
    policyVersion,
    locale,
    origin,
    signal,
    givenAt,
    endsBy,
    idempotencyKey,
    bodySha256: idempotencyKey === null ? '' : contentHash(body).toString('hex'),
    actorKind: ctx.actor.kind,
    actorId: actorId(ctx.actor),
    requestId: ctx.requestId,
    clockOffset: aheadOfDatabaseMs(ctx.clock),
  }
}
