import { createHash, createPublicKey } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { statement as conforms } from '@learninglocker/xapi-validation/dist/factory.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { parse } from 'csv-parse/sync'
import { sql } from 'drizzle-orm'
import ICAL from 'ical.js'
import { decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publicKeySet } from '#domain/consent/receipts/sign-receipt.ts'
import { sshFingerprint } from '#platform/crypto/ssh-signature.ts'
import { openCopies } from '#testing/copies.ts'
import { canary } from '#testing/data-sources.ts'
import { filesIn, toolIn, unpack } from '#testing/packages.ts'
import { portalItems } from '../map/portal-items.ts'
import { openSources } from '../sources/open-sources.ts'
import { beginPackage } from './begin-package.ts'

const { portal, platform, decided, given, download, run, preview, release, close } = await openCopies()
afterAll(close)

/** Every sign that some program takes for the end of a line. */
const oddLines = 'a\r\nb\rc\u2028d\u2029e\u0085f\vg'

describe('the archive', () => {
  let files: Map<string, Buffer>
  let folder: string
  let file: string
  let person: Awaited<ReturnType<typeof given>>
  let other: Awaited<ReturnType<typeof decided>>
  const manifest = () => JSON.parse(files.get('manifest.json')?.toString() ?? '')

  beforeAll(async () => {
    other = await decided('access', true)
    await platform.owner.db.execute(
      sql`UPDATE users SET full_name = 'canary of the other' WHERE id = ${other.userId}`,
    )
    person = await decided('access', true)
    await platform.owner.db.execute(
      sql`UPDATE users SET full_name = '=HYPERLINK("x")', phone = 'Қ Ө І ғ' WHERE id = ${person.userId}`,
    )
    await platform.owner.db.execute(
      sql`UPDATE support_tickets SET body = ${oddLines} WHERE user_id = ${person.userId} AND subject = 'S'`,
    )
    await beginPackage(portal.system, person.key)
    await run()
    expect(await release(person.reference)).toEqual({ status: 'done' })
    await run()
    const { bytes } = await download(person)
    ;({ file, folder } = await unpack(bytes))
    files = await filesIn(folder)
  }, 60_000)
  afterAll(() => Promise.all([rm(folder, { recursive: true }), rm(file)]))

  test('keeps a text with line separators of every kind as it is', () => {
    const whole = [...files].filter(([, content]) => content.includes(JSON.stringify(oddLines)))
    expect(whole.map(([path]) => path.replace(/.*\./, ''))).toEqual(['json'])
  })

  test('passes unzip -t, and Python reads the same names', async () => {
    expect(await toolIn(folder, 'unzip', ['-t', file])).toContain('No errors detected')
    const python =
      'import json,sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); print(json.dumps([z.testzip(), sorted(z.namelist())]))'
    const [broken, names] = JSON.parse(await toolIn(folder, 'python3', ['-c', python, file]))
    expect(broken).toBeNull()
    expect([...files.keys()].sort()).toEqual([...names].sort())
    expect(names.some((name: string) => /[ҚӨІқөіғү]/.test(name))).toBe(true)
  })

  test('passes sha256sum -c and ssh-keygen -Y verify, and a changed file does not', async () => {
    const checked = await toolIn(folder, 'sha256sum', ['-c', 'SHA256SUMS'])
    const named = checked.split('\n').filter((line) => line.endsWith(': OK'))
    // All but the checksums, their signature and the key.
    expect(named).toHaveLength(files.size - 3)
    const sums = files.get('SHA256SUMS') ?? ''
    const verify = ['-Y', 'verify', '-f', 'allowed_signers', '-I', 'privacy-portal', '-n']
    const signature = ['privacy-portal-package', '-s', 'SHA256SUMS.sig']
    expect(await toolIn(folder, 'ssh-keygen', [...verify, ...signature], sums)).toContain('Good')
    await expect(toolIn(folder, 'ssh-keygen', [...verify, ...signature], `${sums} `)).rejects.toThrow()
    await expect(
      toolIn(folder, 'ssh-keygen', [...verify, 'other', '-s', 'SHA256SUMS.sig'], sums),
    ).rejects.toThrow()
    const pem = portal.services.keys.publicKeys().at(-1)?.pem ?? ''
    expect(manifest().signature.fingerprint).toBe(sshFingerprint(createPublicKey(pem)))
    await writeFile(join(folder, 'index.html'), 'changed')
    await expect(toolIn(folder, 'sha256sum', ['-c', 'SHA256SUMS'])).rejects.toThrow()
    await writeFile(join(folder, 'index.html'), files.get('index.html') ?? '')
  })

  test('has every record that SQL shows, valid by its schema, in JSON and as a table', async () => {
    const { map } = openSources(portal.system)
    const ajv = addFormats.default(new Ajv2020({ strict: false }))
    const items: { item: string; records: number; state: string; files: Record<string, string> | null }[] =
      manifest().items
    expect(items.map(({ item }) => item)).toEqual(map.map(({ id }) => id))
    expect(items.filter(({ state }) => state !== 'included')).toMatchObject([
      { item: 'portal.erased-subject', state: 'nothing', files: null },
    ])
    for (const { item, records, files: paths } of items.filter(({ state }) => state === 'included')) {
      const shown = JSON.parse(files.get(paths?.json ?? '')?.toString() ?? '')
      expect(shown.records, item).toHaveLength(records)
      expect(records, item).toBeGreaterThan(0)
      const validate = ajv.compile(JSON.parse(files.get(paths?.schema ?? '')?.toString() ?? ''))
      expect([validate(shown), validate.errors], item).toEqual([true, null])
      const csv = files.get(paths?.csv ?? '')?.toString() ?? ''
      expect(csv.charCodeAt(0)).toBe(0xfeff)
      expect(parse(csv, { bom: true, delimiter: ';' }), item).toHaveLength(records + 1)
    }
    const [tickets] = await platform.owner.db.execute<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM support_tickets WHERE user_id = ${person.userId}`,
    )
    expect(items.find(({ item }) => item === 'platform.support-tickets')?.records).toBe(tickets?.n)
  })

  test('defuses formulas in the table and not in JSON', () => {
    const paths = manifest().items.find(({ item }: { item: string }) => item === 'platform.users').files
    const [, row = []] = parse(files.get(paths.csv)?.toString() ?? '', { bom: true, delimiter: ';' })
    expect(row[0]).toBe(`'=HYPERLINK("x")`)
    expect(row[2]).toBe('Қ Ө І ғ')
    const { records } = JSON.parse(files.get(paths.json)?.toString() ?? '')
    expect(records[0].full_name).toBe('=HYPERLINK("x")')
  })

  test('has no byte of another person, and none of what is about others', () => {
    const all = Buffer.concat([...files.values()])
    for (const text of ['canary of the other', other.email, other.subjectId, other.subjectId.slice(-12)])
      expect(all.includes(text), text).toBe(false)
    const hidden = portalItems.flatMap((item) =>
      item.fields
        .filter(({ aboutOthers }) => aboutOthers)
        .map(({ column }) => canary(item, column, person.subjectId)),
    )
    expect(hidden.length).toBeGreaterThan(10)
    for (const text of hidden) expect(all.includes(text), text).toBe(false)
    const own = portalItems.find(({ id }) => id === 'portal.request-message')
    expect(own && all.includes(canary(own, 'body_sealed', person.subjectId))).toBe(true)
  })

  test('has the files that the person sent as files', async () => {
    const item = portalItems.find(({ id }) => id === 'portal.request-attachment')
    const paths = manifest().items.find((one: { item: string }) => one.item === item?.id).files
    const { records } = JSON.parse(files.get(paths.json)?.toString() ?? '')
    const path = records[0].content_sealed
    expect(path.startsWith('Файлдар/')).toBe(true)
    expect(files.get(path)?.toString()).toBe(item && canary(item, 'content_sealed', person.subjectId))
  })

  test('has a card with the details that the portal knows, as another library reads it', async () => {
    const [, properties] = ICAL.parse(files.get('contact.vcf')?.toString() ?? '') as [
      string,
      [string, object, string, unknown][],
    ]
    const item = portalItems.find(({ id }) => id === 'portal.subject')
    const paths = manifest().items.find((one: { item: string }) => one.item === item?.id).files
    const [subject] = JSON.parse(files.get(paths.json)?.toString() ?? '').records
    expect(properties.map(([name, , , value]) => [name, value])).toEqual(
      expect.arrayContaining([
        ['version', '4.0'],
        ['fn', subject.name_sealed],
        ['email', subject.email_sealed],
      ]),
    )
    expect(files.get('index.html')?.toString()).toContain('href="contact.vcf"')
  })

  test('has a statement for each lesson, test and course, as a learning record store takes them', async () => {
    const lines = files.get('learning.xapi.jsonl')?.toString().trimEnd().split('\n') ?? []
    const statements = lines.map((line) => JSON.parse(line))
    for (const one of statements) expect(conforms(one, ['statement'])).toEqual([])
    const [sum] = await platform.owner.db.execute<{ n: number }>(sql`
      SELECT ((SELECT count(*) FROM enrolments e WHERE e.user_id = u.id)
        + (SELECT count(*) FROM enrolments e WHERE e.user_id = u.id AND e.status = 'completed')
        + (SELECT count(*) + count(completed_at) FROM lesson_progress p WHERE p.user_id = u.id)
        + (SELECT count(*) FROM test_results r WHERE r.user_id = u.id)
        + (SELECT count(*) + count(graded_at) FROM submissions s WHERE s.user_id = u.id)
        + (SELECT count(*) FROM time_spent t WHERE t.user_id = u.id))::int AS n
      FROM users u WHERE u.id = ${person.userId}`)
    expect(statements.length).toBeGreaterThan(5)
    expect(statements).toHaveLength(sum?.n ?? 0)
    expect(new Set(statements.map(({ id }) => id)).size).toBe(statements.length)
    expect(new Set(statements.map(({ actor }) => actor.account.name))).toEqual(new Set([person.externalId]))
  })

  test('has each certificate as a badge, which a library that is not ours verifies with a key that the portal publishes', async () => {
    const badges = [...files.keys()].filter((path) => path.startsWith('open-badges/'))
    const [sum] = await platform.owner.db.execute<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM certificates WHERE user_id = ${person.userId}`,
    )
    expect(sum?.n).toBeGreaterThan(0)
    expect(badges).toHaveLength(sum?.n ?? 0)
    const published = publicKeySet(portal.services.keys).keys
    for (const path of badges) {
      const token = files.get(path)?.toString() ?? ''
      const { jwk } = decodeProtectedHeader(token)
      expect(published.map(({ x }) => x)).toContain(jwk?.x)
      const { payload } = await jwtVerify(token, await importJWK(jwk ?? {}, 'EdDSA'))
      expect(payload.iss).toBe(portal.services.env.APP_URL)
      expect(payload.type).toContain('OpenBadgeCredential')
    }
  })

  test('has a page in the person’s language without anything from outside, whose only script checks the files', () => {
    const page = files.get('index.html')?.toString() ?? ''
    expect(page).toContain('<html lang="kk">')
    expect(page).toContain('Деректеріңіздің көшірмесі')
    expect(page).toContain('=HYPERLINK(&quot;x&quot;)')
    expect(page).not.toMatch(/<script [^>]|<img|<link|src=|@import|url\(/i)
    const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text = '']) => text)
    const hashes = scripts.map((text) => createHash('sha256').update(text).digest('base64'))
    expect(hashes).toHaveLength(1)
    expect(page).toContain(`default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hashes[0]}'`)
    expect(scripts.join()).not.toMatch(/fetch|XMLHttp|import\W|WebSocket|beacon/i)
    for (const [, path = ''] of page.matchAll(/href="([^"#]+)"/g))
      expect(files.has(decodeURIComponent(path)), path).toBe(true)
  })
})

test('has only the categories that the person chose, and says what was left out', async () => {
  const person = await decided('access', true, false, { categories: 'learning' })
  await beginPackage(portal.system, person.key)
  await run()
  const shown = await preview(person.reference)
  const { map } = openSources(portal.system)
  const others = map.filter(({ category }) => category !== 'learning').map(({ id }) => id)
  expect(others.length).toBeGreaterThan(10)
  const left = shown?.items.filter(({ state }) => state === 'not-chosen').map(({ item }) => item.id)
  expect(left).toEqual(others)
  expect(shown?.items.map(({ item }) => item.id)).toEqual(map.map(({ id }) => id))
  await release(person.reference)
  expect(await run()).toEqual({ given: 1 })
  const { bytes } = await download(person)
  const { file, folder } = await unpack(bytes)
  const files = await filesIn(folder)
  const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '')
  expect(manifest).toMatchObject({
    chosen: ['learning'],
    left_out: ['registration', 'technical', 'portal'],
  })
  expect(manifest.items).toHaveLength(map.length)
  for (const { item, category, state, files: paths } of manifest.items)
    expect([state, paths === null], item).toEqual(
      category === 'learning' ? ['included', false] : ['not-chosen', true],
    )
  const all = Buffer.concat([...files.values()])
  expect(all.includes('canary')).toBe(false)
  expect(files.get('index.html')?.toString()).toContain(
    'Таңдалмағандар: Тіркеу деректері; Техникалық деректер; Порталдың өз жазбалары',
  )
  expect(files.has('learning.xapi.jsonl')).toBe(true)
  expect(files.has('contact.vcf')).toBe(false)
  await Promise.all([rm(folder, { recursive: true }), rm(file)])
})
