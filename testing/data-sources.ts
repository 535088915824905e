import { createHash } from 'node:crypto'
import { type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { loadSamplePlatform } from '#db/seed/platform/load.ts'
import { portalItems } from '#domain/fulfilment/map/portal-items.ts'
import type { MapField, MapItem } from '#domain/fulfilment/rules/data-map.ts'
import type {
  Collected,
  CollectedRecord,
  DataSource,
  Selection,
  SourceSubject,
} from '#domain/fulfilment/rules/source.ts'
import { readSubjectCipher, type SubjectCipher } from '#domain/people/record/subject-fields.ts'
import { newId } from '#platform/ids.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import type { openCrm } from './http-source.ts'
import { type TestPortal, testPortal } from './people.ts'
import type { KeptRecord } from './reference-source.ts'

/** The portal beside the sample platform, whose people are known to it. */
export async function portalWithPlatform(settings: Record<string, string> = {}) {
  const platform = await testDatabase()
  const { learners } = await loadSamplePlatform(platform.ownerUrl, new Date('2026-11-23T12:00:00Z'))
  const portal = await testPortal({
    PLATFORM_DATABASE_URL: platform.ownerUrl,
    PLATFORM_DATABASE_WRITE_URL: platform.ownerUrl,
    ...settings,
  })
  return { portal, platform, learners }
}

/** A person of the portal with a row in every table of the platform. */
export async function addFullLearner(portal: TestPortal, platform: TestDatabase, email?: string) {
  const [found] = await platform.owner.db.execute<{ id: string; external_id: string }>(sql`
    SELECT u.id, u.external_id FROM users u JOIN certificates c ON c.user_id = u.id
    WHERE u.email NOT LIKE 'used-%' AND u.email NOT LIKE '%@erased.invalid' ORDER BY u.id LIMIT 1`)
  if (!found) throw new Error('the sample has no learner with a certificate')
  await platform.owner.db.execute(sql`UPDATE users SET email = 'used-' || email WHERE id = ${found.id}`)
  await platform.owner.db.execute(sql`
    INSERT INTO support_tickets (user_id, subject, body, status, opened_at)
    VALUES (${found.id}, 'S', 'B', 'open', '2026-11-01T00:00:00Z')`)
  const person = await portal.addPerson({
    externalId: found.external_id,
    ...(email !== undefined && { email }),
  })
  return { ...person, userId: found.id }
}

/** A person with a row in every table of the map, in the portal, in the platform and in the other system, each with canaries. */
export async function addWholePerson(
  portal: TestPortal,
  platform: TestDatabase,
  crm: Awaited<ReturnType<typeof openCrm>>,
) {
  const learner = await addFullLearner(portal, platform)
  const { subjectId, externalId, userId } = learner
  const said = (where: string) => `canary ${subjectId.slice(-12)} ${where}`
  await fillPortal(portal, subjectId)
  // The one row that nobody has who can still ask.
  await portal.database.owner.db.execute(sql`DELETE FROM erased_subject WHERE subject_id = ${subjectId}`)
  await portal.database.owner.db.execute(
    sql`UPDATE processing_restriction SET lifted_at = since WHERE subject_id = ${subjectId}`,
  )
  const texts = {
    support_tickets: ['subject', 'body'],
    submissions: ['body', 'file_name', 'feedback'],
    web_sessions: ['browser', 'os'],
    interactions: ['page'],
  }
  const { db } = platform.owner
  // Not every learner of the sample has taken a test, sent in work, or looked around.
  await db.execute(sql`
    WITH visit AS (
      INSERT INTO web_sessions (user_id, ip, browser, os, started_at, ended_at)
      VALUES (${userId}, '2001:db8::1', 'B', 'O', now(), now()) RETURNING id
    ) INSERT INTO interactions (user_id, session_id, page, action, at) SELECT ${userId}, id, '/', 'view', now() FROM visit`)
  await db.execute(sql`
    INSERT INTO submissions (user_id, assignment_id, body, submitted_at)
    SELECT ${userId}, id, 'B', now() FROM assignments LIMIT 1 ON CONFLICT DO NOTHING`)
  await db.execute(sql`
    INSERT INTO test_results (user_id, lesson_id, attempt, score, passed, seconds_taken, taken_at)
    SELECT ${userId}, id, 99, 50, true, 60, now() FROM lessons LIMIT 1`)
  await db.execute(sql`UPDATE users SET full_name = ${said('users full_name')} WHERE id = ${userId}`)
  const address = `2001:db8:0:1:${subjectId.slice(-12).replace(/(....)(?=.)/g, '$1:')}:1`
  await db.execute(sql`UPDATE web_sessions SET ip = ${address} WHERE user_id = ${userId}`)
  for (const [table, columns] of Object.entries(texts)) {
    const values = columns.map((column) => sql`${sql.identifier(column)} = ${said(`${table} ${column}`)}`)
    await db.execute(
      sql`UPDATE ${sql.identifier(table)} SET ${sql.join(values, sql`, `)} WHERE user_id = ${userId}`,
    )
  }
  const records: KeptRecord[] = [
    { item: 'contacts', key: [7], values: { id: 7, name: said('crm name'), phone: said('crm phone') } },
    ...[1, 2, 3, 4].map((id) => ({ item: 'calls', key: [id], values: { id, note: said(`crm note ${id}`) } })),
    { item: 'invoices', key: [9], values: { id: 9, sum: numberOf(said('crm sum')) } },
  ]
  crm.people.set(externalId, { restricted: false, objected: false, records })
  return learner
}

/** Every record that a source gives for a person; throws at a failure. */
export async function collected(source: DataSource, subject: SourceSubject, selection: Selection = {}) {
  const found: CollectedRecord[] = []
  for await (const one of source.collect(subject, selection, new AbortController().signal))
    found.push(recordOf(one))
  return found
}

function recordOf(one: Collected): CollectedRecord {
  if ('record' in one) return one.record
  throw new Error(`${one.item.id}: ${one.failure.code} ${one.failure.detail ?? ''}`)
}

/** Puts a row about the person into every table of the portal that is in the map and has none; each value is a canary. */
export async function fillPortal(portal: TestPortal, subjectId: string): Promise<void> {
  const { owner } = portal.database
  await owner.transaction(
    async (tx) => {
      const cipher = await readSubjectCipher(tx, portal.services.keys, subjectId)
      for (const item of portalItems) {
        if (item.table === 'subject' || item.table === 'keystore.subject_key') continue
        const columns = await columnsOf(tx, item.table)
        const values = rowFor(item, columns, subjectId, cipher)
        await tx.execute(
          sql`INSERT INTO ${sql.identifier(item.table)} (${sql.join(
            columns.map(({ name }) => sql.identifier(name)),
            sql`, `,
          )}) VALUES (${sql.join(values, sql`, `)})`,
        )
      }
    },
    { settings: { 'app.reach': 'all', 'app.actor': 'system:test' } },
  )
}

type Column = { name: string; type: string }

/** The same in every database of the tests. */
const columnsByTable = new Map<string, Promise<readonly Column[]>>()

function columnsOf(tx: Transaction, table: string): Promise<readonly Column[]> {
  const columns =
    columnsByTable.get(table) ??
    tx.execute<Column>(sql`
      SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type FROM pg_attribute a
      WHERE a.attrelid = ${table}::text::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        AND a.attname NOT IN ('xid')`)
  columnsByTable.set(table, Promise.resolve(columns))
  return Promise.resolve(columns)
}

function rowFor(item: MapItem, columns: readonly Column[], subjectId: string, cipher: SubjectCipher): SQL[] {
  const ids = new Map(columns.map(({ name }) => [name, newId()]))
  return columns.map(({ name, type }) => {
    const field = item.fields.find((one) => one.column === name)
    if (field?.encryptedFor !== undefined) {
      const place = { table: item.table, column: name, row: ids.get(field.encryptedFor) ?? '' }
      return sql`${cipher.encrypt(place, encryptedCanary(item, field, subjectId))}`
    }
    if (name === item.person.column)
      return 'path' in item.person
        ? sql`${JSON.stringify({ [item.person.path]: subjectId })}::jsonb`
        : sql`${subjectId}::uuid`
    return plainValue(item, name, type, { id: ids.get(name) ?? '', text: canary(item, name, subjectId) })
  })
}

function encryptedCanary(item: MapItem, { column, kind }: MapField, subjectId: string) {
  const text = canary(item, column, subjectId)
  return kind === 'json' ? JSON.stringify({ message: text }) : text
}

/** What a column of text holds after `fillPortal`: a text that no other person and no other column has. */
export const canary = (item: MapItem, column: string, subjectId: string) =>
  `canary ${subjectId.slice(-12)} ${item.id} ${column}`

/** Columns that the database or a reader takes only a code in. */
const codes: Record<string, string> = {
  status: 'received',
  kind: 'access',
  variant: '',
  locale: 'kk',
  purpose: 'communication',
  topic: 'new-materials',
  channel: 'email',
  'request.channel': 'portal',
  decision: 'granted',
  'request.decision': 'fulfil',
  actor_kind: 'subject',
  filed_by_kind: 'subject',
  step: 'file',
  from_status: 'received',
  to_status: 'received',
  author: 'person',
  signal: '',
}

/** Nine digits for a text. */
const numberOf = (text: string) =>
  100_000_000 + (createHash('sha256').update(text).digest().readUInt32BE(0) % 900_000_000)

function plainValue(
  item: MapItem,
  name: string,
  type: string,
  { id, text }: { id: string; text: string },
): SQL {
  const code = codes[`${item.table}.${name}`] ?? codes[name]
  if (code !== undefined && type === 'text') return sql`${code}::text`
  switch (type) {
    case 'uuid':
      return sql`${id}::uuid`
    case 'integer':
    case 'bigint':
      return sql`${numberOf(text)}`
    case 'boolean':
      return sql`true`
    case 'bytea':
      return sql`${Buffer.from(id)}`
    case 'jsonb':
      return sql`${JSON.stringify({ canary: text })}::jsonb`
    case 'timestamp with time zone':
      return sql`${new Date(Date.parse('2027-11-01T00:00:00Z') + (numberOf(text) % 86_400_000)).toISOString()}::timestamptz`
    case 'date':
      return sql`${new Date(Date.parse('2027-11-01') + (numberOf(text) % 20_000) * 86_400_000).toISOString().slice(0, 10)}::date`
    case 'text[]':
      return sql`ARRAY[${text}]::text[]`
    default:
      return sql`${text}::text`
  }
}
