import { isIncomparable } from '../untrusted-json.ts'

/** What a page may be sent: forms, and what the framework's client sends instead of one. */
const formTypes = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'] as const

const maxFields = 200

/** The kind of a body by its header; null for one that no page takes. */
export function formType(contentType: string | undefined) {
  const named = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  return formTypes.find((one) => one === named) ?? null
}

/**
 * True when the framework will be able to read the body: it answers 500 to what it cannot. Multipart is parsed whole by
 * the runtime's own parser, text must be UTF-8 and JSON without keys that reach into prototypes. NUL and lone surrogates,
 * which PostgreSQL refuses, are refused here.
 */
export async function isWellFormed(body: Buffer, contentType: string): Promise<boolean> {
  switch (formType(contentType)) {
    case 'text/plain':
      return isReply(body)
    case 'application/x-www-form-urlencoded':
      return isText(body) && arePlain([...new URLSearchParams(body.toString('utf8'))])
    case 'multipart/form-data':
      return isMultipart(body, contentType)
    default:
      return false
  }
}

async function isMultipart(body: Buffer, contentType: string): Promise<boolean> {
  try {
    const form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': contentType },
    }).formData()
    return arePlain([...form])
  } catch {
    return false
  }
}

/** Rejects text that PostgreSQL or an email cannot contain. */
const isPlain = (text: unknown) => typeof text !== 'string' || (text.isWellFormed() && !text.includes('\0'))

const arePlain = (fields: [string, unknown][]) =>
  fields.length <= maxFields && fields.every(([name, value]) => isPlain(name) && isPlain(value))

function isReply(body: Buffer): boolean {
  if (!isText(body)) return false
  try {
    JSON.parse(body.toString('utf8'), (key, value) => {
      if (key === '__proto__' || key === 'constructor') throw new Error('a key that reaches into prototypes')
      if (isIncomparable(key, value)) throw new Error('a length that cannot be compared')
      if (!isPlain(key) || !isPlain(value)) throw new Error('a text that cannot be stored')
      return value
    })
    return true
  } catch {
    return false
  }
}

function isText(body: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(body)
    return true
  } catch {
    return false
  }
}
