import { IncomingMessage } from 'node:http'
import { readableRouterState } from './router-state.ts'

// What a proxy or the framework itself would say; from a stranger it would be believed.
const internal =
  /^(x-middleware-|x-forwarded-|x-nextjs-(?!request-id$|html-request-id$)|x-invoke-|x-matched-path|x-now-|x-vercel-|x-prerender-|x-real-ip|forwarded)/
const ours =
  /^(x-nonce|x-request-id|x-next-intl-locale|x-portal-(path|not-found)|x-snapshot|x-next-resume|next-resume|content-security-policy)/
const perConnection = ['upgrade', 'http2-settings', 'connection', 'keep-alive', 'te', 'trailer', 'expect']
const replaced = ['host', 'transfer-encoding', 'content-length', 'next-router-state-tree']

/** What the front knows of a request and the framework may believe. */
export type Known = {
  /** Scheme, host and port that people reach the portal by; a Host header is never believed. */
  appUrl: URL
  clientAddress: string
  /** Headers that the framework is to see, lower case. */
  headers: Record<string, string>
  /** The address that the framework is to see, where it is not the one that was asked for. */
  url?: string
  /** The method that the framework is to see, where it is another one. */
  method?: string
  body: Buffer
}

/**
 * The request as the framework gets it: the body whole and in memory, its length true, and no header that only the
 * front may set. The framework's own client keeps its headers.
 */
export function forwardToFramework(req: IncomingMessage, known: Known): IncomingMessage {
  const kept: IncomingMessage['headers'] = {}
  for (const [name, value] of Object.entries(req.headers)) {
    const dropped = internal.test(name) || ours.test(name) || perConnection.includes(name)
    if (!dropped && !replaced.includes(name)) kept[name] = value
  }
  const state = readableRouterState(req.headers['next-router-state-tree'])
  if (state) kept['next-router-state-tree'] = state
  const { appUrl, clientAddress, body } = known
  Object.assign(kept, known.headers, {
    host: appUrl.host,
    'x-forwarded-host': appUrl.host,
    'x-forwarded-proto': appUrl.protocol.slice(0, -1),
    'x-forwarded-for': clientAddress,
    'x-client-address': clientAddress,
  })
  if (body.length > 0) kept['content-length'] = String(body.length)

  const copy = new IncomingMessage(req.socket)
  copy.method = known.method ?? req.method
  copy.url = known.url ?? req.url
  copy.httpVersion = req.httpVersion
  copy.httpVersionMajor = req.httpVersionMajor
  copy.httpVersionMinor = req.httpVersionMinor
  copy.headers = kept
  copy.rawHeaders = Object.entries(kept).flatMap(([name, value]) =>
    [value ?? []].flat().flatMap((one) => [name, one]),
  )
  copy.complete = true
  if (body.length > 0) copy.push(body)
  copy.push(null)
  return copy
}
