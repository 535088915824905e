const text = { type: 'string' }
const header = (description: string, schema: object = text, more: object = {}) => ({
  description,
  schema,
  ...more,
})

/** Headers of answers, by their names. */
export const headers = {
  'X-Request-Id': header('Names the call in the log of the portal', text, { required: true }),
  'Cache-Control': header('`no-store` for whatever is about a person', text, { required: true }),
  ETag: header('Sent back as `If-None-Match`, it is answered by 304 while nothing has changed'),
  Location: header('Where the request is read', { type: 'string', format: 'uri' }, { required: true }),
  'Content-Language': header('The language of the answer', { type: 'string', enum: ['kk', 'ru', 'en'] }),
  Vary: header('What the answer depends on besides the address'),
  'Access-Control-Allow-Origin': header('`*`: pages of every origin may read what is open', text, {
    required: true,
  }),
  RateLimit: header('Calls left in this minute and the seconds until the next: `"calls";r=59;t=41`'),
  'RateLimit-Policy': header('Calls that the key may make in 60 seconds: `"calls";q=60;w=60`'),
  'Retry-After': header('Seconds', { type: 'integer', minimum: 1 }),
  Allow: header('The methods that there are at this address', text, { required: true }),
  'WWW-Authenticate': header(
    'RFC 6750: `Bearer realm="privacy portal"`, with `error` after a key that does not do',
    text,
    { required: true },
  ),
}

export type HeaderName = keyof typeof headers

export const headerRefs = (...names: readonly HeaderName[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
