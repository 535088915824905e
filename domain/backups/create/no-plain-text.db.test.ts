import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { declareMinor } from '#domain/consent/representatives/declare-minor.ts'
import { askEmailChange } from '#domain/people/email-change/change-email.ts'
import { proveRepresentative } from '#domain/people/minors/prove-representative.ts'
import { acceptRepresentationSchema, nameRepresentativeSchema } from '#domain/people/rules/person-schemas.ts'
import { askSignIn } from '#domain/people/sign-in/ask-sign-in.ts'
import { changeProfile } from '#domain/people/subjects/profile.ts'
import { answerAccessReport } from '#domain/requests/access-reports/answer-report.ts'
import { reportAccess } from '#domain/requests/access-reports/report-access.ts'
import { fileOnBehalf } from '#domain/requests/file/file-on-behalf.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { onBehalfSchema, stepSchema, visitorRequestSchema } from '#domain/requests/forms/request-schemas.ts'
import { readStaffRequest } from '#domain/requests/queue/read-request.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import { addNote } from '#domain/requests/steps/add-note.ts'
import { sendMessage } from '#domain/requests/steps/send-message.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { readDisclosures } from '#domain/requests/view/read-disclosures.ts'
import { fileVisitorRequest } from '#domain/requests/visitor/file-visitor-request.ts'
import { addPasskey, askForPasskey } from '#domain/staff/passkeys/add-passkey.ts'
import { answerReadingAlert, listReadingAlerts } from '#domain/staff/reading-alerts/answer-alert.ts'
import { raiseReadingAlerts } from '#domain/staff/reading-alerts/raise-alerts.ts'
import { inviteStaff } from '#domain/staff/team/invite-staff.ts'
import { readArchive } from '#platform/archives/read-archive.ts'
import { makeBackupKeys } from '#platform/crypto/backup-keys.ts'
import { newId } from '#platform/ids.ts'
import { openLog } from '#platform/log.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { birthdayOf, linkOfInvitation } from '#testing/guardians.ts'
import { testAuthenticator } from '#testing/passkeys.ts'
import type { TestPortal } from '#testing/people.ts'
import { formOf, requestPortal, staffContext } from '#testing/requests.ts'
import { addStaff } from '#testing/staff.ts'
import { createBackup } from './create-backup.ts'

// What people type is searched for in everything that the portal and PostgreSQL write: the files of the database, its
// write-ahead log and its log, the portal's log, and backups that are decrypted.

/** In every canary, so that one search finds all of them; short enough that PostgreSQL does not compress a value. */
const mark = `qzx${Math.random().toString(36).slice(2, 10)}`
const phones = ['+77017319501', '+77017319502'] as const
let canaries = 0
const canary = (what: string) => {
  canaries += 1
  return `${mark}${what}`
}
const folder = mkdtempSync(join(tmpdir(), 'portal-canaries-'))
const logFile = join(folder, 'portal.log')
const logHandle = openSync(logFile, 'w')

let portal: TestPortal
let support: Context
let officer: Context
let second: Context
let security: Context
beforeAll(async () => {
  portal = await requestPortal({ BACKUP_DIR: join(folder, 'archives'), PORTAL_GUARDIANS: 'on' })
  portal.services.log = openLog('trace', 'test', logHandle)
  support = (await staffContext(portal, ['support'])).ctx
  officer = (await staffContext(portal, ['privacy-officer'])).ctx
  second = (await staffContext(portal, ['privacy-officer'])).ctx
  security = (await staffContext(portal, ['security-officer'])).ctx
  await typeEverything()
}, 120_000)
afterAll(async () => {
  await portal.close()
  closeSync(logHandle)
  rmSync(folder, { recursive: true, force: true })
})

/** A canary in each field that takes a text of a person's, through the use case that its form calls. */
async function typeEverything() {
  const person = await portal.addPerson({
    fullName: canary('name'),
    email: `${canary('mail')}@example.kz`,
    phone: phones[0],
  })
  const { subjectId } = person
  const own = portal.as({ kind: 'subject', subjectId }, 'kk')
  const profile = { fullName: canary('changed'), phone: phones[1], locale: 'kk' as const }
  expect(await changeProfile(own, subjectId, profile)).toMatchObject({ status: 'done' })
  expect(await askEmailChange(own, subjectId, `${canary('new')}@example.kz`)).toMatchObject({
    status: 'asked',
  })
  const asked = await askSignIn(portal.visitor, {
    email: `${canary('asks')}@example.kz`,
    returnTo: undefined,
  })
  expect(asked).toMatchObject({ status: 'asked' })

  const file = async (kind: KindName, given: Record<string, string>, files: { content: Buffer }[] = []) => {
    const filed = await fileRequest(own, formOf(kind, given), files)
    if (filed.status !== 'filed') throw new Error(filed.code)
    return filed.reference
  }
  const question = await file('question', { message: canary('question') }, [
    { content: Buffer.from(`${canary('file')} and more`) },
  ])
  await file('erasure/unlawful', { circumstances: canary('unlawful') })
  const correction = await file('rectification', { item: canary('item'), 'correct-value': canary('value') })
  const say = { reference: question, message: canary('message'), messageId: newId() }
  expect(await sendMessage(own, say)).toMatchObject({ status: 'sent' })

  const step = async (ctx: Context, input: object) => {
    const done = await takeRequestStep(ctx, stepSchema.parse(input))
    if (done.status !== 'done') throw new Error(done.code)
  }
  const note = { reference: question, note: canary('note'), noteId: newId() }
  expect(await addNote(officer, note)).toMatchObject({ status: 'done' })
  await step(support, { step: 'take', reference: question })
  await step(support, { step: 'answer-question', reference: question, message: canary('answer') })
  await step(officer, { step: 'take', reference: correction })
  await step(officer, { step: 'ask', reference: correction, message: canary('asked-back') })
  await step(own, { step: 'answer', reference: correction, message: canary('answered') })
  const refused = await file('access', { message: canary('access') })
  await step(officer, { step: 'take', reference: refused })
  const draft = {
    decision: 'refuse',
    refusalCode: 'ProcessExcessive',
    message: canary('draft'),
    note: canary('why'),
  }
  await step(officer, { step: 'propose', reference: refused, ...draft })
  await step(second, { step: 'send-back', reference: refused, note: canary('back') })

  const visit = { fullName: canary('visitor'), email: `${canary('visits')}@example.kz`, locale: 'kk' }
  const input = visitorRequestSchema('access').parse({ ...visit, message: canary('visited') })
  expect(await fileVisitorRequest(portal.visitor, input)).toMatchObject({ status: 'asked' })
  const behalf = onBehalfSchema('question').parse({
    idempotencyKey: newId(),
    channel: 'letter',
    person: person.externalId,
    receivedOn: almatyDate(portal.services.clock.now()),
    locale: 'kk',
    fullName: canary('writer'),
    message: canary('letter'),
    proved: 'no',
  })
  expect(await fileOnBehalf(officer, behalf)).toMatchObject({ status: 'filed' })

  await readStaffRequest(support, refused)
  const [disclosure] = await readDisclosures(own, subjectId)
  const record = disclosure?.auditId ?? ''
  expect(await reportAccess(own, subjectId, { record })).toMatchObject({ status: 'done' })
  const report = { record, finding: 'in-order' as const, answer: canary('finding') }
  expect(await answerAccessReport(security, report as never)).toMatchObject({ status: 'done' })
  const invited = {
    email: `${canary('staff')}@example.kz`,
    fullName: canary('member'),
    roles: [],
    locale: 'ru' as const,
  }
  expect(await inviteStaff(portal.system, invited)).toMatchObject({ status: 'invited' })
  await typeWhatFormsLeaveOut()
}

/** The same for forms that `e2e/no-plain-text.spec.ts` leaves out. */
async function typeWhatFormsLeaveOut() {
  const { subjectId } = await portal.addPerson()
  const email = `${canary('parent')}@example.kz`
  const named = nameRepresentativeSchema.parse({ bornOn: birthdayOf(portal, 'under-14'), email })
  expect(await declareMinor(portal.subject(subjectId), subjectId, named)).toMatchObject({ status: 'named' })
  const token = await linkOfInvitation(portal, subjectId)
  const answer = { token, fullName: canary('guardian'), capacity: 'parent', confirmed: 'yes' }
  const proof = await proveRepresentative(portal.visitor, acceptRepresentationSchema.parse(answer))
  expect(proof).toMatchObject({ status: 'proved' })

  const member = await addStaff(portal, ['support'])
  const { ctx, token: sessionToken } = await member.sudo(await member.signIn())
  const asked = await askForPasskey(ctx, sessionToken)
  if (asked.status !== 'done') throw new Error(asked.code)
  const response = testAuthenticator(portal.services.env.APP_URL).create(asked.options)
  const key = { name: canary('passkey'), response, sessionToken }
  expect(await addPasskey(ctx, key)).toMatchObject({ status: 'done' })

  const opened = Array.from({ length: 200 }, () => ({
    action: 'request.read' as const,
    subjectId: newId(),
  }))
  await ctx.transaction((tx) => append(tx, ctx.auditedAs, ...opened))
  expect(await raiseReadingAlerts(portal.system)).toBe(1)
  const [alert] = await listReadingAlerts(security)
  const answered = { alertId: alert?.alertId ?? '', finding: 'explained', answer: canary('alert') } as const
  expect(await answerReadingAlert(security, answered)).toEqual({ status: 'done' })
}

/** The bytes of a text as programs write them: as it is, in UTF-16, in hexadecimal, and in base64 at each of its three offsets. */
function spellings(text: string): Buffer[] {
  const bytes = Buffer.from(text)
  const base64 = [0, 1, 2].map((skip) =>
    Buffer.concat([Buffer.alloc(skip), bytes])
      .toString('base64')
      // What depends on the neighbours.
      .slice(skip === 0 ? 0 : 4, -4),
  )
  const texts = [text, bytes.toString('hex'), bytes.toString('hex').toUpperCase(), ...base64]
  return [...texts.map((one) => Buffer.from(one)), Buffer.from(text, 'utf16le')]
}
const needles = [mark, ...phones.map((phone) => phone.slice(1))].flatMap(spellings)
const isIn = (bytes: Buffer, wanted: readonly Buffer[] = needles) => wanted.some((one) => bytes.includes(one))

/** Every file below a folder. */
const filesBelow = (root: string) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))

/** The files that PostgreSQL writes: of this database, the write-ahead log, and its log. */
async function postgresqlFiles(): Promise<Record<'data' | 'wal' | 'log', string[]>> {
  const server = postgres(inject('testServer').superUrl, { max: 1, onnotice: () => {} })
  try {
    const name = new URL(portal.database.appUrl).pathname.slice(1)
    const [found] = await server<{ root: string; oid: string }[]>`
      SELECT current_setting('data_directory') AS root, oid::text FROM pg_database WHERE datname = ${name}`
    if (!found) throw new Error('no database')
    const wal = join(found.root, 'pg_wal')
    const before = filesBelow(wal).map((file) => [file, readFileSync(file)] as const)
    // The log is read before a checkpoint recycles it.
    walBefore.push(
      ...before.filter(([, bytes]) => isIn(bytes, [...needles, ...planted])).map(([, bytes]) => bytes),
    )
    await server`CHECKPOINT`
    const log = readdirSync(found.root).filter((file) => file.startsWith('postgresql.log'))
    return {
      data: filesBelow(join(found.root, 'base', found.oid)),
      wal: filesBelow(wal),
      log: log.map((file) => join(found.root, file)),
    }
  } finally {
    await server.end()
  }
}
const walBefore: Buffer[] = []

async function backupContents(): Promise<Buffer[]> {
  const keys = await makeBackupKeys(portal.services.env.keysDir)
  const made = await createBackup(portal.system, {
    url: portal.database.backupUrl,
    folder: join(folder, 'archives'),
    target: { country: 'KZ', allowed: ['KZ'] },
    keys,
    recipients: [],
  })
  const contents: Buffer[] = []
  for (const file of [made.portal, made.keystore])
    for await (const { bytes } of readArchive(file, [keys.identity])) contents.push(Buffer.from(bytes))
  return contents
}

const plain = `planted${mark}`.split('').reverse().join('')
const planted = spellings(plain)

describe('what people typed', () => {
  test('is in twenty fields and more', () => expect(canaries + phones.length).toBeGreaterThanOrEqual(20))

  test('is nowhere in the files, the write-ahead log, the logs and the backups; a plain text that was planted is found', async () => {
    await portal.database.owner.db.execute(
      sql`INSERT INTO installation_fact (name, value, set_at) VALUES ('planted', to_jsonb(${plain}::text), now())`,
    )
    // A statement that fails with what was typed as its parameter.
    const failing = sql`SELECT 1 / length(left(${`${mark}failing`}::text, 0))`
    await expect(portal.database.owner.db.execute(failing)).rejects.toThrow()
    portal.services.log.warn({ email: `${mark}@example.kz` }, plain)
    const files = await postgresqlFiles()
    const backup = await backupContents()
    expect(walBefore.filter((bytes) => isIn(bytes))).toHaveLength(0)
    expect(walBefore.some((bytes) => isIn(bytes, planted))).toBe(true)
    for (const kind of ['data', 'wal'] as const) {
      const contents = files[kind]
        .filter((file) => statSync(file, { throwIfNoEntry: false }))
        .map((file) => readFileSync(file))
      expect([kind, contents.length > 0, contents.filter((bytes) => isIn(bytes)).length]).toEqual([
        kind,
        true,
        0,
      ])
      if (kind === 'data') expect(contents.some((bytes) => isIn(bytes, planted))).toBe(true)
    }
    expect(files.log.some((file) => readFileSync(file, 'utf8').includes('division by zero'))).toBe(true)
    expect(files.log.filter((file) => isIn(readFileSync(file)))).toEqual([])
    expect(backup.filter((bytes) => isIn(bytes))).toHaveLength(0)
    expect(backup.some((bytes) => isIn(bytes, planted))).toBe(true)
    const log = readFileSync(logFile)
    expect(isIn(log, planted)).toBe(true)
    expect(isIn(log)).toBe(false)
  }, 120_000)

  test.each([
    ['as it is', (text: string) => Buffer.from(`x${text}y`)],
    ['in UTF-16', (text: string) => Buffer.from(`x${text}y`, 'utf16le')],
    ['in hexadecimal', (text: string) => Buffer.from(Buffer.from(`x${text}y`).toString('hex'))],
    ['in base64', (text: string) => Buffer.from(Buffer.from(`x${text}yy`).toString('base64'))],
    [
      'in base64, a sign further',
      (text: string) => Buffer.from(Buffer.from(`xx${text}yy`).toString('base64')),
    ],
    [
      'in base64, at its beginning',
      (text: string) => Buffer.from(Buffer.from(`${text}yyy`).toString('base64')),
    ],
  ])('would be found %s', (_name, write) => expect(isIn(write(`${mark}note`))).toBe(true))
})
