import { execFileSync } from 'node:child_process'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { registerRows } from '#app/[locale]/staff/data-map/register-texts.ts'
import { evidenceMeasurement } from '#db/schema/assurance.ts'
import { measurementHash } from '#domain/assurance/record/measurements.ts'
import { exportRegister } from '#domain/assurance/report/export-register.ts'
import { registerColumns, registers } from '#domain/assurance/report/registers.ts'
import { readRegister } from '#domain/fulfilment/register/read-register.ts'
import {
  registerColumns as clearanceColumns,
  exportRegister as exportClearances,
} from '#domain/staff/clearances/export-register.ts'
import { locales } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { csvTable, delimiterFor } from '#platform/csv-table.ts'
import { newId } from '#platform/ids.ts'
import { almatyDate, almatyMoment } from '#platform/time/almaty-time.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, requestPortal, staffContext } from '#testing/requests.ts'
import { registerFile } from './register-file.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
})
afterAll(() => portal.close())

/** The table as Python's csv module reads it. */
function readByPython(text: string, delimiter: string): string[][] {
  const program = `
import csv, io, json, sys
text = sys.stdin.buffer.read().decode('utf-8-sig')
print(json.dumps(list(csv.reader(io.StringIO(text, newline=''), delimiter=sys.argv[1], strict=True))))`
  const out = execFileSync('python3', ['-c', program, delimiter], { input: text, encoding: 'utf8' })
  return JSON.parse(out)
}

/** As many cells in each row as the head has, and nothing that a spreadsheet would compute. */
function expectSafe(rows: string[][]) {
  expect(rows.map(({ length }) => length)).toEqual(rows.map(() => rows[0]?.length))
  expect(rows.flat().filter((cell) => /^[=+\-@\t\r＝＋－＠]./u.test(cell))).toEqual([])
}

const hostile = [
  '=HYPERLINK("https://example.kz")',
  '+7 701',
  '-1;2',
  '@SUM(A1)',
  'екі\nжол; "тырнақша", үтір',
  '＝1',
]

test.each(locales)('in %s hostile cells come out of Python as one cell each, without a formula', (locale) => {
  const delimiter = delimiterFor(locale)
  const read = readByPython(csvTable([hostile.map((_, at) => String(at)), hostile], { delimiter }), delimiter)
  expect(read).toHaveLength(2)
  expectSafe(read)
  expect(read[1]?.[0]).toBe(`'${hostile[0]}`)
  expect(read[1]?.[4]).toBe(hostile[4])
})

test('requests, backups, trials and measurements', async () => {
  const { ctx } = await staffContext(portal, ['auditor'])
  await addRequest(portal, 'access')
  const { db } = portal.database.owner
  await db.execute(sql`INSERT INTO backup (backup_id, made_at, folder, country, bytes, keystore_bytes, tables, rows, recipients, took_ms,
      horizon, origin, data_sums, keystore_sums)
    VALUES (${newId()}, now(), 'f', '=1', 1, 1, 1, 1, 1, 1, '1'::xid8, 'o', '\\x00', '\\x00')`)
  await db.execute(sql`INSERT INTO backup_drill (drill_id, at, archive, result, tables, rows, log_records, took_ms)
    VALUES (${newId()}, now(), '=cmd;1', 'passed', 1, 1, 1, 1)`)
  const day = almatyDate(new Date())
  const columns = Object.fromEntries(
    Object.values(registerColumns)
      .flat()
      .map((one) => [one, one]),
  ) as Record<(typeof registerColumns)[keyof typeof registerColumns][number], string>
  for (const register of registers) {
    let text = ''
    const words = { columns, value: (_: string, code: string) => code, figures: () => '' }
    for await (const piece of exportRegister(ctx, register, { from: day, to: day, words })) text += piece
    const rows = readByPython(text, delimiterFor(ctx.locale))
    expect(rows[0]).toEqual([...registerColumns[register]])
    if (register !== 'evidence') expect(rows.length).toBeGreaterThan(1)
    expectSafe(rows)
  }
})

test('training and agreements', async () => {
  const { ctx } = await staffContext(portal, ['security-officer'])
  const words = {
    columns: Object.fromEntries(clearanceColumns.map((one) => [one, one])) as Record<
      (typeof clearanceColumns)[number],
      string
    >,
    role: (role: string) => role,
    kind: (kind: string) => kind,
    counts: 'yes',
  }
  const rows = readByPython(await exportClearances(ctx, words), delimiterFor(ctx.locale))
  expect(rows[0]).toEqual([...clearanceColumns])
  expect(rows.length).toBeGreaterThan(2)
  expectSafe(rows)
})

test.each(locales)('processing activities and transfers in %s', async (locale) => {
  const { ctx } = await staffContext(portal, ['privacy-officer'])
  const register = await readRegister(ctx)
  for (const kind of ['processing', 'transfers'] as const) {
    const rows = registerRows(locale, kind, register)
    const read = readByPython(csvTable(rows, { delimiter: delimiterFor(locale) }), delimiterFor(locale))
    expect(read).toHaveLength(rows.length)
    expect(read.length).toBeGreaterThan(1)
    expectSafe(read)
  }
  const [head = [], ...transfers] = registerRows(locale, 'transfers', register)
  const cellsOf = (column: string) => transfers.map((row) => row[head.indexOf(column)] ?? '').filter(Boolean)
  const { channel, country } = messages[locale].staffDataMap.columns
  const { channels } = messages[locale].choices
  expect(cellsOf(channel)).toContain(channels.email)
  expect(cellsOf(channel).filter((cell) => !Object.values(channels).includes(cell))).toEqual([])
  expect(cellsOf(country).filter((cell) => /^[A-Z]{2}$/.test(cell))).toEqual([])
})

test('a file of the report has words for countries and reasons, in the language of the reader', async () => {
  const { ctx } = await staffContext(portal, ['auditor'])
  const day = almatyDate(new Date())
  const { db } = portal.database.owner
  await db.execute(sql`INSERT INTO backup (backup_id, made_at, folder, country, bytes, keystore_bytes, tables, rows, recipients, took_ms,
      horizon, origin, data_sums, keystore_sums)
    VALUES (${newId()}, now(), 'g', 'KZ', 1, 1, 1, 1, 1, 1, '1'::xid8, 'o', '\\x00', '\\x00')`)
  const { reference } = await addRequest(portal, 'access')
  await db.execute(sql`UPDATE request SET refusal_code = 'NotOurs' WHERE reference = ${reference}`)
  const cellsOf = async (register: 'backups' | 'requests', column: 'country' | 'refusalCode') => {
    const answer = await registerFile({ ...ctx, locale: 'ru' }, { register, from: day, to: day })
    const [head = [], ...rows] = readByPython(await answer.text(), delimiterFor('ru'))
    return rows.map((row) => row[head.indexOf(messages.ru.quarterReport.fields[column])])
  }
  expect(await cellsOf('backups', 'country')).toContain('Казахстан')
  expect(await cellsOf('requests', 'refusalCode')).toContain('Таких данных у нас нет')
})

test('a trial has the state of its data and whether the portal was started on it, as the page shows them', async () => {
  const { ctx } = await staffContext(portal, ['auditor'])
  const day = almatyDate(new Date())
  await portal.database.owner.db.execute(sql`INSERT INTO backup_drill
      (drill_id, at, archive, made_at, changes_made_at, result, tables, rows, log_records, took_ms, boot)
    VALUES (${newId()}, now(), 'with changes', '2026-03-01T19:00:00Z', '2026-03-02T01:30:00Z', 'passed', 1, 1, 1, 1, 'answered'),
      (${newId()}, now(), 'without', '2026-03-01T19:00:00Z', NULL, 'passed', 1, 1, 1, 1, 'not-tried'),
      (${newId()}, now(), 'none', NULL, NULL, 'no-backup', 0, 0, 0, 1, NULL)`)
  const { fields } = messages.ru.quarterReport
  const answer = await registerFile({ ...ctx, locale: 'ru' }, { register: 'drills', from: day, to: day })
  const [head = [], ...rows] = readByPython(await answer.text(), delimiterFor('ru'))
  const cellsOf = (archive: string) => {
    const row = rows.find((one) => one[head.indexOf(fields.archive)] === archive)
    return [fields.dataOf, fields.boot].map((column) => row?.[head.indexOf(column)])
  }
  expect(cellsOf('with changes')).toEqual([
    almatyMoment(new Date('2026-03-02T01:30:00Z')),
    'Портал запустился на копии и ответил',
  ])
  expect(cellsOf('without')).toEqual([
    almatyMoment(new Date('2026-03-01T19:00:00Z')),
    'Не проверено: запуск портала на копии',
  ])
  expect(cellsOf('none')).toEqual(['', ''])
})

test.each([
  ['kk', 'Мерзімі бітті: 12', 'Барлық жауаптан бас тартылғаны: көрсетілмейді: адам аз', ': –'],
  ['ru', 'Срок истёк: 12', 'Отказов среди всех ответов: не показано: мало людей', ': –'],
  ['en', 'Deadline passed: 12', 'Refused, of all answers: not shown: few people', ': –'],
] as const)('measured figures have their names in %s', async (locale, counted, withheld, none) => {
  const { ctx } = await staffContext(portal, ['auditor'])
  const measuredAt = new Date()
  const day = almatyDate(measuredAt)
  const one = {
    evidence: 'access-in-time' as const,
    measuredAt,
    expiresAt: new Date(measuredAt.getTime() + 3_600_000),
    periodFrom: null,
    figures: {
      due: 12,
      inTime: 12,
      refused: null,
      cancelled: null,
      medianDays: null,
      open: 0,
      overdue: 0,
      dueSoon: 0,
    },
  }
  await portal.database.owner.db.insert(evidenceMeasurement).values({ ...one, sha256: measurementHash(one) })
  const answer = await registerFile({ ...ctx, locale }, { register: 'evidence', from: day, to: day })
  const [head = [], ...rows] = readByPython(await answer.text(), delimiterFor(locale))
  expectSafe([head, ...rows])
  const { fields } = messages[locale].quarterReport
  const cell = rows.at(-1)?.[head.indexOf(fields.figures)] ?? ''
  const figures = cell.split('; ')
  expect(figures).toHaveLength(8)
  expect(figures).toContain(counted)
  expect(figures.some((figure) => figure.endsWith(withheld))).toBe(true)
  expect(figures.some((figure) => figure.endsWith(none))).toBe(true)
  for (const name of Object.keys(one.figures)) expect(cell).not.toContain(`${name}:`)
})
