import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { AwsClient } from 'aws4fetch'
import type { BucketSettings } from './bucket-settings.ts'
import { xmlBlocks, xmlText } from './xml.ts'

/** What the storage answered instead, in one line: its status and its code. */
export class BucketError extends Error {
  override name = 'BucketError'
  /** 0: no answer. */
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export type StoredObject = { name: string; bytes: number }

export type Bucket = ReturnType<typeof openBucket>

type Send = {
  method?: string
  query?: Record<string, string>
  body?: Buffer
  signal: AbortSignal | undefined
}

/** One part of an upload, and in memory at a time. S3 wants 5 MiB or more, and takes 10,000 parts. */
export const PART_BYTES = 16 * 1024 * 1024
const ANSWER_MS = 60_000
const DOWNLOAD_MS = 3_600_000

/** The objects of a bucket of any storage that speaks S3. Each request is signed with its body's SHA-256. Throws `BucketError`. */
export function openBucket(settings: BucketSettings, { partBytes = PART_BYTES } = {}) {
  const { endpoint, bucket, region, accessKeyId, secretAccessKey } = settings
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 })
  const root = `${endpoint.replace(/\/$/, '')}/${bucket}`

  async function send(name: string, { method = 'GET', query = {}, body, signal }: Send, limitMs = ANSWER_MS) {
    const url = new URL(name === '' ? root : `${root}/${encodeURIComponent(name)}`)
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value)
    const sha256 = createHash('sha256')
      .update(body ?? '')
      .digest('hex')
    const limit = AbortSignal.timeout(limitMs)
    const response = await client
      .fetch(url.href, {
        method,
        headers: { 'x-amz-content-sha256': sha256 },
        ...(body && { body: new Uint8Array(body) }),
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      })
      .catch((error: unknown) => {
        signal?.throwIfAborted()
        const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
        throw new BucketError(0, `no answer: ${cause instanceof Error ? cause.message : String(cause)}`)
      })
    if (response.ok) return response
    const code = xmlText(await response.text(), 'Code')
    throw new BucketError(response.status, `answered ${response.status}${code ? ` ${code}` : ''}`)
  }

  /** Every page of a listing; `next` says with which query the next one is asked for. */
  async function* pages(
    query: Record<string, string>,
    next: (xml: string) => Record<string, string>,
    signal?: AbortSignal,
  ) {
    let more: Record<string, string> = {}
    for (;;) {
      const xml = await (await send('', { query: { ...query, ...more }, signal })).text()
      yield xml
      if (xmlText(xml, 'IsTruncated') !== 'true') return
      more = next(xml)
    }
  }

  async function list(signal?: AbortSignal): Promise<StoredObject[]> {
    const found: StoredObject[] = []
    const next = (xml: string) => ({ 'continuation-token': xmlText(xml, 'NextContinuationToken') ?? '' })
    for await (const xml of pages({ 'list-type': '2' }, next, signal))
      for (const block of xmlBlocks(xml, 'Contents'))
        found.push({ name: xmlText(block, 'Key') ?? '', bytes: Number(xmlText(block, 'Size')) })
    return found
  }

  /** Uploads a file in parts, each with its sum. An upload that fails is ended, so that no part of it stays. */
  async function put(file: string, name: string, signal?: AbortSignal): Promise<void> {
    const begun = await send(name, { method: 'POST', query: { uploads: '' }, signal })
    const uploadId = xmlText(await begun.text(), 'UploadId')
    if (!uploadId) throw new BucketError(begun.status, 'answered without an upload id')
    try {
      const parts: { number: number; etag: string }[] = []
      for await (const body of piecesOf(file, partBytes)) {
        const number = parts.length + 1
        const query = { partNumber: String(number), uploadId }
        const stored = await send(name, { method: 'PUT', query, body, signal })
        parts.push({ number, etag: stored.headers.get('etag') ?? '' })
      }
      const listed = parts.map(
        ({ number, etag }) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`,
      )
      const body = Buffer.from(`<CompleteMultipartUpload>${listed.join('')}</CompleteMultipartUpload>`)
      const ended = await send(name, { method: 'POST', query: { uploadId }, body, signal }, DOWNLOAD_MS)
      // The status is sent before the storage has put the parts together; the body says how that went.
      const code = xmlText(await ended.text(), 'Code')
      if (code) throw new BucketError(ended.status, `answered ${code}`)
    } catch (error) {
      await endUpload(name, uploadId).catch(() => {})
      throw error
    }
    const kept = await send(name, { method: 'HEAD', signal })
    const { size } = await stat(file)
    if (Number(kept.headers.get('content-length')) !== size)
      throw new BucketError(kept.status, `keeps ${kept.headers.get('content-length')} bytes of ${size}`)
  }

  const endUpload = (name: string, uploadId: string, signal?: AbortSignal) =>
    send(name, { method: 'DELETE', query: { uploadId }, signal })

  /** Downloads an object; a file of that name is whole. */
  async function get(name: string, file: string, signal?: AbortSignal): Promise<void> {
    const response = await send(name, { signal }, DOWNLOAD_MS)
    const part = `${file}.part`
    try {
      if (!response.body) throw new BucketError(response.status, 'answered without a body')
      const source = Readable.fromWeb(response.body as unknown as ReadableStream)
      await pipeline(source, createWriteStream(part, { mode: 0o600, flush: true }))
      await rename(part, file)
    } catch (error) {
      await rm(part, { force: true })
      signal?.throwIfAborted()
      if (error instanceof BucketError) throw error
      throw new BucketError(0, `broke off: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  async function remove(name: string, signal?: AbortSignal): Promise<void> {
    await send(name, { method: 'DELETE', signal })
  }

  /** Ends uploads that were begun before a moment and never completed: their parts are kept, and paid for. Returns how many. */
  async function endUploadsBefore(before: Date, signal?: AbortSignal): Promise<number> {
    const next = (xml: string) => ({
      'key-marker': xmlText(xml, 'NextKeyMarker') ?? '',
      'upload-id-marker': xmlText(xml, 'NextUploadIdMarker') ?? '',
    })
    let ended = 0
    for await (const xml of pages({ uploads: '' }, next, signal))
      for (const block of xmlBlocks(xml, 'Upload')) {
        if (new Date(xmlText(block, 'Initiated') ?? '') >= before) continue
        await endUpload(xmlText(block, 'Key') ?? '', xmlText(block, 'UploadId') ?? '', signal)
        ended += 1
      }
    return ended
  }

  return { list, put, get, remove, endUploadsBefore }
}

async function* piecesOf(file: string, bytes: number): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = []
  let length = 0
  for await (const piece of createReadStream(file, { highWaterMark: Math.min(bytes, 1024 * 1024) })) {
    waiting.push(piece)
    length += piece.length
    if (length < bytes) continue
    yield Buffer.concat(waiting)
    waiting = []
    length = 0
  }
  if (length > 0) yield Buffer.concat(waiting)
}
