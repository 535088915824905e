import {
  account,
  days,
  delivery,
  field,
  moments,
  numbers,
  type OwnTable,
  others,
  proof,
  requestId,
  requests,
  text,
  withAccount,
} from './own-table.ts'

/** Tables of consents and of what limits processing. */
export const consentTables: Record<string, OwnTable> = {
  consent_event: {
    ...proof,
    appendOnly: true,
    order: ['seq'],
    fields: [
      ...numbers('seq'),
      ...text('event_id', 'purpose', 'topic', 'channel', 'decision'),
      ...numbers('policy_version', 'text_version'),
      ...text('locale', 'origin', 'signal', 'actor_kind'),
      ...others('actor_id'),
      ...moments('recorded_at', 'given_at', 'expires_at'),
      field('unknown_citation', 'json'),
    ],
    internal: ['text_sha256', 'idempotency_key', 'body_sha256'],
  },
  consent_state: {
    ...proof,
    appendOnly: true,
    order: ['purpose', 'topic', 'channel'],
    fields: [
      ...text('purpose', 'topic', 'channel', 'decision'),
      ...numbers('seq', 'policy_version'),
      ...text('signal'),
      ...moments('recorded_at', 'expires_at', 'reminded_at'),
    ],
  },
  consent_head: { ...proof, appendOnly: true, order: ['last_seq'], fields: numbers('last_seq') },
  choice_reply: {
    ...account,
    retention: days(30, 'at'),
    order: ['idempotency_key'],
    fields: [field('result', 'json'), ...moments('at')],
    internal: ['idempotency_key', 'body_sha256'],
  },
  consent_outbox: {
    ...account,
    order: ['first_seq'],
    fields: numbers('first_seq', 'last_seq'),
  },
  // Nobody needs it longer: a draft of the policy is tried on the last whole day.
  allowed_decision: {
    ...account,
    retention: days(2, 'day'),
    order: ['day', 'purpose', 'topic', 'channel'],
    fields: [...moments('day'), ...text('purpose', 'topic', 'channel'), ...numbers('amount')],
  },
  unsubscribe_link: {
    ...delivery,
    retention: withAccount,
    order: ['purpose', 'topic', 'channel'],
    fields: [...text('purpose', 'topic', 'channel'), ...moments('created_at')],
    internal: ['token_hash'],
  },
  processing_restriction: {
    ...requests,
    order: ['request_id'],
    fields: [...requestId, field('blocking', 'yes-no'), ...moments('since', 'lifted_at')],
  },
  processing_objection: {
    ...requests,
    order: ['request_id'],
    fields: [...requestId, ...numbers('seq'), ...moments('since', 'lifted_at')],
  },
}
