import { type SQL, sql } from 'drizzle-orm'
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
import { type TestPortal, testPortal } from './people.ts'

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
        const columns = await tx.execute<Column>(sql`
          SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type FROM pg_attribute a
          WHERE a.attrelid = ${item.table}::text::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            AND a.attname NOT IN ('xid')`)
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
      return sql`${700 + name.length}`
    case 'boolean':
      return sql`true`
    case 'bytea':
      return sql`${Buffer.from(id)}`
    case 'jsonb':
      return sql`${JSON.stringify({ canary: text })}::jsonb`
    case 'timestamp with time zone':
      return sql`'2027-11-01T00:00:00.125Z'::timestamptz`
    case 'text[]':
      return sql`ARRAY[${text}]::text[]`
    default:
      return sql`${text}::text`
  }
}
