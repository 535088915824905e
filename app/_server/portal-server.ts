import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { CommitUnknown, DatabaseUnavailable } from '#db/errors.ts'
import { locales } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { send } from '#platform/http/answer.ts'
import { clientAddress, trustedProxies } from '#platform/http/client-address.ts'
import { dataPolicy, securityHeaders } from '#platform/http/content-security.ts'
import { formType, isWellFormed } from '#platform/http/form-body.ts'
import { languageToKeep } from '#platform/http/language.ts'
import { createListener, drainListener, refuseSocket } from '#platform/http/listener.ts'
import { type Metrics, openMetrics } from '#platform/http/metrics.ts'
import { readBody } from '#platform/http/request-body.ts'
import { snapshotAnswer } from '#platform/http/snapshot-answer.ts'
import type { Services } from '#platform/services.ts'
import type { Snapshots } from '#platform/snapshots.ts'
import { createApi } from '../v1/router.ts'
import { answerProgram } from './api-door.ts'
import { fixedAnswer } from './fixed-answers.ts'
import { type Framework, type Rendering, renderDynamically, sendFile } from './framework.ts'
import { refuse } from './refusals.ts'
import { answerUnsubscribe, type Sent, unsubscribeToken } from './unsubscribe-door.ts'
import { openUploads } from './uploads.ts'
import { openVisit, type Visit } from './visit.ts'

const pageMethods = ['GET', 'HEAD', 'POST']
/** More than this at once would wait longer than people do: 200 pages are about 1.5 s of one processor. */
const mostRendering = 200
/** An answer of the health check is good for this long: a burst of visitors asks the database once. */
const healthMs = 500

export type PortalServerOptions = {
  services: Services
  next: Framework
  /** Takes a websocket of the framework's development tools; without it every upgrade is refused. */
  upgrade?: (req: IncomingMessage, socket: Duplex, head: Buffer) => void
  snapshots: Snapshots
  buildId: string
  /** Names of the files in `public/`. */
  publicFiles: ReadonlySet<string>
}

export type PortalServer = { listener: Server; metrics: Metrics; drain: () => Promise<void> }

/** The portal on one port: every request passes here first, and only what is sound reaches the framework. */
export function createPortalServer(options: PortalServerOptions): PortalServer {
  const { services, next, snapshots, publicFiles } = options
  const { env, database, log } = services
  const trusted = trustedProxies(env.TRUSTED_PROXY)
  const api = createApi(services)
  const healthy = shared(() => database.healthy(), healthMs)
  const everyAnswer = Object.entries(securityHeaders(env.APP_URL))
  const origin = new URL(env.APP_URL).origin
  const uploads = openUploads()
  let open = 0
  let rendering = 0
  let draining = false
  const metrics = openMetrics({
    requests_in_flight: () => open,
    snapshots: () => snapshots.count(),
    database_connections_open: () => database.stats().open,
    database_connections_leased: () => database.stats().leased,
    database_callers_waiting: () => database.stats().waiting,
    database_connections_discarded: () => database.stats().discarded,
  })

  async function answer(visit: Visit): Promise<void> {
    const { req, res, method, target } = visit
    if (!target) return refuse(visit, '400')
    if ((req.headers['content-encoding'] ?? 'identity') !== 'identity') return refuse(visit, '415')
    const { path } = target
    if (visit.isApi) return answerProgram(visit, path.slice('/api/v1'.length) || '/', { api, healthy })
    if (!pageMethods.includes(method)) return refuse(visit, '405', { allow: pageMethods.join(', ') })
    if (env.dev && /^\/(_next|__nextjs)/.test(path)) return void (await next(req, res))
    const given: Rendering = { env, next, healthy, clientAddress: clientAddress(req, trusted) }
    if (method === 'POST') return answerPost(visit, path, given)
    if (hasBody(req)) return refuse(visit, '400')

    const isFile = path.startsWith('/_next/static/') || publicFiles.has(path.slice(1))
    if (isFile) res.setHeader('content-security-policy', dataPolicy)
    if (isFile) return sendFile(visit, given)
    if (path.startsWith('/_next/')) return refuse(visit, '404')
    const fixed = await fixedAnswer(path, { services, snapshots, healthy, accepting: () => !draining })
    if (fixed) return send(req, res, fixed)
    const token = unsubscribeToken(path)
    if (token !== null) return unsubscribing(visit, token, given)
    if (!visit.language && isFileName(path)) return refuse(visit, '404')
    if (!visit.language && !hasNoLanguage(path)) return leadToLanguage(visit, path + target.query)

    const forSnapshot = isToken(req.headers['x-snapshot-token'], env.SNAPSHOT_TOKEN)
    const cookie = visit.language && languageToKeep(req.headers, visit.language, origin.startsWith('https:'))
    if (cookie && !forSnapshot) res.appendHeader('set-cookie', cookie)
    const snapshot = forSnapshot || req.headers.rsc !== undefined ? undefined : snapshots.find(path)
    if (snapshot) return send(req, res, snapshotAnswer(req, snapshot))
    if (forSnapshot) res.setHeader('x-build-id', options.buildId)
    return render(visit, given, Buffer.alloc(0))
  }

  async function answerPost(visit: Visit, path: string, given: Rendering): Promise<void> {
    const { req } = visit
    if (!visit.language && !hasNoLanguage(path)) return refuse(visit, '404')
    // One click in a mail program (RFC 8058) comes from anywhere; the token in the address is what it proves.
    const fromHere = req.headers.origin === origin && req.headers['sec-fetch-site'] !== 'cross-site'
    if (!fromHere && !path.startsWith('/u/')) return refuse(visit, '403')
    const type = req.headers['content-type']
    if (hasBody(req) && !formType(type)) return refuse(visit, '415')
    if (!(await healthy())) return refuse(visit, '503')
    const place = uploads.admit(visit)
    if (!place) return refuse(visit, '503')
    const read = await readBody(req, place.limit)
    if (read.status === 'gone') return
    if (read.status === 'too-large') return refuse(visit, '413')
    if (read.body.length > 0 && !(await isWellFormed(read.body, type ?? ''))) return refuse(visit, '400')
    const token = unsubscribeToken(path)
    if (token !== null) return unsubscribing(visit, token, given, { body: read.body, fromHere })
    return render(visit, given, read.body)
  }

  async function unsubscribing(visit: Visit, token: string, given: Rendering, sent?: Sent): Promise<void> {
    if (!(await healthy())) return refuse(visit, '503')
    const page = () => render(visit, given, sent?.body ?? Buffer.alloc(0))
    try {
      await answerUnsubscribe(visit, token, { services, clientAddress: given.clientAddress, page, sent })
    } catch (error) {
      // A mail program tries again later; it does not after a 500.
      if (!(error instanceof DatabaseUnavailable || error instanceof CommitUnknown)) throw error
      await refuse(visit, '503')
    }
  }

  async function render(visit: Visit, given: Rendering, body: Buffer): Promise<void> {
    if (rendering >= mostRendering || !(await healthy())) return refuse(visit, '503')
    rendering += 1
    visit.res.once('close', () => {
      rendering -= 1
    })
    await renderDynamically(visit, given, body)
  }

  function onRequest(req: IncomingMessage, res: ServerResponse): void {
    const visit = openVisit(req, res)
    const began = performance.now()
    open += 1
    res.once('close', () => {
      open -= 1
      const ms = performance.now() - began
      const status = res.headersSent ? res.statusCode : 499
      const { method, route, id } = visit
      metrics.observe({ method, route, status, seconds: ms / 1000 })
      const level = status >= 500 ? 'warn' : isQuiet(route) ? 'debug' : 'info'
      log[level]({ method, route, status, ms: Math.round(ms), requestId: id }, 'request')
    })
    for (const [name, value] of everyAnswer) res.setHeader(name, value)
    res.setHeader('x-request-id', visit.id)
    if (draining) res.setHeader('connection', 'close')
    req.on('error', () => {})
    answer(visit).catch((error) => {
      log.error({ err: error, requestId: visit.id }, 'a request failed')
      return refuse(visit, '500')
    })
  }

  const listener = createListener(env.APP_URL, onRequest, unreadable)
  // Compiling a page for the first time may take longer than any reader waits.
  if (env.dev) listener.setTimeout(0)
  listener.on('upgrade', (req: IncomingMessage, socket: Socket, head: Buffer) => {
    if (options.upgrade && req.url?.startsWith('/_next/')) options.upgrade(req, socket, head)
    else refuseSocket(socket, 400, env.APP_URL, unreadable)
  })
  const drain = () => {
    draining = true
    return drainListener(listener, () => open).then(() => api.close())
  }
  return { listener, metrics, drain }
}

/** For whoever sent what is no request: nothing says in which language, so it is said in all. */
const unreadable = `${locales.map((locale) => messages[locale].server.failures[400].title).join('\n')}\n`

const hasNoLanguage = (path: string) => /^\/(api\/auth|u|receipts|\.well-known)\//.test(path)
/** Pages have no ending; what looks for `/wp-login.php` needs no page of ours rendered. */
const isFileName = (path: string) => /\.[a-z\d]{1,8}$/i.test(path)
const isQuiet = (route: string) => route.startsWith('/health/') || route.startsWith('/_next/')

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** To the same address in the reader's language. */
function leadToLanguage(visit: Visit, address: string): Promise<void> {
  const { req, res, locale } = visit
  visit.route = '(to a language)'
  const location = `/${locale}${address.replace(/^\/(?=\?|$)/, '')}`
  const headers = { location, vary: 'Accept-Language, Cookie', 'cache-control': 'no-store' }
  return send(req, res, { status: 307, headers: { ...headers, 'content-security-policy': dataPolicy } })
}

function isToken(given: string | string[] | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return typeof given === 'string' && timingSafeEqual(digest(given), digest(token))
}

/** The question is asked at most once in `ms`; whoever asks meanwhile shares its answer. */
function shared(ask: () => Promise<boolean>, ms: number): () => Promise<boolean> {
  let askedAt = Number.NEGATIVE_INFINITY
  let answer = Promise.resolve(false)
  return () => {
    if (performance.now() - askedAt > ms) {
      askedAt = performance.now()
      answer = ask()
    }
    return answer
  }
}
