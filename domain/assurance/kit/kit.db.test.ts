import { spawnSync } from 'node:child_process'
import { createHash, createPublicKey } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import { Denied } from '#domain/access/permissions.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import { kitReadme } from '#i18n/audit-kit.ts'
import { checksumsText } from '#platform/checksums.ts'
import { signForSsh } from '#platform/crypto/ssh-signature.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { testLog } from '#testing/audit-log.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { measureAgain } from '#testing/evidence.ts'
import { formOf, staffContext } from '#testing/requests.ts'
import { KIT_NAMESPACE } from '../rules/kit-commands.ts'
import { kitQuerySchema } from '../rules/kit-query.ts'
import { askForKit, listKits, openKit } from './ask-for-kit.ts'
import { makeKitNow, makeKits } from './make-kits.ts'

const tools = ['tar', 'jq', 'openssl', 'ssh-keygen', 'sha256sum', 'basenc', 'comm', 'go']
const debian = '/usr/bin:/bin'
const hasTools =
  tools.every((name) => existsSync(`/usr/bin/${name}`) || existsSync(`/bin/${name}`)) &&
  existsSync('/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog')
if (!hasTools) console.warn('skipped: apt-get install jq golang-go golang-golang-x-mod-dev to check a kit')

const today = almatyDate(new Date())
const day = 86_400_000
const query = kitQuerySchema.parse({ from: addDays(today, -20), to: addDays(today, -1), day: today })
const home = mkdtempSync(join(tmpdir(), 'portal-kit-'))

let portal: ConsentPortal
let log: Awaited<ReturnType<typeof testLog>>
let auditor: Awaited<ReturnType<typeof staffContext>>
let erased: { reference: string; event: string }

/** What happens in the period: everything is recorded now, and the period begins ten days ago for everybody but the erased. */
beforeAll(async () => {
  portal = await consentPortal()
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  auditor = await staffContext(portal, ['auditor'])
  const officer = (await staffContext(portal, ['privacy-officer'])).ctx
  log = await testLog(portal)
  portal.moveClock(-5 * day)
  const references: string[] = []
  for (let n = 0; n < 30; n += 1) {
    const { subjectId } = await portal.addPerson()
    const own = portal.as({ kind: 'subject', subjectId }, 'kk')
    await decide(own, subjectId, { decision: 'granted' })
    if (n % 3 === 0) await decide(own, subjectId, { decision: 'withdrawn' })
    const filed = await fileRequest(own, formOf(n < 4 ? 'rectification' : 'access'))
    if (filed.status !== 'filed') throw new Error(filed.code)
    references.push(filed.reference)
  }
  for (const reference of references.slice(0, 4)) {
    const step = async (input: object) => {
      const result = await takeRequestStep(officer, stepSchema.parse({ reference, ...input }))
      if (result.status !== 'done') throw new Error(result.code)
    }
    await step({ step: 'take' })
    await step({
      step: 'refuse',
      refusalCode: 'IdentityVerificationFailure',
      reason: 'Бас тартылды.',
      reasonLocale: 'kk',
    })
  }
  await measureAgain(portal, 0)
  const lost = await portal.addPerson()
  const own = portal.as({ kind: 'subject', subjectId: lost.subjectId }, 'kk')
  const event = await decide(own, lost.subjectId, { decision: 'granted' })
  const filed = await fileRequest(own, formOf('portability'))
  if (filed.status !== 'filed') throw new Error(filed.code)
  erased = { reference: filed.reference, event: String(event) }
  const { db } = portal.database.owner
  await db.execute(sql`INSERT INTO erased_subject (subject_id, erased_at) VALUES (${lost.subjectId}, now())`)
  // The database's clock is not moved: the records of half an hour ago become those of five days ago.
  await db.execute(sql`UPDATE audit_event SET at = at - interval '5 days'`)
  await log.seal()
  portal.moveClock(5 * day)
  await log.write('today')
  await log.seal()
}, 120_000)
afterAll(async () => {
  await portal.close()
  rmSync(home, { recursive: true, force: true })
})

const readme = kitReadme('en')
let made = 0

async function newKit(of = query) {
  made += 1
  const folder = mkdtempSync(join(home, `${made}-`))
  const name = `audit-kit-${of.from}-${of.to}.tar.gz`
  const kit = await makeKitNow(portal.system, of, {
    readme,
    write: async (content) => {
      const pieces: Buffer[] = []
      for await (const piece of content) pieces.push(piece)
      writeFileSync(join(folder, name), Buffer.concat(pieces))
    },
  })
  run(`tar -xzf ${name}`, folder)
  const inside = join(folder, 'audit-kit')
  const text = readFileSync(join(inside, 'README.md'), 'utf8')
  return {
    ...kit,
    folder,
    inside,
    text,
    commands: [...text.matchAll(/```sh\n([\s\S]*?)\n```/g)].map(([, one = '']) => one),
  }
}

function run(script: string, cwd: string) {
  const { status, stdout, stderr } = spawnSync('/bin/bash', ['--norc', '-euo', 'pipefail', '-c', script], {
    cwd,
    encoding: 'utf8',
    env: { PATH: debian, HOME: home, NODE_ENV: 'test' },
  })
  return { status, said: stdout + stderr }
}

const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((one) =>
    statSync(join(folder, one)).isFile(),
  )

const idsIn = (folder: string, of: RegExp) => filesOf(folder).flatMap((file) => of.exec(file)?.[1] ?? [])

test.skipIf(!hasTools)(
  'Debian’s tools accept a kit by the eight commands of its README, as they are written',
  async () => {
    const kit = await newKit()
    expect(kit.commands).toHaveLength(8)
    const all = run(kit.commands.join('\n'), kit.folder)
    expect(all).toMatchObject({ status: 0 })
    expect(all.said).toContain(`Good "${KIT_NAMESPACE}" signature for privacy-portal`)
    expect(all.said).toMatch(/accepted: \d+ entries of a log with \d+ records/)
    expect(all.said).not.toMatch(/REFUSED/)
    expect(kit.counts).toMatchObject({ requests: 30, receipts: 40, drawn: 25, proofs: 5 })
    expect(kit.counts.measurements).toBeGreaterThan(10)
    expect(kit.counts.entries).toBeGreaterThan(150)
  },
  120_000,
)

test('a kit has no name, address or text of a person, and nothing of people whose data was erased but a reference', async () => {
  const { inside, text } = await newKit()
  const everything = filesOf(inside)
    .map((file) => readFileSync(join(inside, file), 'utf8'))
    .join('\n')
  for (const secret of ['Серікқызы', '@example.kz', '+7701', 'Бас тартылды', 'Асқар'])
    expect(everything.includes(secret), secret).toBe(false)
  expect(idsIn(join(inside, 'receipts'), /^(.+)\.jsonld$/)).not.toContain(erased.event)
  const requests = readFileSync(join(inside, 'requests/requests.0001.jsonl'), 'utf8')
  expect(requests).not.toContain(erased.reference)
  expect(readFileSync(join(inside, 'sample/references.txt'), 'utf8')).toContain(erased.reference)
  expect(text).toContain('no name, no address, no text')
})

test.skipIf(!hasTools)(
  'a byte flipped in any file is refused',
  async () => {
    const { inside, commands } = await newKit()
    const check = commands.slice(1, 3).join('\n')
    expect(run(check, inside)).toMatchObject({ status: 0 })
    const files = filesOf(inside)
    expect(files.length).toBeGreaterThan(80)
    for (const file of files) {
      const path = join(inside, file)
      const good = readFileSync(path)
      if (good.length === 0) continue
      const bad = Buffer.from(good)
      const at = Math.floor(good.length / 2)
      bad.writeUInt8(bad.readUInt8(at) ^ 1, at)
      writeFileSync(path, bad)
      expect(run(check, inside).status, file).not.toBe(0)
      writeFileSync(path, good)
    }
    expect(run(check, inside)).toMatchObject({ status: 0 })
  },
  120_000,
)

/** A kit whose maker has the key of the sums and changed something else than what was recorded. */
const forgeries: readonly [string, number, string, (text: string) => string][] = [
  [
    'a record of the log',
    3,
    'log/entries.0001.jsonl',
    (text) => text.replace('request.file', 'request.fake'),
  ],
  ['a hash of the tree', 3, 'log/tile/0/000', (text) => text],
  [
    'the head of the log',
    3,
    'log/checkpoint',
    (text) => text.replace(/\n(\d+)\n/, (_, n) => `\n${Number(n) - 1}\n`),
  ],
  [
    'the checkpoint of the sample',
    3,
    'sample/checkpoint.txt',
    (text) => text.replace('/audit\n', '/audif\n'),
  ],
  [
    'a proof',
    4,
    'proofs/newest-record.tlog-proof',
    (text) => text.replace(/index (\d+)/, (_, n) => `index ${Number(n) - 1}`),
  ],
  ['a receipt', 5, 'receipts/*.jsonld', (text) => text.replace('ConsentGiven', 'ConsentWithdrawn')],
  ['the sample', 6, 'sample/drawn.txt', (text) => text.split('\n').slice(1).join('\n')],
  ['a request left out', 6, 'sample/references.txt', (text) => text.split('\n').slice(1).join('\n')],
  [
    'a step of a request',
    7,
    'requests/requests.0001.jsonl',
    (text) => text.replace('"step":"refuse"', '"step":"fulfil"'),
  ],
  [
    'a measurement',
    7,
    'evidence/service-consent.jsonl',
    (text) => text.replace(/:(\d+)}/, (_, n) => `:${Number(n) + 1}}`),
  ],
  [
    'a receipt without a record',
    7,
    'receipts/records.0001.jsonl',
    (text) => text.replace('consent.grant', 'consent.change'),
  ],
]

test.skipIf(!hasTools)(
  'a kit that was changed and signed again is refused by the command for that part',
  async () => {
    const { inside, commands } = await newKit()
    const { keys, clock } = portal.services
    const { keyId, sign } = keys.signers()(clock.now())
    const publicKey = createPublicKey(keys.publicKeys().find(({ id }) => id === keyId)?.pem ?? '')
    for (const [what, command, pattern, change] of forgeries) {
      const file = pattern.includes('*')
        ? `receipts/${idsIn(join(inside, 'receipts'), /^(.+\.jsonld)$/)[0]}`
        : firstOf(inside, pattern)
      const path = join(inside, file)
      const good = readFileSync(path)
      const changed = file.startsWith('log/tile')
        ? flipped(good)
        : Buffer.from(change(good.toString('utf8')), 'utf8')
      expect(changed.equals(good), what).toBe(false)
      writeFileSync(path, changed)
      const listed = filesOf(inside).filter((one) => !/^(SHA256SUMS|\.)/.test(one))
      const sums = Buffer.from(
        checksumsText(
          listed.map((one) => ({
            path: one,
            sha256: createHash('sha256')
              .update(readFileSync(join(inside, one)))
              .digest('hex'),
          })),
        ),
      )
      writeFileSync(join(inside, 'SHA256SUMS'), sums)
      writeFileSync(
        join(inside, 'SHA256SUMS.sig'),
        signForSsh(sums, { publicKey, sign, namespace: KIT_NAMESPACE }),
      )
      expect(run(commands.slice(1, 3).join('\n'), inside), what).toMatchObject({ status: 0 })
      const refused = run(commands[command] ?? '', inside)
      expect(refused.status, `${what}: ${refused.said}`).not.toBe(0)
      writeFileSync(path, good)
    }
  },
  240_000,
)

const firstOf = (inside: string, path: string) =>
  existsSync(join(inside, path)) ? path : (filesOf(inside).find((one) => one.startsWith(path)) ?? path)

function flipped(bytes: Buffer): Buffer {
  const bad = Buffer.from(bytes)
  bad.writeUInt8(bad.readUInt8(5) ^ 1, 5)
  return bad
}

test('without a checkpoint of the day nothing is drawn, and the README says so', async () => {
  const { inside, text, commands, counts } = await newKit({ ...query, day: addDays(today, 1) })
  expect(counts.drawn).toBe(0)
  expect(commands).toHaveLength(7)
  expect(text).toContain('The sample is not drawn')
  expect(existsSync(join(inside, 'sample'))).toBe(false)
})

test('an auditor asks, the worker makes, the file is read once more and is gone after seven days', async () => {
  const signal = new AbortController().signal
  const { ctx, stale } = auditor
  await expect(askForKit(stale, query)).rejects.toThrow(SudoNeeded)
  expect(await askForKit(ctx, { ...query, to: addDays(today, 1) })).toEqual({
    status: 'refused',
    code: 'future',
  })
  expect(await askForKit(ctx, query)).toEqual({ status: 'done' })
  expect(await askForKit(ctx, query)).toEqual({ status: 'refused', code: 'one-waits' })
  const [asked] = await listKits(ctx)
  expect(asked).toMatchObject({ state: 'waiting', askedByName: 'Асқар Серікұлы', fromDay: query.from })
  const kitId = asked?.kitId ?? ''
  expect(await openKit(ctx, kitId)).toBeNull()

  expect(await makeKits(portal.system, kitReadme, signal)).toBe(1)
  const [ready] = await listKits(ctx)
  expect(ready).toMatchObject({ state: 'ready', counts: { requests: 30, drawn: 25 } })
  await expect(openKit(stale, kitId)).rejects.toThrow(SudoNeeded)
  const opened = await openKit(ctx, kitId)
  const pieces: Uint8Array[] = []
  for await (const piece of opened?.read() ?? []) pieces.push(piece)
  const bytes = Buffer.concat(pieces)
  expect(opened).toMatchObject({ name: `audit-kit-${query.from}-${query.to}.tar.gz`, size: bytes.length })
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(ready?.sha256)
  const stored = readdirSync(join(portal.services.env.packagesDir, 'audit-kits'))
  expect(stored).toContain(`${kitId}.kit`)
  const onDisk = readFileSync(join(portal.services.env.packagesDir, 'audit-kits', `${kitId}.kit`))
  expect(onDisk.subarray(1, 3).equals(bytes.subarray(0, 2))).toBe(false)

  portal.passTime(8 * day)
  expect(await openKit(ctx, kitId)).toBeNull()
  await makeKits(portal.system, kitReadme, signal)
  expect((await listKits(ctx))[0]).toMatchObject({ state: 'expired' })
  expect(readdirSync(join(portal.services.env.packagesDir, 'audit-kits'))).not.toContain(`${kitId}.kit`)
  portal.passTime(-8 * day)
  const actions = (await portal.audit())
    .map(({ action }) => action)
    .filter((action) => action.startsWith('audit-kit.'))
  expect(actions.slice(-4)).toEqual([
    'audit-kit.ask',
    'audit-kit.make',
    'audit-kit.download',
    'audit-kit.expire',
  ])
}, 60_000)

test('nobody else asks for one, sees them or opens one', async () => {
  for (const role of ['support', 'privacy-officer', 'security-officer', 'administrator'] as const) {
    const { ctx } = await staffContext(portal, [role])
    await expect(askForKit(ctx, query)).rejects.toThrow(Denied)
    await expect(listKits(ctx)).rejects.toThrow(Denied)
    await expect(openKit(ctx, query.from)).rejects.toThrow(Denied)
    await expect(makeKits(ctx, kitReadme, new AbortController().signal)).rejects.toThrow(Denied)
  }
  const { ctx: untrained } = await staffContext(portal, ['auditor'], false)
  await expect(askForKit(untrained, query)).rejects.toThrow(Denied)
})
