import type { MapField, MapItem } from '../rules/data-map.ts'

type Own = Pick<MapItem, 'purpose' | 'basis' | 'erase' | 'order' | 'fields'> &
  Required<Pick<MapItem, 'retention'>> &
  Partial<Pick<MapItem, 'table' | 'person' | 'internal' | 'appendOnly'>>

const field = (column: string, kind: MapField['kind'] = 'text', more: Partial<MapField> = {}): MapField => ({
  column,
  kind,
  title: null,
  correctable: false,
  aboutOthers: false,
  ...more,
})
const text = (...columns: string[]) => columns.map((column) => field(column))
const moments = (...columns: string[]) => columns.map((column) => field(column, 'moment'))
const numbers = (...columns: string[]) => columns.map((column) => field(column, 'number'))
const encrypted = (encryptedFor: string, ...columns: string[]) =>
  columns.map((column) => field(column, 'text', { encryptedFor }))
/** An id of a member of staff, or who acted: somebody else than the person. */
const others = (...columns: string[]) => columns.map((column) => field(column, 'text', { aboutOthers: true }))
const hidden = (one: MapField): MapField => ({ ...one, aboutOthers: true })

const withAccount = { how: 'account' } as const
const days = (count: number, ...after: string[]) => ({ how: 'days', days: count, after }) as const
/** As long as the person has an account, unless a table says otherwise. */
const account = {
  purpose: 'service',
  basis: 'consent',
  erase: { how: 'delete' },
  retention: withAccount,
} as const
const security = { purpose: 'security', basis: 'protection', erase: { how: 'delete' } } as const
const proof = {
  purpose: 'service',
  basis: 'proof-of-consent',
  erase: { how: 'keep', record: 'consent-proof' },
  retention: withAccount,
} as const
const requests = {
  purpose: 'support',
  basis: 'rights-of-subjects',
  erase: { how: 'keep', record: 'requests' },
  retention: { how: 'request' },
} as const
const delivery = { purpose: 'communication', basis: 'consent', erase: { how: 'delete' } } as const

const requestId = text('request_id')

/** Every table of the portal's database that names a data subject, by its name. A test compares them with the catalogue. */
const tables: Record<string, Own> = {
  subject: {
    ...account,
    order: ['subject_id'],
    fields: [
      field('name_sealed', 'text', { encryptedFor: 'subject_id', correctable: true, profile: 'fullName' }),
      ...encrypted('subject_id', 'email_sealed'),
      field('phone_sealed', 'text', { encryptedFor: 'subject_id', correctable: true, profile: 'phone' }),
      field('locale', 'text', { correctable: true, profile: 'locale' }),
      ...text('external_id', 'source'),
      ...moments('welcomed_at', 'created_at', 'updated_at'),
    ],
    internal: ['email_index'],
    erase: {
      how: 'anonymise',
      values: {
        name_sealed: null,
        email_sealed: null,
        phone_sealed: null,
        email_index: null,
        external_id: null,
      },
    },
  },
  subject_session: {
    ...security,
    retention: days(1, 'expires_at'),
    order: ['created_at', 'token_hash'],
    fields: [...text('method'), ...moments('created_at', 'seen_at', 'expires_at')],
    internal: ['token_hash'],
  },
  sign_in_notice: {
    ...security,
    retention: days(1, 'expires_at'),
    order: ['notice_id'],
    fields: moments('created_at', 'expires_at', 'refused_at'),
    internal: ['notice_id', 'token_hash'],
  },
  external_account: {
    ...security,
    retention: withAccount,
    order: ['provider'],
    fields: [...text('provider'), ...moments('linked_at')],
    internal: ['account_index'],
  },
  email_change: {
    ...account,
    retention: days(1, 'expires_at', 'closed_at'),
    order: ['change_id'],
    fields: [
      ...encrypted('change_id', 'old_email_sealed', 'new_email_sealed'),
      ...moments('old_confirmed_at', 'new_confirmed_at', 'created_at', 'expires_at', 'closed_at'),
    ],
    internal: ['change_id', 'new_email_index'],
  },
  minor: {
    ...account,
    order: ['declared_at'],
    fields: [field('adult_on', 'date'), field('asked', 'json'), ...moments('declared_at')],
  },
  representative_invitation: {
    ...account,
    retention: days(1, 'expires_at'),
    order: ['invitation_id'],
    fields: [...encrypted('invitation_id', 'email_sealed'), ...moments('created_at', 'expires_at')],
    internal: ['invitation_id'],
  },
  // Receipts of consents that the representative gave name it.
  representation: {
    ...proof,
    order: ['representation_id'],
    fields: [...text('capacity', 'ended'), ...moments('verified_at', 'ended_at')],
    internal: ['representation_id'],
  },
  representative_of: {
    ...account,
    order: ['representation_id'],
    fields: moments('created_at'),
    internal: ['representation_id'],
  },
  verification: {
    ...security,
    person: { column: 'account_id' },
    retention: days(1, 'expires_at'),
    order: ['verification_id'],
    fields: [
      ...text('purpose', 'locale', 'return_to'),
      ...numbers('tries'),
      ...moments('created_at', 'expires_at', 'consumed_at'),
    ],
    internal: ['verification_id', 'resource_id', 'address_index', 'link_hash', 'code_hash', 'browser_hash'],
  },
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
  erasure_run: {
    ...requests,
    retention: { how: 'erasure' },
    order: ['request_id'],
    fields: [
      ...requestId,
      ...text('state'),
      ...moments('starts_at', 'created_at', 'ended_at', 'key_destroyed_at'),
      ...moments('replayed_at', 'kept_gone_at'),
      field('planned', 'json'),
      field('drift', 'json'),
      field('certificate', 'json'),
    ],
    internal: [
      'fence',
      'lease_until',
      'tries',
      'try_at',
      'letter_sealed',
      'external_id_sealed',
      'certificate_hash',
    ],
  },
  erasure_item: {
    ...requests,
    retention: { how: 'erasure' },
    order: ['request_id', 'item'],
    fields: [
      ...requestId,
      ...text('item', 'source', 'state', 'code', 'note', 'record'),
      ...numbers('matched', 'changed', 'left_over', 'round'),
      ...others('settled_by'),
      ...moments('failed_since', 'kept_until', 'at'),
    ],
  },
  incident_person: {
    ...security,
    retention: days(1096, 'listed_at'),
    order: ['incident_id'],
    fields: moments('listed_at'),
    internal: ['incident_id'],
  },
  erased_subject: {
    ...requests,
    retention: { how: 'kept' },
    order: ['erased_at'],
    fields: moments('erased_at'),
  },
  source_call: {
    ...security,
    retention: days(30, 'asked_at'),
    order: ['source', 'call_id'],
    fields: [...text('source', 'type', 'status'), ...moments('asked_at', 'expected_at', 'heard_at')],
    internal: ['call_id', 'fingerprint'],
  },
  // With its request. Of a change of the profile only the newest stays (`planProfileChanges`), until the account ends.
  source_change: {
    ...requests,
    order: ['change_id'],
    fields: [
      ...text('kind', 'source', 'item', 'field', 'state'),
      field('values_sealed', 'json', { encryptedFor: 'change_id' }),
      ...numbers('matched', 'changed', 'left_over'),
      field('old_in', 'json'),
      ...text('code', 'note'),
      ...others('settled_by'),
      ...moments('failed_since', 'created_at', 'at'),
    ],
    internal: ['change_id', 'request_id', 'tries', 'try_at', 'fence', 'lease_until'],
  },
  recipient_notice: {
    ...requests,
    order: ['notice_id'],
    fields: [
      ...requestId,
      field('recipient', 'json'),
      ...text('country', 'state', 'note'),
      ...others('settled_by'),
      ...moments('created_at', 'at'),
    ],
    internal: ['notice_id'],
  },
  data_package: {
    ...requests,
    order: ['request_id'],
    fields: [
      ...requestId,
      ...text('state'),
      ...moments('created_at', 'made_at', 'released_at', 'expires_at'),
      ...others('released_by'),
      ...numbers('size'),
    ],
    internal: [
      'fence',
      'lease_until',
      'tries',
      'try_at',
      'code',
      'key_sealed',
      'parts',
      'sha256',
      'lock_sealed',
      'locked',
      'release_when_ready',
    ],
    // Without its row the worker deletes the file.
    erase: { how: 'delete' },
  },
  data_package_item: {
    ...requests,
    order: ['request_id', 'item'],
    fields: [
      ...requestId,
      ...text('item', 'source', 'state', 'code', 'note'),
      ...numbers('records'),
      ...others('settled_by'),
      ...moments('failed_since', 'at'),
    ],
    internal: ['file_name'],
    erase: { how: 'delete' },
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
  webhook_delivery: {
    ...delivery,
    retention: days(30, 'delivered_at', 'dead_at'),
    order: ['delivery_id', 'endpoint_id'],
    fields: [
      ...text('event'),
      field('payload', 'json'),
      ...numbers('attempts'),
      ...text('last_outcome'),
      ...moments('created_at', 'last_attempt_at', 'not_before', 'delivered_at', 'dead_at'),
    ],
    internal: ['endpoint_id', 'delivery_id'],
  },
  undelivered_mail: {
    ...delivery,
    person: { column: 'payload', path: 'subjectId' },
    retention: { ...days(90, 'last_tried_at'), only: { column: 'state', value: 'given-up' } },
    order: ['mail_id'],
    fields: [
      ...text('task', 'state', 'reason', 'code'),
      ...numbers('tries'),
      ...moments('created_at', 'last_tried_at', 'next_try_at'),
    ],
    internal: ['mail_id', 'payload'],
  },
  audit_event: {
    ...security,
    retention: { how: 'log' },
    order: ['audit_id'],
    fields: [
      ...moments('at'),
      ...text('actor_kind'),
      ...others('actor_id'),
      ...text('action', 'resource', 'reason'),
      field('fields', 'json'),
    ],
    internal: ['audit_id', 'xid', 'request_id'],
    erase: { how: 'keep', record: 'audit-log' },
  },
  // Last: without the key nothing that is encrypted under it can be read.
  subject_key: {
    ...security,
    table: 'keystore.subject_key',
    retention: withAccount,
    order: ['key_id'],
    fields: [...numbers('master_version'), ...moments('created_at')],
    internal: ['key_id', 'wrapped'],
  },
}

/** Tables that name people and are not in the map, each with its reason. */
export const unmapped: Record<string, string> = {
  staff_member: 'members of staff, not data subjects',
  staff_role: 'members of staff, not data subjects',
  staff_session: 'members of staff, not data subjects',
  staff_invitation: 'members of staff, not data subjects',
  staff_passkey: 'members of staff, not data subjects',
  staff_clearance: 'members of staff, not data subjects',
  reading_alert: 'members of staff, not data subjects',
  access_review: 'names the member of staff who completed it',
  access_review_decision: 'members of staff, not data subjects',
  passkey_challenge: 'members of staff, not data subjects',
  api_key: 'names the member of staff who made it',
  webhook_endpoint: 'names the member of staff who made it',
  calendar_day: 'names the member of staff who changed it',
  security_audit: 'names the members of staff who record audits',
  audit_finding: 'names the members of staff who close findings',
  policy_version: 'names the member of staff who approved it',
  policy_draft: 'names the members of staff who write and approve it',
  policy_draft_item: 'names the member of staff who changed it',
  incident: 'names the member of staff who opened it',
  incident_step: 'names members of staff; its text is encrypted under a key of the incident',
  decision_count: 'counts the questions of programs; never who was asked about',
  _private_jobs:
    'ids of what a job is about; deleted when it has run, and given-up mail is in undelivered_mail',
  _private_job_queues: 'names of queues and of workers',
}

/** The portal's own items, in the order in which they are erased. */
export const portalItems: readonly MapItem[] = Object.entries(tables).map(([table, own]) => ({
  id: `portal.${table.replaceAll('_', '-')}`,
  source: 'portal',
  table,
  title: null,
  category: 'portal',
  person: { column: 'subject_id' },
  internal: [],
  restrictable: false,
  objectable: false,
  ...own,
}))
