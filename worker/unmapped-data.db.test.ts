import { mkdtempSync, openSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import type { Context } from '#domain/access/context.ts'
import { planSourceChanges } from '#domain/fulfilment/change-run/plan-source-changes.ts'
import { runSourceChanges } from '#domain/fulfilment/change-run/run-source-changes.ts'
import { fileCorrection } from '#domain/fulfilment/changes/file-correction.ts'
import { portalItems } from '#domain/fulfilment/map/portal-items.ts'
import { unmapped } from '#domain/fulfilment/map/unmapped-tables.ts'
import { dataCursor } from '#domain/fulfilment/own-data/data-cursor.ts'
import { beginPackage } from '#domain/fulfilment/package-run/begin-package.ts'
import { runPackages } from '#domain/fulfilment/package-run/run-packages.ts'
import { publishConsentEvents } from '#domain/integrations/webhooks/publish-consent-events.ts'
import { askEmailChange } from '#domain/people/email-change/change-email.ts'
import { askSignIn } from '#domain/people/sign-in/ask-sign-in.ts'
import { openSession } from '#domain/people/sign-in/sessions.ts'
import { reportAccess } from '#domain/requests/access-reports/report-access.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { readStaffRequest } from '#domain/requests/queue/read-request.ts'
import { addNote } from '#domain/requests/steps/add-note.ts'
import { sendMessage } from '#domain/requests/steps/send-message.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { readDisclosures } from '#domain/requests/view/read-disclosures.ts'
import { newId } from '#platform/ids.ts'
import { openLog } from '#platform/log.ts'
import { openMailer } from '#platform/mail/send-mail.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { crmSettings, httpSourcesFile, openCrm } from '#testing/http-source.ts'
import { filesIn } from '#testing/packages.ts'
import { decideByTwo, formOf, jobsOf, staffContext } from '#testing/requests.ts'
import { addEndpoint, message, openReceiver, tell } from '#testing/webhooks.ts'
import { catchMail, until } from '#testing/worker.ts'
import { packageTexts } from './package/package-page.ts'
import { runQueue } from './run-queue.ts'
import { tasks } from './tasks.ts'

// Fifty people with words of their own, found nowhere else, go through what the portal does with people. Afterwards every table of
// every schema is searched, and the log, and the files. What is found outside the data map is data that an access or an
// erasure would miss.

const people = 50
/** Copies are begun for some only: each reads every table. */
const copies = 5
/** Every text of a person contains one of these. */
const stems = ['kanarkina', '+77023310']
const idStem = 'canary-id-7731'
const wordsOf = (n: number) => {
  const own = (text: string) => `kanarkina ${text} 7731-${n}`
  return {
    name: `Қанаракөз Kanarkina-7731-${n}`,
    email: `kanarkina-7731-${n}@sample.test`,
    newEmail: `kanarkina-new-7731-${n}@sample.test`,
    phone: `+77023310${String(n).padStart(3, '0')}`,
    request: own('request'),
    answer: own('answer'),
    note: own('note'),
    file: own('file'),
    wrong: own('wrong'),
    right: own('right'),
  }
}
const logFile = join(mkdtempSync(join(tmpdir(), 'portal-log-')), 'log')
const packagesDir = mkdtempSync(join(tmpdir(), 'portal-packages-'))
const { signal } = new AbortController()
let portal: ConsentPortal
let crm: Awaited<ReturnType<typeof openCrm>>
let officers: [Context, Context]
let subjectIds: string[] = []
const stops: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  crm = await openCrm()
  portal = await consentPortal(undefined, {
    PORTAL_WEBHOOK_LOOPBACK: 'on',
    PACKAGES_DIR: packagesDir,
    HTTP_SOURCES_FILE: httpSourcesFile(crmSettings(crm.url, crm.key)),
  })
  crm.clock.now = () => portal.services.clock.unmoved().getTime()
  portal.services.log = openLog('debug', 'test', openSync(logFile, 'w'))
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  officers = [
    (await staffContext(portal, ['privacy-officer'])).ctx,
    (await staffContext(portal, ['privacy-officer'])).ctx,
  ]

  // Mail is delivered first, and then given up: its address is refused, and the refusal quotes it.
  const smtp = await catchMail()
  const refusing = await catchMail()
  refusing.answers.recipient = `550 5.1.1 <${wordsOf(0).email}>: no such mailbox`
  const receiver = await openReceiver()
  stops.push(smtp.close, refusing.close, receiver.close, crm.close)
  const work = (port: number) => {
    const mailer = openMailer(`smtp://127.0.0.1:${port}`, 'Portal <portal@sample.test>')
    const queue = runQueue({ services: portal.services, mailer, platform: null }, tasks, { concurrency: 8 })
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

  const persons = []
  const { endpointId } = await addEndpoint(portal, receiver.url, ['choice.recorded'])
  for (let n = 0; n < people; n++) {
    const words = wordsOf(n)
    const { name: fullName, email, phone } = words
    const externalId = `${idStem}-${n}`
    const { subjectId } = await portal.addPerson({ externalId, fullName, email, phone, locale: 'kk' })
    const own = portal.as({ kind: 'subject', subjectId }, 'kk')
    persons.push({ subjectId, own, words, externalId })
    const records = [{ item: 'contacts', key: [7], values: { id: 7, name: words.wrong, phone } }]
    crm.people.set(externalId, { restricted: false, objected: false, records })
    await portal.system.transaction((tx) => openSession(tx, subjectId, 'code', portal.services.clock.now()))
    await askSignIn(portal.visitor, { email, returnTo: undefined })
    await decide(own, subjectId, { decision: 'granted' })
    await tell(portal, endpointId, [message(subjectId)])
  }
  subjectIds = persons.map(({ subjectId }) => subjectId)
  await publishConsentEvents(portal.system, { platform: false })
  let stop = work(smtp.port)
  await until(async () => smtp.mails.length >= people && (await isSent()), 90_000)
  await stop()

  for (const { subjectId, own, words } of persons) {
    await askSignIn(portal.visitor, { email: words.email, returnTo: undefined })
    await askEmailChange(own, subjectId, words.newEmail)
    const filed = await fileRequest(own, formOf('question', { message: words.request }))
    if (filed.status !== 'filed') throw new Error(filed.code)
    const { reference } = filed
    await takeRequestStep(officers[0], stepSchema.parse({ step: 'take', reference }))
    await addNote(officers[0], { reference, noteId: newId(), note: words.note })
    const answer = { reference, messageId: newId(), message: words.answer }
    await sendMessage(own, answer, [{ content: Buffer.from(words.file) }])
    // Staff looked, and the person does not know why.
    await readStaffRequest(officers[0], reference)
    const [looked] = await readDisclosures(own, subjectId)
    expect(await reportAccess(own, subjectId, { record: looked?.auditId ?? '' })).toEqual({ status: 'done' })
    await correct(subjectId, own, words.right)
  }
  // From here on the other system takes what it is asked and answers later.
  crm.options.answer = 'poll'
  await runSourceChanges(portal.system, signal)
  for (const { subjectId } of persons.slice(0, copies)) {
    const { key } = await decideByTwo(portal, officers, { subjectId, kind: 'access', task: 'begin-package' })
    await beginPackage(portal.system, key)
  }
  await runPackages(portal.system, packageTexts, signal)

  stop = work(refusing.port)
  await until(async () => {
    const [row] = await portal.database.owner.db.execute<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM undelivered_mail`,
    )
    return (row?.n ?? 0) > 0 && (await isSent())
  }, 90_000)
  await stop()
})
/** A correction of what the other system has, filed, decided and planned. */
async function correct(subjectId: string, own: Context, value: string) {
  const record = dataCursor(portal.services.keys, subjectId, { item: 'crm.contacts', key: [7] })
  const input = { record, field: 'name', value, idempotencyKey: newId() }
  const filed = await fileCorrection(own, input, () => ({ item: 'I', old: 'O', correct: 'C' }))
  if (filed.status !== 'filed') throw new Error(JSON.stringify(filed))
  const { reference } = filed
  for (const step of ['take', 'decide'])
    await takeRequestStep(officers[0], stepSchema.parse({ reference, step }))
  const job = (await jobsOf(portal, 'plan-source-changes')).find(
    ({ payload }) => payload.subjectId === subjectId,
  )
  await planSourceChanges(portal.system, job?.payload as never)
}
afterAll(async () => {
  for (const stop of stops) await stop()
  await portal.close()
  await rm(packagesDir, { recursive: true, force: true })
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

test('no table outside the data map contains a word of the people', async () => {
  expect(outsideMap(await tablesWith(stems))).toEqual([])
})

test('no table outside the data map names the people, but those that are listed with a reason', async () => {
  const naming = await tablesWith([...subjectIds, idStem])
  expect(naming).toEqual(
    expect.arrayContaining([
      'subject',
      'subject_session',
      'request',
      'request_note',
      'consent_event',
      'webhook_delivery',
      'access_report',
      'source_change',
      'source_call',
      'data_package',
      'data_package_item',
      'undelivered_mail',
    ]),
  )
  expect(outsideMap(naming).filter((name) => !(name in unmapped))).toEqual([])
})

test('names, addresses, phones and what people write are nowhere in the database as they were written', async () => {
  expect(await tablesWith(stems)).toEqual([])
})

test('neither the log nor a file of a copy contains a word of the people', async () => {
  const log = readFileSync(logFile, 'utf8')
  expect(log).toContain('"name":"test"')
  expect(stems.filter((word) => log.toLowerCase().includes(word))).toEqual([])
  const files = await filesIn(packagesDir)
  expect(files.size).toBeGreaterThan(0)
  const bytes = Buffer.concat([...files.values()])
  expect(stems.filter((word) => bytes.includes(word))).toEqual([])
})

test('a table that somebody adds and forgets to map is found, by its words and by the id', async () => {
  const { db } = portal.database.owner
  await db.execute(sql`CREATE TABLE forgotten (subject uuid, said bytea)`)
  await db.execute(sql`INSERT INTO forgotten VALUES (${subjectIds[7]}, ${Buffer.from(wordsOf(7).note)})`)
  expect(outsideMap(await tablesWith(stems))).toEqual(['forgotten'])
  expect(outsideMap(await tablesWith(subjectIds))).toContain('forgotten')
  await db.execute(sql`DROP TABLE forgotten`)
})
