import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { auditEvent } from '#db/schema/audit.ts'
import { subject } from '#db/schema/people.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { runCommand } from './main.ts'
import { prepare } from './prepare.ts'

const folder = mkdtempSync(join(tmpdir(), 'portal-import-'))
let database: TestDatabase
let settings: Record<string, string>

beforeAll(async () => {
  database = await testDatabase()
  settings = {
    DATABASE_URL: database.appUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    DATABASE_BACKUP_URL: database.backupUrl,
    SMTP_URL: 'smtp://127.0.0.1:9',
    AUTH_SECRET: 'test-secret-test-secret-test-secret-test',
    SNAPSHOT_TOKEN: 'test-token-test-token-test-token-test-tok',
    PORTAL_DATA_DIR: join(folder, 'data'),
    PORTAL_KEYS_DIR: join(folder, 'keys'),
    OPERATOR_FILE: join(import.meta.dirname, '../db/seed/operator.sample.json'),
    PORTAL_SAMPLE_DATA: '0',
  }
  await prepare(settings)
  writeFileSync(join(folder, 'words.json'), JSON.stringify({ ru: { analytics: 'Согласен на измерение' } }))
})
afterAll(() => database?.close())

let files = 0
let file: string
beforeEach(() => {
  file = join(folder, `people-${++files}.csv`)
})
const rejected = () => file.replace(/csv$/, 'rejected.csv')

function start(...options: string[]) {
  const path = [process.execPath, join(import.meta.dirname, 'main.ts')] as const
  return spawn(path[0], [path[1], 'subjects', 'import', file, ...options], {
    env: { ...settings, NODE_ENV: 'test', PATH: process.env.PATH, INIT_CWD: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function run(...options: string[]) {
  const child = start(...options)
  const ended = new Promise<number | null>((done) => child.once('close', done))
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return {
    code,
    stdout,
    stderr,
    answer: options.includes('--json') && code !== 2 ? JSON.parse(stdout) : null,
  }
}

/** The same in this process, for runs that end before anything is done. */
async function runHere(...args: string[]) {
  const said: string[] = []
  const hear = (chunk: unknown) => said.push(String(chunk)) > 0
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(hear)
  for (const method of ['log', 'error'] as const) vi.spyOn(console, method).mockImplementation(hear)
  for (const [name, value] of Object.entries({ ...settings, INIT_CWD: folder })) vi.stubEnv(name, value)
  try {
    return { code: await runCommand(['subjects', 'import', ...args]), said: said.join('') }
  } finally {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  }
}

const header = 'external_id;email;full_name;language;choices_given_at;analytics'
const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => {
    const n = from + i
    return `u-${n};u-${n}@example.kz;"Оқушы\u00a0""${n}""";kk;2023-05-01;${n % 2 ? 'granted' : 'withdrawn'}`
  })
const write = (...lines: string[]) => writeFileSync(file, `\ufeff${[header, ...lines].join('\r\n')}\r\n`)
/** Everything that an import writes, without what differs from run to run. */
const state = async () => {
  const { db } = database.owner
  const [found] = await db.execute(sql`SELECT (SELECT count(*)::int FROM subject) AS people,
    (SELECT count(*)::int FROM keystore.subject_key) AS keys, (SELECT count(*)::int FROM consent_event) AS events,
    (SELECT count(*)::int FROM consent_state WHERE decision = 'granted') AS granted,
    (SELECT count(*)::int FROM consent_text WHERE version < 0) AS words,
    (SELECT count(*)::int FROM audit_event WHERE action <> 'subjects.import') AS records`)
  return found
}
const runs = () => database.owner.db.select().from(auditEvent).where(eq(auditEvent.action, 'subjects.import'))

// Each run is a separate process.
vi.setConfig({ testTimeout: 90_000 })

describe('portal subjects import', () => {
  it('takes good rows, puts bad ones beside the file with line and reason; mended, they are taken as they are', async () => {
    const [first = '', second = '', third = ''] = rows(1, 4)
    const bad = 'u/bad;bad@example.kz;=1+1 ;"kk";;'
    writeFileSync(
      file,
      Buffer.concat([
        Buffer.from(
          `\ufeff${header};;\r\n${[first, bad, second, 'u-1;other@example.kz;;;;'].join('\r\n')}\r\n`,
        ),
        Buffer.from('u-2/'),
        Buffer.from([0xc8, 0xe2]),
        Buffer.from(`;;;;;\r\n;;;;;\r\n${third}\r\n"open`),
      ]),
    )
    const done = await run('--words', 'words.json', '--json')
    expect(done.code).toBe(1)
    expect(done.answer).toMatchObject({
      rows: 7,
      rejected: 4,
      rejectedFile: rejected(),
      warnings: 0,
      warningsFile: null,
      dryRun: false,
      people: { created: 3, changed: 0, unchanged: 0 },
      choices: { recorded: 3, unchanged: 0, older: 0, ended: 2 },
    })
    expect(done.answer.sha256).toMatch(/^[0-9a-f]{64}$/)
    const lines = readFileSync(rejected(), 'latin1').split('\r\n')
    expect(lines.slice(0, 4)).toEqual([
      `\xef\xbb\xbfrejected_line;rejected_column;rejected_code;rejected_reason;${header};;`,
      `3;external_id;malformed;cannot be read as what this column holds;${bad}`,
      '5;external_id;repeated-id;this id stood in an earlier row;u-1;other@example.kz;;;;',
      '6;;not-utf8;the row is not UTF-8: export the file as UTF-8;u-2/\xc8\xe2;;;;;',
    ])
    expect(lines[4]).toMatch(/^9;;open-quote;/)
    expect(statSync(rejected()).mode & 0o777).toBe(0o600)
    // Neither imported nor rejected people are named in logs.
    expect(done.stderr + done.stdout).not.toMatch(/example\.kz|Оқушы|u-\d/)

    // What stays wrong comes back once more, with one set of reasons.
    const mended = lines.slice(0, 3).join('\r\n').replace('u/bad', 'u-bad').replace(';u-1;', ';u 1;')
    file = join(folder, 'mended.csv')
    writeFileSync(file, mended, 'latin1')
    const again = await run('--words-not-kept', '--json')
    expect(again.answer).toMatchObject({ rejected: 1, people: { created: 1 } })
    const left = readFileSync(rejected(), 'latin1').split('\r\n')
    expect(left).toEqual([
      lines[0],
      '3;external_id;malformed;cannot be read as what this column holds;u 1;other@example.kz;;;;',
      '',
    ])
    writeFileSync(file, left.join('\r\n').replace('u 1', 'u-other'), 'latin1')
    rmSync(rejected())
    expect(await run('--words-not-kept', '--json')).toMatchObject({ code: 0, answer: { rejectedFile: null } })
    expect(existsSync(rejected())).toBe(false)
  })

  it('imports rows without cells that cannot be read, and lists them; a shared address keeps both people', async () => {
    writeFileSync(
      file,
      [
        'sep=;',
        'external_id;email;phone;full_name;choices_given_at;analytics;;',
        'f-1;family@example.kz;77011234567.0;Ана;2023-05-01;granted;;',
        'f-2;Family@example.kz;"7,70E+10";Бала;2023-05-01;withdrawn;;',
        'f-3;;8 (701) 123-45-67;;soon;granted;;',
        ';;;;;;;',
      ].join('\r\n'),
    )
    const done = await run('--words', 'words.json', '--json')
    const warningsFile = file.replace(/\.csv$/, '.warnings.csv')
    expect(done).toMatchObject({
      code: 1,
      answer: {
        rows: 3,
        rejected: 0,
        warnings: 2,
        warningsFile,
        people: { created: 3 },
        choices: { recorded: 2 },
      },
    })
    const [, second = '', third = ''] = readFileSync(warningsFile, 'utf8').split('\r\n')
    expect(second).toMatch(/^4;"phone; email";"digits-lost; address-taken";/)
    expect(second).toMatch(/;f-2;Family@example\.kz;"7,70E\+10";Бала;2023-05-01;withdrawn;;$/)
    expect(third).toMatch(/^5;choices_given_at;malformed;/)
    expect(statSync(warningsFile).mode & 0o777).toBe(0o600)
  })

  it('reads UTF-16 by itself and windows-1251 where it is named', async () => {
    const text = 'external_id\temail\tfull_name\r\nw-1\tw-1@example.kz\tӘлия\r\n'
    writeFileSync(file, Buffer.from(`\ufeff${text}`, 'utf16le'))
    expect(await run('--json')).toMatchObject({
      code: 0,
      answer: { encoding: 'utf-16le', people: { created: 1 } },
    })
    writeFileSync(file, text)
    expect((await run('--json')).answer.people).toEqual({ created: 0, changed: 0, unchanged: 1 })

    const name = Buffer.from([0xc0, 0xeb, 0xe8, 0xff])
    writeFileSync(file, Buffer.concat([Buffer.from('external_id;full_name\r\nw-2;'), name]))
    expect(await runHere(file)).toMatchObject({
      code: 2,
      said: expect.stringMatching(/line 2.*windows-1251/s),
    })
    expect((await run('--encoding', 'windows-1251', '--json')).answer).toMatchObject({
      people: { created: 1 },
    })
    writeFileSync(file, 'external_id;full_name\r\nw-2;Алия')
    expect((await run('--json')).answer.people).toEqual({ created: 0, changed: 0, unchanged: 1 })
  })

  it('gives imported consents a term by option', async () => {
    write('t-1;;;ru;2019-05-01;granted', 't-2;;;ru;2019-05-02;withdrawn')
    const done = await run('--words', 'words.json', '--term', '12', '--dry-run', '--json')
    expect(done.answer.choices).toMatchObject({ recorded: 2, ended: 1 })
    const without = await run('--words', 'words.json', '--term', 'none', '--dry-run', '--json')
    expect(without.answer.choices).toMatchObject({ recorded: 2, ended: 0 })
  })

  it('lists what is older than the decision held here, in a file of its own, and exits with 1', async () => {
    write('o-1;o-1@example.kz;;ru;2023-05-02;withdrawn', 'o-2;o-2@example.kz;;ru;2023-05-01;granted')
    expect((await run('--words', 'words.json', '--json')).code).toBe(0)
    // The day of the withdrawal says nothing of the hour.
    write('o-1;o-1@example.kz;;ru;2023-05-02;granted', 'o-2;o-2@example.kz;;ru;2023-05-01;granted')
    const done = await run('--words', 'words.json', '--json')
    const olderFile = file.replace(/\.csv$/, '.older.csv')
    expect(done).toMatchObject({ code: 1, answer: { choices: { unchanged: 1, older: 1 }, olderFile } })
    expect(readFileSync(olderFile, 'utf8').split('\r\n').slice(0, 2)).toEqual([
      '\ufeffexternal_id,choice,decision,given_at',
      'o-1,analytics,granted,2023-05-01T18:00:00.000Z',
    ])
    expect(statSync(olderFile).mode & 0o777).toBe(0o600)
  })

  it('only checks with --dry-run', async () => {
    write(...rows(10, 12), 'u-1/2;u-12@example.kz;;;;')
    const before = await state()
    const done = await run('--words', 'words.json', '--dry-run', '--json')
    expect(done.code).toBe(1)
    expect(done.answer).toMatchObject({
      dryRun: true,
      rejected: 1,
      people: { created: 2 },
      choices: { recorded: 2 },
    })
    expect(await state()).toEqual(before)
  })

  it('killed in the middle and run again: as if it had run once', async () => {
    write(...rows(100, 2100))
    const before = await state()
    const child = start('--words', 'words.json')
    const people = async () =>
      (await database.owner.db.select({ id: subject.subjectId }).from(subject)).length -
      Number(before?.people)
    while ((await people()) < 250 && child.exitCode === null) await new Promise((done) => setTimeout(done, 5))
    child.kill('SIGKILL')
    expect(await people()).toBeLessThan(2000)

    expect((await run('--words', 'words.json', '--json')).code).toBe(0)
    const once = {
      people: Number(before?.people) + 2000,
      keys: Number(before?.keys) + 2000,
      events: Number(before?.events) + 2000,
      granted: Number(before?.granted) + 1000,
      words: before?.words,
      records: Number(before?.records) + 4000,
    }
    expect(await state()).toEqual(once)
    const third = await run('--words', 'words.json', '--json')
    expect(third.answer).toMatchObject({
      people: { unchanged: 2000 },
      choices: { unchanged: 2000, recorded: 0 },
    })
    expect(await state()).toEqual(once)
  })

  it('leaves one record of each run that ended: who, which file, how many', async () => {
    const last = (await runs()).at(-1)
    expect(last).toMatchObject({ actorKind: 'system', reason: 'finished', subjectId: null })
    expect(last?.actorId).toMatch(/^subjects import by ./)
    expect(last?.resource).toMatch(/^file:[0-9a-f]{64}$/)
    expect(last?.fields).toContain('rows:2000')
    expect(await runs()).toHaveLength(12)
  })

  it.each([
    ['external_id,e-mail\nu-1,a', [], /header: unknown column: e-mail/],
    ['external_id,choices_given_at,analytics\nu-1,2023-01-01,granted', [], /--words FILE\.json must say/],
    [
      'external_id,choices_given_at,improvement\nu-1,,',
      ['--words', 'words.json'],
      /no words for improvement/,
    ],
    ['external_id\nu-1', ['--words', 'no-such.json'], /cannot be read/],
    ['', [], /the file is empty/],
    ['\xff\xfee\0x\0', [], /header: unknown column: ex/],
    ['external_id,\xe9,email\nu-1', [], /not UTF-8 \(line 1\)/],
    ['PK\x03\x04\x14\0', [], /Excel workbook/],
    ['external_id\nu-1', ['--term', 'soon'], /--term: months/],
    ['external_id\nu-1', ['--encoding', 'koi8-r'], /--encoding: one of utf-8/],
  ])('what cannot be meant is wrong use, and nothing is written: %j %j', async (content, options, says) => {
    writeFileSync(file, content, 'latin1')
    const before = await state()
    const { code, said } = await runHere(file, ...options)
    expect([code, said]).toEqual([2, expect.stringMatching(says)])
    expect(await state()).toEqual(before)
  })

  it('tells the header by --help', async () => {
    const { said, code } = await runHere('--help')
    expect(code).toBe(0)
    expect(said).toContain('communication/new-materials/email')
    expect(said).toContain('choices_given_at')
  })
})
