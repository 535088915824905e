/**
 * What the role of the app may do with each table besides reading it: `insert`, `update`, `delete`, with columns where it is not
 * all of them. A table that is not here gets no right at all, and `db/grants.db.test.ts` names it. App and worker share the role.
 *
 * `update` of nothing but a key is the right to lock rows before they are deleted, which PostgreSQL gives only so.
 */
export const rightsOfApp: Readonly<Record<string, string>> = {
  // people
  subject: 'insert update delete',
  erased_subject: 'insert delete',
  subject_session: 'insert update(token_hash) delete',
  sign_in_notice: 'insert update delete',
  external_account: 'insert update(provider) delete',
  email_change: 'insert update delete',
  minor: 'insert update delete',
  representative_invitation: 'insert update delete',
  representation: 'insert update delete',
  representative_of: 'insert update(representation_id) delete',
  'keystore.subject_key': 'insert update(master_version, wrapped) delete',
  master_key: 'insert update(rewrapped_at, destroyed_at)',
  // access
  verification: 'insert update delete',
  rate_limit: 'insert update delete',
  // consent: the ledger is append-only, and its projection is never removed from. Words of purposes and topics come with a version.
  consent_head: 'insert update(last_seq)',
  consent_event: 'insert',
  consent_state: 'insert update(decision, seq, policy_version, recorded_at, signal, expires_at, reminded_at)',
  consent_text: 'insert',
  consent_wording: 'insert',
  consent_catalogue: 'insert update(retired_in)',
  allowed_decision: 'insert update delete',
  choice_reply: 'insert update(idempotency_key) delete',
  consent_outbox: 'insert update(first_seq) delete',
  consent_count: 'insert update delete',
  unsubscribe_link: 'insert update(token_hash) delete',
  processing_restriction: 'insert update delete',
  processing_objection: 'insert update delete',
  // policy: a version is added whole; a trigger refuses texts for one that is published
  policy_version: 'insert',
  policy_text: 'insert',
  policy_part: 'insert',
  policy_clause: 'insert',
  policy_draft: 'insert update delete',
  policy_draft_item: 'insert update delete',
  operator_record: '',
  text_revision: '',
  // requests
  request: 'insert update delete',
  request_step: 'insert',
  request_message: 'insert update(message_id) delete',
  request_note: 'insert update(note_id) delete',
  request_attachment: 'insert update(attachment_id) delete',
  request_reveal: 'insert update delete',
  request_count: 'insert update delete',
  access_report: 'insert update delete',
  unverified_request: 'insert update delete',
  visitor_session: 'insert update(token_hash) delete',
  calendar_day: 'insert update delete',
  // fulfilment
  erasure_run: 'insert update delete',
  erasure_item: 'insert update delete',
  source_change: 'insert update delete',
  recipient_notice: 'insert update delete',
  data_package: 'insert update delete',
  data_package_item: 'insert update delete',
  source_call: 'insert update delete',
  source_state: 'insert update delete',
  source_outage: 'insert update',
  usage_run: 'insert update',
  usage_count: 'insert delete',
  retention_result: 'insert update delete',
  // incidents
  incident: 'insert update',
  incident_step: 'insert',
  incident_person: 'insert update(incident_id) delete',
  // integrations
  api_key: 'insert update(last_used_at, revoked_at)',
  decision_count: 'insert update',
  webhook_endpoint: 'insert update(secret_sealed, disabled_at)',
  webhook_delivery: 'insert update delete',
  undelivered_mail: 'insert update delete',
  mail_count: 'insert update',
  // lookups
  person_lookup: 'insert update delete',
  // staff: registers are append-only, and a role is given or taken away, not changed
  staff_member: 'insert update',
  staff_role: 'insert delete',
  staff_session: 'insert update delete',
  staff_invitation: 'insert update delete',
  staff_passkey: 'insert update(counter, backed_up, used_at) delete',
  passkey_challenge: 'insert delete',
  staff_clearance: 'insert',
  staff_reminder: 'insert',
  access_review: 'insert',
  access_review_decision: 'insert',
  // The figures of an alert do not change; only its answer is added.
  reading_alert: 'insert update(finding, answer_sealed, answered_by, answered_at)',
  // audit: not `at` and `xid`, since the database says when a record was written. The worker seals.
  audit_event:
    'insert(audit_id, actor_kind, actor_id, action, subject_id, resource, reason, fields, request_id)',
  audit_leaf: 'insert',
  audit_tile_hash: 'insert',
  // Only the owner of the tables registers a log, because its row names the key that signs it.
  audit_log: '',
  audit_checkpoint: 'insert',
  audit_cosignature: 'insert',
  // assurance
  security_audit: 'insert update',
  audit_report: 'insert',
  audit_finding: 'insert update',
  audit_kit: 'insert update',
  evidence_measurement: 'insert',
  subprocessor_entry: 'insert',
  // backups: triggers note deleted rows with the rights of the owner
  backup: 'insert',
  backup_changes: 'insert',
  backup_drill: 'insert',
  backup_bucket: 'insert update',
  deleted_row: 'delete',
  // installation
  installation_fact: 'insert update',
  page_snapshot: 'insert update delete',
  'drizzle.__drizzle_migrations': '',
  // the queue
  'graphile_worker._private_jobs': 'insert update delete',
  'graphile_worker._private_job_queues': 'insert update delete',
  'graphile_worker._private_tasks': 'insert update delete',
  'graphile_worker._private_known_crontabs': 'insert update',
  'graphile_worker.jobs': '',
  'graphile_worker.migrations': '',
}

export type TableRight = { right: 'insert' | 'update' | 'delete'; columns: readonly string[] }

/** The rights on one table, reading aside. No columns: all of them. */
export const rightsIn = (rights: string): TableRight[] =>
  [...rights.matchAll(/\b(insert|update|delete)\b(?:\(([^)]*)\))?/g)].map(([, right, columns]) => ({
    right: right as TableRight['right'],
    columns: columns?.split(', ') ?? [],
  }))

/** `keystore.subject_key` as schema and table; a name alone is of `public`. */
export function schemaAndTable(name: string): [schema: string, table: string] {
  const [first = '', second] = name.split('.')
  return second === undefined ? ['public', first] : [first, second]
}
