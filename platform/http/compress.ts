import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import Negotiator from 'negotiator'
import type { Answer } from './answer.ts'

/** What is smaller fits into one packet as it is. */
const smallest = 1000
const brotliAsync = promisify(brotliCompress)
const gzipAsync = promisify(gzip)

/** The encoding that this reader takes, the smallest first. */
export function acceptedEncoding({ headers }: Pick<IncomingMessage, 'headers'>): 'br' | 'gzip' | undefined {
  const accepted = headers['accept-encoding']
  if (!accepted) return undefined
  const asked = new Negotiator({ headers: { 'accept-encoding': accepted } })
  const found = asked.encoding(['br', 'gzip', 'identity'])
  return found === 'br' || found === 'gzip' ? found : undefined
}

/**
 * The answer as this reader takes it, for text that is generated for each request. Not for pages that hold a secret beside
 * what a stranger can choose: the length would tell it.
 */
export async function compressed(
  req: Pick<IncomingMessage, 'headers'>,
  answer: Answer & { headers: Record<string, string> },
): Promise<Answer> {
  const body = Buffer.from(answer.body ?? '')
  if (body.length < smallest) return answer
  const { vary, etag, ...rest } = answer.headers
  const headers = { ...rest, vary: vary ? `${vary}, Accept-Encoding` : 'Accept-Encoding' }
  const encoding = acceptedEncoding(req)
  if (!encoding) return { ...answer, headers: { ...headers, ...(etag && { etag }) } }
  const params = { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: body.length }
  return {
    ...answer,
    headers: { ...headers, 'content-encoding': encoding, ...(etag && { etag: `W/${etag}` }) },
    body: encoding === 'br' ? await brotliAsync(body, { params }) : await gzipAsync(body),
  }
}
