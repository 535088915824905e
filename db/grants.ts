import type { Sql } from 'postgres'

const appendOnly = [
  'consent_event',
  'consent_text',
  'consent_wording',
  'audit_event',
  'request_step',
  'evidence_measurement',
  'incident_step',
]
// Written by the worker, which acts under the role of the app.
const transparencyLog = [
  'audit_leaf',
  'audit_tile_hash',
  'audit_log',
  'audit_checkpoint',
  'audit_cosignature',
]
const policy = ['policy_version', 'policy_text', 'policy_part', 'policy_clause']
const published = [...policy, 'operator_record']
const backups = ['backup', 'backup_changes', 'backup_drill']
/** Registers of staff are append-only. */
const registers = [
  'staff_clearance',
  'access_review_decision',
  'access_review',
  'staff_reminder',
  'subprocessor_entry',
]
const ownRows = [
  'consent_head',
  'consent_state',
  'consent_catalogue',
  'text_revision',
  ...appendOnly,
  ...published,
  ...transparencyLog,
  ...backups,
  ...registers,
  'master_key',
  'deleted_row',
]
/** What a law may keep of a person who was erased (Art. 41(4) of the Digital Code: locked, not used). The audit log is apart. */
export const lockedTables = [
  'subject',
  'consent_event',
  'consent_state',
  'consent_head',
  'representation',
  'processing_restriction',
  'processing_objection',
  'request',
  'request_step',
  'request_message',
  'request_note',
  'request_attachment',
  'access_report',
  'erasure_run',
  'erasure_item',
  'source_change',
  'recipient_notice',
]
const definers = [
  'enqueue_job',
  'read_session',
  'read_staff_session',
  'find_subject',
  'read_consent_state',
  'destroy_audit_records',
  'delete_kept_rows',
  'delete_steps_of_closed_requests',
]

/** The policies that name a role, and are therefore made here and not by a migration. */
const policies = { backup: 'backup_reads', worker: 'worker', locked: 'locked' } as const

/** SQL of a dump without these policies: a restored database gets them with the rights of its roles. */
export const withoutRolePolicies = (dump: string) =>
  dump.replace(new RegExp(`^CREATE POLICY (${Object.values(policies).join('|')}) ON [^;]*;$`, 'gm'), '')

/**
 * Grants for the roles of the app and of backups; idempotent. The app cannot change or delete rows of the ledger, the
 * log or a published policy, to which the worker only adds versions; it writes the projection of the ledger, but cannot remove from it.
 */
export async function grantRoles(owner: Sql, roles: { app: string; backup: string }) {
  const app = owner(roles.app)
  const backup = owner(roles.backup)
  await owner`GRANT USAGE ON SCHEMA public, keystore TO ${app}, ${backup}`
  // Which migrations have run is how a process knows that it fits the database.
  await owner`GRANT USAGE ON SCHEMA drizzle TO ${app}, ${backup}`
  await owner`GRANT SELECT ON ALL TABLES IN SCHEMA drizzle TO ${app}, ${backup}`
  await owner`REVOKE ALL ON ALL TABLES IN SCHEMA public, keystore FROM ${app}, ${backup}`
  await owner`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, keystore TO ${app}`
  for (const table of ownRows) await owner`REVOKE INSERT, UPDATE, DELETE ON ${owner(table)} FROM ${app}`
  await owner`GRANT INSERT ON consent_event, request_step, evidence_measurement, incident_step TO ${app}`
  // A version of the policy brings words of purposes and topics; none is changed afterwards.
  await owner`GRANT INSERT ON consent_text, consent_wording TO ${app}`
  await owner`GRANT INSERT, UPDATE (retired_in) ON consent_catalogue TO ${app}`
  // A version is added whole and never changed: a trigger refuses texts for one that is published.
  for (const table of [...transparencyLog, ...backups, ...policy, ...registers])
    await owner`GRANT INSERT ON ${owner(table)} TO ${app}`
  await owner`GRANT INSERT, UPDATE (rewrapped_at, destroyed_at) ON master_key TO ${app}`
  // Triggers write it with the rights of the owner.
  await owner`GRANT DELETE ON deleted_row TO ${app}`
  // The figures of an alert do not change; only its answer is added.
  await owner`REVOKE UPDATE, DELETE ON reading_alert FROM ${app}`
  await owner`GRANT UPDATE (finding, answer_sealed, answered_by, answered_at) ON reading_alert TO ${app}`
  // Not `at` and `xid`: when a record was written is what the database says.
  await owner`GRANT INSERT (audit_id, actor_kind, actor_id, action, subject_id, resource, reason, fields, request_id)
    ON audit_event TO ${app}`
  await owner`GRANT INSERT, UPDATE (last_seq) ON consent_head TO ${app}`
  await owner`GRANT INSERT, UPDATE (decision, seq, policy_version, recorded_at, signal, expires_at, reminded_at)
    ON consent_state TO ${app}`
  for (const name of definers) {
    await owner`REVOKE ALL ON FUNCTION ${owner(name)} FROM PUBLIC`
    await owner`GRANT EXECUTE ON FUNCTION ${owner(name)} TO ${app}`
  }
  await owner`GRANT USAGE ON SCHEMA graphile_worker TO ${backup}`
  await owner`GRANT SELECT ON ALL TABLES IN SCHEMA public, keystore, drizzle, graphile_worker TO ${backup}`
  await owner`GRANT SELECT ON ALL SEQUENCES IN SCHEMA public, keystore, drizzle, graphile_worker TO ${backup}`
  await lockErased(owner, roles.app)
  await readEverything(owner, roles.backup)
  await letWorkerRunJobs(owner, roles.app)
}

/** Rows of people who were erased: only the portal itself reads them, neither staff nor programs nor the person. */
async function lockErased(owner: Sql, app: string) {
  for (const table of lockedTables) {
    await owner`DROP POLICY IF EXISTS ${owner(policies.locked)} ON ${owner(table)}`
    await owner`CREATE POLICY ${owner(policies.locked)} ON ${owner(table)} AS RESTRICTIVE FOR SELECT TO ${owner(app)}
      USING (current_setting('app.actor', true) LIKE 'system:%'
        OR NOT EXISTS (SELECT FROM erased_subject e WHERE e.subject_id = ${owner(table)}.subject_id))`
  }
}

/** Backups read every row: without this policy row-level security would silently return none. */
async function readEverything(owner: Sql, backup: string) {
  const guarded = await owner<{ schema: string; name: string }[]>`
    SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relrowsecurity AND n.nspname IN ('public', 'keystore', 'graphile_worker')`
  for (const table of guarded) {
    const target = owner`${owner(table.schema)}.${owner(table.name)}`
    await owner`DROP POLICY IF EXISTS ${owner(policies.backup)} ON ${target}`
    await owner`CREATE POLICY ${owner(policies.backup)} ON ${target} FOR SELECT TO ${owner(backup)} USING (true)`
  }
}

/** The queue's tables are under row-level security too; the worker runs as the app's role. */
async function letWorkerRunJobs(owner: Sql, app: string) {
  const role = owner(app)
  await owner`GRANT USAGE ON SCHEMA graphile_worker TO ${role}`
  await owner`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA graphile_worker TO ${role}`
  await owner`GRANT USAGE ON ALL SEQUENCES IN SCHEMA graphile_worker TO ${role}`
  await owner`GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphile_worker TO ${role}`
  const tables = await owner<{ name: string }[]>`
    SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'graphile_worker'::regnamespace AND c.relrowsecurity`
  for (const { name } of tables) {
    const target = owner`graphile_worker.${owner(name)}`
    await owner`DROP POLICY IF EXISTS ${owner(policies.worker)} ON ${target}`
    await owner`CREATE POLICY ${owner(policies.worker)} ON ${target} TO ${role} USING (true) WITH CHECK (true)`
  }
}
