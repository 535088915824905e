import { mkdtempSync, openSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import { portalItems, unmapped } from '#domain/fulfilment/map/portal-items.ts'
import { publishConsentEvents } from '#domain/integrations/webhooks/publish-consent-events.ts'
import { askEmailChange } from '#domain/people/email-change/change-email.ts'
import { askSignIn } from '#domain/people/sign-in/ask-sign-in.ts'
import { openSession } from '#domain/people/sign-in/sessions.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { addNote } from '#domain/requests/steps/add-note.ts'
import { sendMessage } from '#domain/requests/steps/send-message.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { newId } from '#platform/ids.ts'
import { openLog } from '#platform/log.ts'
import { openMailer } from '#platform/mail/send-mail.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { formOf, staffContext } from '#testing/requests.ts'
import { addEndpoint, message, openReceiver, tell } from '#testing/webhooks.ts'
import { catchMail, until } from '#testing/worker.ts'
import { runQueue } from './run-queue.ts'
import { tasks } from './tasks.ts'

// A person whose every word is found nowhere else goes through what the portal does with people. Afterwards every table of
// every schema is searched, and the log. What is found outside the data map is data that an access or an erasure would miss.

const words = {
  name: 'Қанаракөз Kanarkina-7731',
  email: 'kanarkina-7731@sample.test',
  newEmail: 'kanarkina-new-7731@sample.test',
  phone: '+77023317731',
  request: 'kanarkina request 7731',
  answer: 'kanarkina answer 7731',
  note: 'kanarkina note 7731',
  file: 'kanarkina file 7731',
}
const externalId = 'kanarkina-id-7731'
const logFile = join(mkdtempSync(join(tmpdir(), 'portal-log-')), 'log')
let portal: ConsentPortal
let subjectId: string
const stops: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  portal = await consentPortal(undefined, { PORTAL_WEBHOOK_LOOPBACK: 'on' })
  portal.services.log = openLog('debug', 'test', openSync(logFile, 'w'))
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  const { name: fullName, email, phone } = words
  ;({ subjectId } = await portal.addPerson({ externalId, fullName, email, phone, locale: 'kk' }))
  const own = portal.as({ kind: 'subject', subjectId }, 'kk')

  // One mail is delivered, and one is given up: its address is refused, and the refusal quotes it.
  const smtp = await catchMail()
  const refusing = await catchMail()
  refusing.answers.recipient = `550 5.1.1 <${words.email}>: no such mailbox`
  const receiver = await openReceiver()
  stops.push(smtp.close, refusing.close, receiver.close)
  const work = (port: number) => {
    const mailer = openMailer(`smtp://127.0.0.1:${port}`, 'Portal <portal@sample.test>')
    const tools = { services: portal.services, mailer, platform: null }
    const queue = runQueue(tools, tasks)
    return async () => {
      await queue.stop()
      mailer.close()
    }
  }
  const waiting = async (task: string) => {
    const [row] = await portal.database.owner.db.execute<{ n: number }>(sql`
      SELECT count(*)::int AS n FROM graphile_worker.jobs WHERE task_identifier = ${task} AND attempts = 0`)
    return row?.n ?? 0
  }
  const isSent = async () => (await waiting('send-sign-in-mail')) + (await waiting('send-request-mail')) === 0

  await portal.system.transaction((tx) => openSession(tx, subjectId, 'code', portal.services.clock.now()))
  await askSignIn(portal.visitor, { email, returnTo: undefined })
  await decide(own, subjectId, { decision: 'granted' })
  await publishConsentEvents(portal.system, { platform: false })
  const { endpointId } = await addEndpoint(portal, receiver.url, ['choice.recorded'])
  await tell(portal, endpointId, [message(subjectId)])
  let stop = work(smtp.port)
  await until(async () => smtp.mails.length > 0 && (await isSent()), 30_000)
  await stop()

  await askSignIn(portal.visitor, { email, returnTo: undefined })
  await askEmailChange(own, subjectId, words.newEmail)
  const filed = await fileRequest(own, formOf('question', { message: words.request }))
  if (filed.status !== 'filed') throw new Error(filed.code)
  const { reference } = filed
  const { ctx: officer } = await staffContext(portal, ['privacy-officer'])
  await takeRequestStep(officer, stepSchema.parse({ step: 'take', reference }))
  await addNote(officer, { reference, noteId: newId(), note: words.note })
  const answer = { reference, messageId: newId(), message: words.answer }
  await sendMessage(own, answer, [{ content: Buffer.from(words.file) }])
  stop = work(refusing.port)
  await until(async () => {
    const [row] = await portal.database.owner.db.execute<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM undelivered_mail`,
    )
    return (row?.n ?? 0) > 0 && (await isSent())
  }, 30_000)
  await stop()
}, 120_000)
afterAll(async () => {
  for (const stop of stops) await stop()
  await portal.close()
})

/** Every table of every schema with a row that contains one of the texts, as characters or as bytes. */
async function tablesWith(texts: readonly string[]): Promise<string[]> {
  const { db } = portal.database.owner
  const tables = await db.execute<{ schema: string; name: string }>(sql`
    SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' ORDER BY 1, 2`)
  const found: string[] = []
  for (const { schema, name } of tables) {
    const conditions = texts.flatMap((text) => [
      sql`strpos(lower(t::text), lower(${text})) > 0`,
      sql`strpos(t::text, ${Buffer.from(text).toString('hex')}) > 0`,
    ])
    const [row] = await db.execute<{ n: number }>(sql`
      SELECT count(*)::int AS n FROM ${sql.identifier(schema)}.${sql.identifier(name)} t
      WHERE ${sql.join(conditions, sql` OR `)}`)
    if ((row?.n ?? 0) > 0) found.push(name)
  }
  return found
}

const mapped = portalItems.map(({ table }) => table.slice(table.indexOf('.') + 1))
const outsideMap = (tables: readonly string[]) => tables.filter((name) => !mapped.includes(name))

test('no table outside the data map contains a word of the person', async () => {
  expect(outsideMap(await tablesWith(Object.values(words)))).toEqual([])
})

test('no table outside the data map names the person, but those that are listed with a reason', async () => {
  const naming = await tablesWith([subjectId, externalId])
  expect(naming).toEqual(
    expect.arrayContaining([
      'subject',
      'subject_session',
      'request',
      'request_note',
      'consent_event',
      'webhook_delivery',
    ]),
  )
  expect(outsideMap(naming).filter((name) => !(name in unmapped))).toEqual([])
})

test('names, addresses, phones and what people write are nowhere in the database as they were written', async () => {
  expect(await tablesWith(Object.values(words))).toEqual([])
})

test('the log contains no word of the person', () => {
  const log = readFileSync(logFile, 'utf8')
  expect(log).toContain('"name":"test"')
  expect(Object.values(words).filter((word) => log.includes(word))).toEqual([])
})

test('a table that somebody adds and forgets to map is found, by its words and by the id', async () => {
  const { db } = portal.database.owner
  await db.execute(sql`CREATE TABLE forgotten (subject uuid, said bytea)`)
  await db.execute(sql`INSERT INTO forgotten VALUES (${subjectId}, ${Buffer.from(words.note)})`)
  expect(outsideMap(await tablesWith([words.note]))).toEqual(['forgotten'])
  expect(outsideMap(await tablesWith([subjectId]))).toContain('forgotten')
  await db.execute(sql`DROP TABLE forgotten`)
})
