import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { s3Server } from '#testing/s3-server.ts'
import { openBucket } from './bucket.ts'
import { readBucketSettings } from './bucket-settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'portal-bucket-'))
const file = join(folder, 'file')
const fetched = join(folder, 'fetched')
const content = Buffer.from(Array.from({ length: 250_000 }, (_, at) => at % 251))
let server: Awaited<ReturnType<typeof s3Server>>
beforeAll(() => writeFileSync(file, content))
beforeEach(async () => {
  server = await s3Server()
})
afterEach(() => server.close())
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const bucket = (given: Partial<typeof server.settings> = {}) =>
  openBucket({ ...server.settings, ...given }, { partBytes: 100_000 })

test('a file goes up in parts and comes back byte by byte; names of several pages are listed', async () => {
  for (const name of ['a', 'b (1)', "c'*!", 'd+é', 'e']) await bucket().put(file, name)
  expect((await bucket().list()).sort((a, b) => a.name.localeCompare(b.name))).toHaveLength(5)
  expect(await bucket().list()).toContainEqual({ name: 'd+é', bytes: content.length })
  await bucket().get("c'*!", fetched)
  expect(readFileSync(fetched).equals(content)).toBe(true)
  await bucket().remove('d+é')
  expect([...server.objects.keys()]).not.toContain('d+é')
  expect(server.uploads.size).toBe(0)
  expect(server.refused).toEqual([])
})

test.each([
  ['another secret', { secretAccessKey: 'wrong' }, 'SignatureDoesNotMatch'],
  ['another key', { accessKeyId: 'AKIDOTHER' }, 'InvalidAccessKeyId'],
])('%s is refused', async (_, given, code) => {
  await expect(bucket(given).list()).rejects.toMatchObject({ status: 403, message: `answered 403 ${code}` })
  await expect(bucket(given).put(file, 'a')).rejects.toMatchObject({ status: 403 })
  expect(server.objects.size).toBe(0)
})

// What the client's own signature covers: each of these is the request of somebody who changed it on its way.
test.each<[string, (request: Request) => Promise<Request>, string]>([
  [
    'path',
    async (one) => new Request(`${one.url.replace('backups/a', 'backups/b')}`, one),
    'SignatureDoesNotMatch',
  ],
  ['query', async (one) => new Request(`${one.url}?acl=`, one), 'SignatureDoesNotMatch'],
  [
    'method',
    async (one) => new Request(one.url, { method: 'DELETE', headers: one.headers }),
    'SignatureDoesNotMatch',
  ],
  [
    'body',
    async (one) => new Request(one.url, { method: 'PUT', headers: one.headers, body: 'other' }),
    'XAmzContentSHA256Mismatch',
  ],
])('the server refuses a request with another %s than was signed', async (_, change, code) => {
  const { AwsClient } = await import('aws4fetch')
  const { accessKeyId, secretAccessKey, region, endpoint } = server.settings
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3' })
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
  const sign = () =>
    client.sign(`${endpoint}/backups/a`, { method: 'PUT', headers: { 'x-amz-content-sha256': empty } })
  // The server answers 404 to a good signature: nothing is there.
  expect((await fetch(await sign())).status).toBe(404)
  const changed = await fetch(await change(await sign()))
  expect(changed.status).toBe(403)
  expect(server.refused).toEqual([code])
})

test('an upload that fails leaves no part behind, and one that was broken off is ended a day later', async () => {
  server.faults.part = 2
  await expect(bucket().put(file, 'a')).rejects.toMatchObject({ status: 500 })
  expect(server.uploads.size).toBe(0)
  server.uploads.set('old', { name: 'a', parts: new Map([[1, content]]), begun: new Date('2026-11-01') })
  server.uploads.set('new', { name: 'b', parts: new Map(), begun: new Date() })
  expect(await bucket().endUploadsBefore(new Date('2026-11-02'))).toBe(1)
  expect([...server.uploads.keys()]).toEqual(['new'])
})

test('a download that breaks off leaves no file', async () => {
  rmSync(fetched, { force: true })
  await bucket().put(file, 'a')
  server.faults.cut = true
  await expect(bucket().get('a', fetched)).rejects.toMatchObject({ name: 'BucketError' })
  expect(existsSync(fetched)).toBe(false)
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
  await expect(bucket().get('none', fetched)).rejects.toMatchObject({ status: 404 })
})

test('a storage that is not there is said in one line', async () => {
  const { settings } = server
  await server.close()
  await expect(openBucket(settings).list()).rejects.toMatchObject({
    status: 0,
    message: expect.stringMatching(/^no answer: /),
  })
  server = await s3Server()
})

test('settings are in a file of their own that others cannot read, and a fault names no value', () => {
  const secret = join(folder, 'bucket.json')
  const write = (given: object) =>
    writeFileSync(secret, JSON.stringify({ ...server.settings, ...given }), { mode: 0o600 })
  write({})
  expect(readBucketSettings(secret)).toEqual(server.settings)
  write({ endpoint: 'http://s3.example.kz' })
  expect(() => readBucketSettings(secret)).toThrow('endpoint must begin with https://')
  write({ region: 'A B' })
  expect(() => readBucketSettings(secret)).toThrow('region is wrong')
  write({})
  chmodSync(secret, 0o644)
  expect(() => readBucketSettings(secret)).toThrow(/others|chmod|0600|readable/i)
  expect(() => readBucketSettings(join(folder, 'none.json'))).toThrow('is missing')
})
