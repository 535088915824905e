import type { Sql } from 'postgres'
import { rightsIn, rightsOfApp, schemaAndTable } from './table-rights.ts'

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
 * Grants for the roles of the app and of backups; idempotent. The app gets what `rightsOfApp` lists and nothing else: of a table
 * that is not listed it cannot even read a row.
 */
export async function grantRoles(owner: Sql, roles: { app: string; backup: string }) {
  const app = owner(roles.app)
  const backup = owner(roles.backup)
  // Which migrations have run is how a process knows that it fits the database.
  await owner`GRANT USAGE ON SCHEMA public, keystore, drizzle, graphile_worker TO ${app}, ${backup}`
  await owner`REVOKE ALL ON ALL TABLES IN SCHEMA public, keystore, drizzle, graphile_worker FROM ${app}, ${backup}`
  for (const [name, rights] of Object.entries(rightsOfApp)) await grantTable(owner, roles.app, name, rights)
  for (const name of definers) {
    await owner`REVOKE ALL ON FUNCTION ${owner(name)} FROM PUBLIC`
    await owner`GRANT EXECUTE ON FUNCTION ${owner(name)} TO ${app}`
  }
  await owner`GRANT SELECT ON ALL TABLES IN SCHEMA public, keystore, drizzle, graphile_worker TO ${backup}`
  await owner`GRANT SELECT ON ALL SEQUENCES IN SCHEMA public, keystore, drizzle, graphile_worker TO ${backup}`
  await lockErased(owner, roles.app)
  await readEverything(owner, roles.backup)
  await letWorkerRunJobs(owner, roles.app)
}

async function grantTable(owner: Sql, app: string, name: string, rights: string) {
  const [schema, table] = schemaAndTable(name)
  const target = owner`${owner(schema)}.${owner(table)}`
  await owner`GRANT SELECT ON ${target} TO ${owner(app)}`
  for (const { right, columns } of rightsIn(rights)) {
    const list = columns.map((column) => owner`${owner(column)}`)
    const only = columns.length === 0 ? owner`` : owner`(${list.reduce((all, one) => owner`${all}, ${one}`)})`
    const verb = { insert: owner`INSERT`, update: owner`UPDATE`, delete: owner`DELETE` }[right]
    await owner`GRANT ${verb} ${only} ON ${target} TO ${owner(app)}`
  }
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
  await owner`GRANT USAGE ON ALL SEQUENCES IN SCHEMA graphile_worker TO ${role}`
  await owner`GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphile_worker TO ${role}`
  // It reads with the rights of its owner otherwise.
  await owner`ALTER VIEW graphile_worker.jobs SET (security_invoker = true)`
  const tables = await owner<{ name: string }[]>`
    SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'graphile_worker'::regnamespace AND c.relrowsecurity`
  for (const { name } of tables) {
    const target = owner`graphile_worker.${owner(name)}`
    await owner`DROP POLICY IF EXISTS ${owner(policies.worker)} ON ${target}`
    await owner`CREATE POLICY ${owner(policies.worker)} ON ${target} TO ${role} USING (true) WITH CHECK (true)`
  }
}
