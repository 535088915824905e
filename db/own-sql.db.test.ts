import { readFileSync } from 'node:fs'
import { type SQL, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LogBroken } from '#domain/audit/log/find-break.ts'
import { newId } from '#platform/ids.ts'
import { testLog } from '#testing/audit-log.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { addStaff } from '#testing/staff.ts'

// What docs/security.md says of somebody who runs SQL of their own as the role of the app. Each row of its two tables is a
// statement here: the first ones are carried out, and rolled back, the second ones are refused.

let portal: TestPortal
let log: Awaited<ReturnType<typeof testLog>>
let staffId = ''
let subjectId = ''
beforeAll(async () => {
  portal = await testPortal()
  log = await testLog(portal)
  ;({ staffId } = await addStaff(portal, ['support']))
  ;({ subjectId } = await portal.addPerson())
  await log.write('one', 'two')
  await log.seal()
  await portal.database.owner.db.execute(event())
})
afterAll(() => portal.close())

const forgedLeaf = sql`
  INSERT INTO audit_leaf (leaf_index, leaf_hash) SELECT max(leaf_index) + 1, sha256('x') FROM audit_leaf`
const id = () => sql`${newId()}::uuid`
const event = (seq = 1) => sql`
  INSERT INTO consent_event (subject_id, seq, event_id, purpose, decision, policy_version, text_version, text_sha256,
    locale, origin, actor_kind, actor_id, recorded_at)
  VALUES (${subjectId}::uuid, ${seq}, ${id()}, 'marketing', 'granted', 1, 1, sha256('x'), 'ru', 'choices-page',
    'subject', ${subjectId}, now())`

class Back extends Error {}

/** Runs statements as the role of the app with the reach of staff, as SQL of one's own can set it; returns rows changed by the last. */
async function carryOut(statements: readonly SQL[]): Promise<number> {
  let changed = -1
  await portal.database.app
    .transaction(
      async (tx) => {
        for (const statement of statements) changed = (await tx.execute(statement)).length
        throw new Back()
      },
      { settings: { 'app.reach': 'all', 'app.actor': 'system:anything' } },
    )
    .catch((error) => {
      if (!(error instanceof Back)) throw error
    })
  return changed
}

/** The first cells of the rows of the table under a heading. */
function rowsUnder(heading: string): string[] {
  const text = readFileSync(new URL('../docs/security.md', import.meta.url), 'utf8')
  const section = text.split(`### ${heading}\n`)[1]?.split(/^#/m)[0] ?? ''
  const rows = [...section.matchAll(/^\| ([^|]+?) \|/gm)].map(([, cell = '']) => cell)
  return rows.slice(1).filter((cell) => !cell.startsWith('-'))
}

const possible: Record<string, () => SQL[]> = {
  'read everything about everybody': () => [sql`SELECT FROM subject WHERE subject_id = ${subjectId}::uuid`],
  'delete keys of people': () => [
    sql`DELETE FROM keystore.subject_key WHERE subject_id = ${subjectId}::uuid RETURNING 1`,
  ],
  'delete people, requests and their contents': () => [
    sql`DELETE FROM request RETURNING 1`,
    sql`DELETE FROM subject WHERE subject_id = ${subjectId}::uuid RETURNING 1`,
  ],
  'delete choices and steps of requests by a detour': () => [
    sql`INSERT INTO erased_subject VALUES (${subjectId}::uuid, now())`,
    sql`INSERT INTO erasure_item (subject_id, request_id, item, source, state, kept_until, at)
      VALUES (${subjectId}::uuid, ${id()}, 'portal.consent-event', 'portal', 'kept', now() - interval '1 day', now())`,
    sql`SELECT FROM generate_series(1, delete_kept_rows('consent_event', ${subjectId}::uuid, now(), 10))`,
  ],
  'add choices that nobody made': () => [sql`${event(2)} RETURNING 1`],
  'change the projection of the choices': () => [
    sql`INSERT INTO consent_state (subject_id, purpose, decision, seq, policy_version, recorded_at)
      VALUES (${subjectId}::uuid, 'marketing', 'refused', 1, 1, now())`,
    sql`UPDATE consent_state SET decision = 'granted' WHERE subject_id = ${subjectId}::uuid RETURNING 1`,
  ],
  'make an administrator': () => [
    sql`INSERT INTO staff_role VALUES (${staffId}::uuid, 'administrator', NULL, now()) RETURNING 1`,
  ],
  'add a passkey to a member, or a session': () => [
    sql`INSERT INTO staff_session (staff_id, token_hash, created_at, seen_at, expires_at, by_passkey)
      VALUES (${staffId}::uuid, sha256('x'), now(), now(), now() + interval '1 hour', true)`,
    sql`INSERT INTO staff_passkey VALUES (${id()}, ${staffId}::uuid, 'x', 'x', 0, '', false, 'x', now()) RETURNING 1`,
  ],
  'add a clearance': () => [
    sql`INSERT INTO staff_clearance (clearance_id, staff_id, kind, done_on, content_sealed, recorded_at)
      VALUES (${id()}, ${staffId}::uuid, 'agreement', current_date, 'x', now()) RETURNING 1`,
  ],
  'add the report of an audit': (auditId = newId()) => [
    sql`INSERT INTO security_audit (audit_id, kind, scope, performer, planned_on, planned_by, planned_at, done_on)
      VALUES (${auditId}::uuid, 'audit', 'x', 'x', current_date, ${staffId}::uuid, now(), current_date)`,
    sql`INSERT INTO audit_report VALUES
      (${auditId}::uuid, sha256('x'), 'application/pdf', 1, 'x') RETURNING 1`,
  ],
  'add a key of the API': () => [
    sql`INSERT INTO api_key VALUES (${id()}, 'x', 'x', sha256('x'), '{decisions:read}', 1, 'system', NULL, now()) RETURNING 1`,
  ],
  'publish a version of the policy': () => [
    sql`INSERT INTO policy_version (version, status, last_updated_on, material, summary, published_at)
      VALUES (99, 'published', current_date, true, '{}', now()) RETURNING 1`,
  ],
  'turn settings off': () => [
    sql`INSERT INTO installation_fact VALUES ('staff-passkeys', '{"required": false}', now())
      ON CONFLICT (name) DO UPDATE SET value = excluded.value RETURNING 1`,
  ],
  'write audit records in the name of somebody else': () => [
    sql`INSERT INTO audit_event (audit_id, actor_kind, actor_id, action, request_id)
      VALUES (${id()}, 'staff', ${newId()}, 'request.close', 'r') RETURNING 1`,
  ],
  'add leaves and heads to the audit log': () => [
    forgedLeaf,
    sql`INSERT INTO audit_checkpoint VALUES (1, 999, 'forged', '1', ${id()}, now()) RETURNING 1`,
  ],
  'run and delete jobs': () => [
    sql`SELECT enqueue_job('run-retention', '{}')`,
    sql`DELETE FROM graphile_worker._private_jobs RETURNING 1`,
  ],
}

const refused: Record<string, () => SQL[]> = {
  'change or delete an audit record, a leaf, a head': () => [
    sql`UPDATE audit_event SET action = 'x'`,
    sql`DELETE FROM audit_event`,
    sql`UPDATE audit_leaf SET leaf_hash = 'x'`,
    sql`DELETE FROM audit_leaf`,
    sql`UPDATE audit_checkpoint SET note = 'x'`,
    sql`DELETE FROM audit_checkpoint`,
  ],
  'date an audit record': () => [
    sql`INSERT INTO audit_event (audit_id, actor_kind, action, request_id, at) VALUES (${id()}, 'visitor', 'x', 'r', now())`,
  ],
  'destroy an audit record of the last three years': () => [sql`SELECT destroy_audit_records(1)`],
  'begin another audit log': () => [sql`INSERT INTO audit_log VALUES (9, 'x', 'x', now(), 0)`],
  'change a choice, or delete one without the detour': () => [
    sql`UPDATE consent_event SET decision = 'refused'`,
    sql`DELETE FROM consent_event`,
    sql`DELETE FROM consent_state`,
  ],
  'change what was published or shown': () => [
    sql`UPDATE policy_text SET title = 'x'`,
    sql`DELETE FROM policy_version`,
    sql`UPDATE consent_text SET locale = 'kk'`,
  ],
  'change a message, a note or a file of a request': () => [
    sql`UPDATE request_message SET author = 'staff'`,
    sql`UPDATE request_note SET staff_id = ${id()}`,
    sql`UPDATE request_attachment SET name = 'x'`,
  ],
  'change a step, a clearance, a measurement, a decision of a review': () => [
    sql`UPDATE request_step SET at = now()`,
    sql`DELETE FROM staff_clearance`,
    sql`UPDATE evidence_measurement SET measured_at = now()`,
    sql`DELETE FROM access_review_decision`,
  ],
  'exchange the key of a passkey, the scopes of an API key, the address of a webhook': () => [
    sql`UPDATE staff_passkey SET public_key = 'x'`,
    sql`UPDATE api_key SET scopes = '{}'`,
    sql`UPDATE webhook_endpoint SET url = 'https://example.kz'`,
  ],
  'delete a member, an incident, an audit or a record of a backup': () => [
    sql`DELETE FROM staff_member`,
    sql`DELETE FROM incident`,
    sql`DELETE FROM security_audit`,
    sql`DELETE FROM audit_report`,
    sql`UPDATE audit_report SET sha256 = 'x'`,
    sql`DELETE FROM backup`,
  ],
  'turn row-level security off, make or empty tables, take another role': () => [
    sql`ALTER TABLE subject DISABLE ROW LEVEL SECURITY`,
    sql`CREATE TABLE x (id int)`,
    sql`TRUNCATE subject`,
    sql`SET ROLE portal_owner`,
  ],
  'read or write files of the server': () => [
    sql`SELECT pg_read_file('/etc/passwd')`,
    sql`COPY subject TO '/tmp/x'`,
    sql`COPY subject TO PROGRAM 'cat'`,
  ],
}

describe('SQL of one’s own as the role of the app', () => {
  test.each(Object.entries(possible))('can %s', async (_, statements) => {
    expect(await carryOut(statements())).toBeGreaterThan(0)
  })

  test.each(Object.entries(refused))('cannot %s', async (_, statements) => {
    for (const statement of statements())
      await expect(carryOut([statement])).rejects.toThrow(
        /permission denied|must be (owner|superuser)|destroyed only when its term is over|row-level security/,
      )
  })

  test('docs/security.md names these and no others', () => {
    expect(rowsUnder('What SQL of one’s own can do')).toEqual(Object.keys(possible))
    expect(rowsUnder('What it cannot do')).toEqual(Object.keys(refused))
  })

  test('a forged leaf ends the log: the worker signs nothing after it, and says so', async () => {
    await portal.database.app.transaction((tx) => tx.execute(forgedLeaf), {
      settings: { 'app.reach': 'all', 'app.actor': 'system:anything' },
    })
    await log.write('three')
    await expect(log.sealOnce()).rejects.toThrow(LogBroken)
  })
})
