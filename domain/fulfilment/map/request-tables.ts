import {
  days,
  encrypted,
  field,
  hidden,
  moments,
  numbers,
  type OwnTable,
  others,
  requestId,
  requests,
  security,
  text,
} from './own-table.ts'

/** Tables of requests, also of those that are not verified yet. */
export const requestTables: Record<string, OwnTable> = {
  request: {
    ...requests,
    order: ['request_id'],
    fields: [
      ...text('reference', 'kind', 'variant', 'status', 'channel', 'locale', 'corrects'),
      field('details_sealed', 'json', { encryptedFor: 'request_id' }),
      ...text('filed_by_kind'),
      ...others('filed_by_id', 'assigned_to', 'decided_by', 'approved_by'),
      ...moments('received_at', 'due_at', 'law_due_at', 'policy_due_at', 'decided_at', 'approved_at'),
      ...moments('approval_delay_ends_at', 'executing_since', 'closed_at'),
      ...moments('person_wrote_at', 'staff_opened_at'),
      // A proposal that nobody has approved yet is not for the person: the page of the request shows what was decided.
      ...others('decision', 'refusal_code'),
      ...encrypted('request_id', 'refusal_reason_sealed', 'draft_sealed').map(hidden),
      ...numbers('last_step_seq'),
    ],
    internal: ['request_id', 'queue_at', 'queue_assignee', 'stop_hash', 'idempotency_key', 'body_sha256'],
  },
  request_step: {
    ...requests,
    appendOnly: true,
    order: ['request_id', 'seq'],
    fields: [
      ...requestId,
      ...numbers('seq'),
      ...text('step', 'from_status', 'to_status', 'actor_kind'),
      ...others('actor_id'),
      ...moments('at'),
    ],
  },
  request_message: {
    ...requests,
    order: ['request_id', 'message_id'],
    fields: [
      ...requestId,
      ...text('author', 'locale'),
      ...others('author_id'),
      ...encrypted('message_id', 'body_sealed'),
      ...moments('sent_at'),
    ],
    internal: ['message_id'],
  },
  request_note: {
    ...requests,
    order: ['request_id', 'note_id'],
    fields: [
      ...requestId,
      ...others('staff_id'),
      ...encrypted('note_id', 'body_sealed').map(hidden),
      ...moments('written_at'),
    ],
    internal: ['note_id'],
  },
  request_attachment: {
    ...requests,
    order: ['request_id', 'attachment_id'],
    fields: [
      ...requestId,
      ...text('author', 'name', 'media_type'),
      ...numbers('size'),
      field('content_sealed', 'file', { encryptedFor: 'attachment_id' }),
      ...moments('added_at'),
    ],
    internal: ['attachment_id', 'message_id'],
  },
  access_report: {
    ...requests,
    // No shorter than the audit log keeps the record that it is about.
    retention: days(1096, 'answered_at'),
    order: ['audit_id'],
    fields: [
      ...text('locale'),
      ...moments('reported_at', 'due_at'),
      ...text('finding'),
      ...encrypted('audit_id', 'answer_sealed'),
      ...others('answered_by'),
      ...moments('answered_at'),
    ],
    internal: ['audit_id'],
  },
  unverified_request: {
    ...requests,
    retention: { ...days(0, 'lapses_at'), byOwnJob: true },
    order: ['request_id'],
    fields: [
      ...text('reference', 'kind', 'variant', 'locale'),
      ...encrypted('request_id', 'name_sealed', 'email_sealed'),
      field('details_sealed', 'json', { encryptedFor: 'request_id' }),
      ...moments('received_at', 'reminded_at', 'lapses_at'),
    ],
    internal: ['request_id', 'email_index'],
    erase: { how: 'delete' },
  },
  visitor_session: {
    ...security,
    retention: days(0, 'expires_at'),
    order: ['request_id', 'token_hash'],
    fields: [...requestId, ...moments('created_at', 'expires_at')],
    internal: ['token_hash'],
  },
  request_reveal: {
    ...security,
    retention: days(0, 'expires_at'),
    order: ['request_id', 'staff_id'],
    fields: [...requestId, ...others('staff_id'), ...moments('expires_at')],
  },
}
