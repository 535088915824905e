import { request as http } from 'node:http'
import { type HTMLElement, parse } from 'node-html-parser'
import { origin } from '../origin.ts'

/** A field as it is sent: text, raw bytes of a text, or a file in the text's place. */
export type Value = string | Buffer | { file: Buffer }
export type Field = [name: string, value: Value]

export type Form = {
  /** Where it is posted. */
  path: string
  /** The framework's id of the action; null for a form that a route answers. */
  action: string | null
  /** What a person without script would send, filled in so that nothing of it is refused. */
  fields: Field[]
  /** Those of the page itself: the framework's own are sent as they are. */
  names: string[]
}

export type Answer = { status: number; text: string; location: string; type: string }

export type Cookies = Record<string, string>

const boundary = 'e2e-boundary-of-a-form'

/** A multipart body by hand, since no client sends bytes that are no text. */
export function multipart(fields: readonly Field[]): Buffer {
  const quoted = (name: string) => name.replaceAll('"', '%22')
  const parts = fields.flatMap(([name, value]) => {
    const isFile = typeof value === 'object' && 'file' in value
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"${
      isFile ? '; filename="x.bin"\r\ncontent-type: application/octet-stream' : ''
    }\r\n\r\n`
    const body = isFile ? value.file : Buffer.isBuffer(value) ? value : Buffer.from(value)
    return [Buffer.from(head), body, Buffer.from('\r\n')]
  })
  return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)])
}

type Sent = { cookies?: Cookies; headers?: Record<string, string>; method?: string; body?: Buffer }

/** One request, followed nowhere. */
export function send(path: string, { cookies = {}, headers = {}, method = 'GET', body }: Sent = {}) {
  const cookie = Object.entries(cookies).map(([name, value]) => `${name}=${value}`)
  const given = { ...(cookie.length > 0 && { cookie: cookie.join('; ') }), ...headers }
  const { hostname, port } = new URL(origin)
  return new Promise<Answer>((resolve, reject) => {
    const sent = http({ hostname, port, method, path, headers: given }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part) => parts.push(part))
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          text: Buffer.concat(parts).toString('utf8'),
          location: answer.headers.location ?? '',
          type: answer.headers['content-type'] ?? '',
        }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

export function post(form: Form, fields: readonly Field[], cookies: Cookies, from = origin): Promise<Answer> {
  const headers = { origin: from, 'content-type': `multipart/form-data; boundary=${boundary}` }
  return send(form.path, { cookies, headers, method: 'POST', body: multipart(fields) })
}

/** Every form of a page that changes something, filled in. */
export function formsIn(path: string, html: string, sound: Record<string, string>, within = 'body'): Form[] {
  return parse(html)
    .querySelectorAll(`${within} form`)
    .filter((form) => form.getAttribute('method')?.toLowerCase() === 'post')
    .map((form) => {
      const fields = filledIn(form, sound)
      const names = [...new Set(fields.map(([name]) => name))].filter((name) => !name.startsWith('$'))
      const action = fields.find(([name]) => /^\$ACTION_\d+:0$/.test(name))?.[1]
      const id = typeof action === 'string' ? String(JSON.parse(action).id) : null
      return { path: (form.getAttribute('action') || path).replace(/#.*/, ''), action: id, fields, names }
    })
}

function filledIn(form: HTMLElement, sound: Record<string, string>): Field[] {
  const fields: Field[] = []
  let pressed = false
  for (const one of form.querySelectorAll('input, textarea, select, button')) {
    const name = one.getAttribute('name') ?? ''
    const type = one.getAttribute('type') ?? ''
    if (name === '') continue
    if (type === 'file') {
      if (sound[name]) fields.push([name, { file: Buffer.from(sound[name]) }])
      continue
    }
    const value = one.getAttribute('value') ?? ''
    const known = fields.some(([held]) => held === name)
    if (one.tagName === 'BUTTON') {
      // The button that submits, not the one that only shows a preview.
      if (!pressed && name !== 'preview') fields.push([name, value])
      pressed ||= name !== 'preview'
    } else if (type === 'radio' || type === 'checkbox') {
      const wanted = sound[name] === undefined ? !known : sound[name] === value
      if (wanted) fields.push([name, value])
    } else if (one.tagName === 'SELECT') {
      const options = one.querySelectorAll('option').map((option) => option.getAttribute('value') ?? '')
      const wished = sound[name]
      fields.push([
        name,
        wished !== undefined && options.includes(wished) ? wished : (options.find(Boolean) ?? ''),
      ])
    } else if (type === 'hidden') fields.push([name, value])
    else fields.push([name, sound[name] ?? (value || one.text || 'Мәтін')])
  }
  return fields
}
