import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BucketSettings } from '#platform/object-storage/bucket-settings.ts'

const keyId = 'AKIDEXAMPLE'
const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'

type Upload = { name: string; parts: Map<number, Buffer>; begun: Date }

/**
 * A storage that speaks the part of S3 that backups use, on a port of this machine. It checks the signature of each request by AWS's
 * description of Signature Version 4, with Node's own cryptography and none of the client's code, and the sum of each body.
 * `faults.cut`: breaks off in the middle of a download. `faults.status`: answers so. `faults.part`: refuses this part of an upload.
 */
export async function s3Server({ country = 'KZ' } = {}) {
  const objects = new Map<string, Buffer>()
  const uploads = new Map<string, Upload>()
  const refused: string[] = []
  const faults: { status?: number; cut?: boolean; part?: number; pageSize: number } = { pageSize: 3 }

  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    const wrong = signatureFault(request, body)
    if (wrong) {
      refused.push(wrong)
      return answer(response, 403, `<Error><Code>${wrong}</Code></Error>`)
    }
    if (faults.status) return answer(response, faults.status, '<Error><Code>InternalError</Code></Error>')
    const url = new URL(request.url ?? '', 'http://s3')
    const [, bucket, ...rest] = url.pathname.split('/')
    if (bucket !== 'backups') return answer(response, 404, '<Error><Code>NoSuchBucket</Code></Error>')
    handle(request.method ?? '', {
      name: decodeURIComponent(rest.join('/')),
      query: url.searchParams,
      body,
      response,
    })
  })
  type Given = { name: string; query: URLSearchParams; body: Buffer; response: ServerResponse }

  function handle(method: string, { name, query, body, response }: Given) {
    const upload = uploads.get(query.get('uploadId') ?? '')
    if (name === '') return query.has('uploads') ? listUploads(response) : list(query, response)
    if (method === 'POST' && query.has('uploads')) {
      const id = randomUUID()
      uploads.set(id, { name, parts: new Map(), begun: new Date() })
      return answer(
        response,
        200,
        `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
      )
    }
    if (query.has('uploadId') && !upload)
      return answer(response, 404, '<Error><Code>NoSuchUpload</Code></Error>')
    if (upload && method === 'PUT') {
      const number = Number(query.get('partNumber'))
      if (number === faults.part) return answer(response, 500, '<Error><Code>InternalError</Code></Error>')
      upload.parts.set(number, body)
      return answer(response, 200, '', { etag: `"${md5(body)}"` })
    }
    if (upload && method === 'DELETE') {
      uploads.delete(query.get('uploadId') ?? '')
      return answer(response, 204, '')
    }
    if (upload && method === 'POST') {
      const named = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>"(\w+)"/g)]
      const parts = named.map(([, number, etag]) => ({ etag, bytes: upload.parts.get(Number(number)) }))
      if (
        parts.length !== upload.parts.size ||
        parts.some(({ etag, bytes }) => !bytes || md5(bytes) !== etag)
      )
        return answer(response, 400, '<Error><Code>InvalidPart</Code></Error>')
      objects.set(name, Buffer.concat(parts.map(({ bytes }) => bytes ?? Buffer.alloc(0))))
      uploads.delete(query.get('uploadId') ?? '')
      return answer(response, 200, '<CompleteMultipartUploadResult></CompleteMultipartUploadResult>')
    }
    const found = objects.get(name)
    if (!found) return answer(response, 404, '<Error><Code>NoSuchKey</Code></Error>')
    if (method === 'DELETE') {
      objects.delete(name)
      return answer(response, 204, '')
    }
    response.writeHead(200, { 'content-length': found.length })
    if (method === 'HEAD') return response.end()
    if (!faults.cut) return response.end(found)
    response.write(found.subarray(0, found.length / 2), () => response.destroy())
  }

  function list(query: URLSearchParams, response: ServerResponse) {
    const from = Number(query.get('continuation-token') ?? 0)
    const names = [...objects.keys()].sort()
    const page = names.slice(from, from + faults.pageSize)
    const to = from + page.length
    const contents = page.map(
      (name) => `<Contents><Key>${name}</Key><Size>${objects.get(name)?.length}</Size></Contents>`,
    )
    const more = to < names.length ? `<NextContinuationToken>${to}</NextContinuationToken>` : ''
    answer(
      response,
      200,
      `<ListBucketResult><IsTruncated>${to < names.length}</IsTruncated>${more}${contents.join('')}</ListBucketResult>`,
    )
  }

  function listUploads(response: ServerResponse) {
    const all = [...uploads].map(
      ([id, { name, begun }]) =>
        `<Upload><Key>${name}</Key><UploadId>${id}</UploadId><Initiated>${begun.toISOString()}</Initiated></Upload>`,
    )
    answer(
      response,
      200,
      `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${all.join('')}</ListMultipartUploadsResult>`,
    )
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const settings: BucketSettings = {
    endpoint: `http://127.0.0.1:${port}`,
    bucket: 'backups',
    region: 'kz-1',
    country,
    accessKeyId: keyId,
    secretAccessKey: secret,
  }
  return {
    settings,
    objects,
    uploads,
    /** Why requests were refused for their signatures. */
    refused,
    faults,
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}

function answer(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { 'content-type': 'application/xml', ...headers })
  response.end(body)
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces)
}

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex')
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex')
const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest()

/** AWS, "Create a signed AWS API request": canonical request, string to sign, signing key. Null when all of it is right. */
function signatureFault(request: IncomingMessage, body: Buffer): string | null {
  const { headers, method = '', url = '' } = request
  const given =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    )
  if (!given) return 'AccessDenied'
  const [, id, day = '', region = '', signed = '', signature = ''] = given
  if (id !== keyId) return 'InvalidAccessKeyId'
  const moment = String(headers['x-amz-date'])
  const at = Date.parse(moment.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (!moment.startsWith(day) || !(Math.abs(Date.now() - at) < 15 * 60_000)) return 'RequestTimeTooSkewed'
  const names = signed.split(';')
  if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => names.includes(name)))
    return 'AccessDenied'
  const bodyHash = String(headers['x-amz-content-sha256'])
  if (bodyHash !== sha256(body)) return 'XAmzContentSHA256Mismatch'
  const [path = '', search = ''] = url.split('?')
  const query = search
    .split('&')
    .filter(Boolean)
    .map((pair) => pair.split('=').map((part) => encode(decodeURIComponent(part))))
    .map(([key, value = '']) => `${key}=${value}`)
    .sort()
    .join('&')
  const canonical = [
    method,
    path
      .split('/')
      .map((part) => encode(decodeURIComponent(part)))
      .join('/'),
    query,
    ...names.map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, ' ')}`),
    '',
    signed,
    bodyHash,
  ].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', moment, `${day}/${region}/s3/aws4_request`, sha256(canonical)].join(
    '\n',
  )
  const key = ['aws4_request'].reduce(hmac, hmac(hmac(hmac(`AWS4${secret}`, day), region), 's3'))
  return timingSafeEqual(hmac(key, toSign), Buffer.from(signature, 'hex')) ? null : 'SignatureDoesNotMatch'
}

/** RFC 3986: all but the unreserved characters. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
