import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { CommitUnknown, DatabaseUnavailable } from '#db/errors.ts'
import { sessionCookie } from '#domain/access/session-cookie.ts'
import { locales } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import type { Environment } from '#platform/env.ts'
import { send } from '#platform/http/answer.ts'
import { clientAddress, networkOf, trustedProxies } from '#platform/http/client-address.ts'
import { compressed } from '#platform/http/compress.ts'
import { dataPolicy, securityHeaders } from '#platform/http/content-security.ts'
import { withDefaultHeaders } from '#platform/http/default-headers.ts'
import { formType, isWellFormed } from '#platform/http/form-body.ts'
import { languageToKeep } from '#platform/http/language.ts'
import { createListener, drainListener, rejectSocket } from '#platform/http/listener.ts'
import { type Metrics, openMetrics } from '#platform/http/metrics.ts'
import { readBody } from '#platform/http/request-body.ts'
import { snapshotAnswer } from '#platform/http/snapshot-answer.ts'
import type { Services } from '#platform/services.ts'
import { sharedAnswer } from '#platform/shared-answer.ts'
import type { Snapshots } from '#platform/snapshots.ts'
import { isLocalDate } from '#platform/time/local-date.ts'
import { createApi } from '../../v1/router.ts'
import { isPublicPattern, isServedWithoutLanguage, methodsAt } from './addresses.ts'
import { handleApiRequest } from './api-handler.ts'
import { cosignaturesPath, handleCosignature } from './cosignature-handler.ts'
import { errorResponse } from './error-responses.ts'
import { fixedResponse, policyGitResponse, signatureResponse, tileResponse } from './fixed-responses.ts'
import { type Framework, type Rendering, renderDynamically, renderNotFound, sendFile } from './framework.ts'
import { type HandledRequest, openHandledRequest } from './handled-request.ts'
import { keepLanguage, leadToLanguage, withoutChoice } from './reader-language.ts'
import { openReadiness } from './readiness.ts'
import { handleSourceStatus, statusSource } from './source-status-handler.ts'
import { handleUnsubscribe, type Sent, unsubscribeToken } from './unsubscribe-handler.ts'
import { uploadSender } from './upload-sender.ts'
import { openUploads } from './uploads.ts'

const pageMethods = ['GET', 'HEAD', 'POST']
const fileMethods = ['GET', 'HEAD']
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

/** The portal on one port: every request passes here first, and only valid ones reach the framework. */
export function createPortalServer(options: PortalServerOptions): PortalServer {
  const { services, next, snapshots, publicFiles } = options
  const { env, database, log } = services
  const trusted = trustedProxies(env.TRUSTED_PROXY)
  const api = createApi(services)
  const healthy = sharedAnswer(() => database.healthy(), healthMs)
  const everyAnswer = { ...securityHeaders(env.APP_URL), 'content-security-policy': dataPolicy }
  const { origin, protocol } = new URL(env.APP_URL)
  const secure = protocol === 'https:'
  const admitUpload = openUploads((given) => uploadSender(services, given))
  let open = 0
  let rendering = 0
  let draining = false
  const readiness = openReadiness({ services, snapshots, healthy, accepting: () => !draining })
  const metrics = openMetrics({
    requests_in_flight: () => open,
    snapshots: () => snapshots.count(),
    database_connections_open: () => database.stats().open,
    database_connections_leased: () => database.stats().leased,
    database_callers_waiting: () => database.stats().waiting,
    database_connections_discarded: () => database.stats().discarded,
  })

  async function answer(handled: HandledRequest): Promise<void> {
    const { req, res, method, target } = handled
    if (!target) return errorResponse(handled, '400')
    if ((req.headers['content-encoding'] ?? 'identity') !== 'identity') return errorResponse(handled, '415')
    const { path } = target
    if (handled.isApi) {
      const network = networkOf(clientAddress(req, trusted))
      return handleApiRequest(handled, path.slice('/api/v1'.length) || '/', { api, healthy, network })
    }
    const isFile = path.startsWith('/_next/static/') || publicFiles.has(path.slice(1))
    const methods = isFile ? fileMethods : methodsAt(path)
    if (!(methods ?? pageMethods).includes(method)) return answerOtherMethod(handled, methods)
    if (env.dev && /^\/(_next|__nextjs)/.test(path)) return answerForDevelopment(handled)
    const given: Rendering = { env, next, healthy, clientAddress: clientAddress(req, trusted) }
    if (path === cosignaturesPath)
      return handleCosignature(handled, { services, healthy, clientAddress: given.clientAddress })
    const source = statusSource(path)
    if (source !== null)
      return handleSourceStatus(handled, source, { services, healthy, clientAddress: given.clientAddress })
    if (method === 'POST') return answerPost(handled, path, given)
    if (hasBody(req)) return errorResponse(handled, '400')

    if (isFile) return sendFile(handled, given)
    if (path.startsWith('/_next/')) return errorResponse(handled, '404')
    const fixed =
      (await fixedResponse(path, { services, readiness })) ??
      (await tileResponse(path, services)) ??
      (await policyGitResponse(path, services)) ??
      (await signatureResponse(path, services))
    if (fixed) return send(req, res, await compressed(req, { headers: {}, ...fixed }))
    const chosen = withoutChoice(handled)
    if (chosen) return keepLanguage(handled, chosen, secure)
    const token = unsubscribeToken(path)
    if (token !== null) return unsubscribing(handled, token, given)
    if (!handled.language && hasNoPage(path))
      return isForReading(req) ? render(handled, given, Buffer.alloc(0)) : errorResponse(handled, '404')
    if (!handled.language && !isServedWithoutLanguage(path))
      return leadToLanguage(handled, path + target.query)

    const forSnapshot = isToken(req.headers['x-snapshot-token'], env.SNAPSHOT_TOKEN)
    const isOwn = isHome(path) && hasSession(req, env) && (await healthy())
    const isOfDay = isPolicy(path) && isLocalDate(new URLSearchParams(target.query).get('on') ?? '')
    const isRendered = forSnapshot || isOwn || isOfDay || req.headers.rsc !== undefined
    const snapshot = isRendered ? undefined : snapshots.find(path)
    if (snapshot) return send(req, res, snapshotAnswer(req, snapshot))
    if (forSnapshot) res.setHeader('x-build-id', options.buildId)
    // A public page carries no cookie: browsers and proxies may keep it.
    const cookie =
      handled.language &&
      !isPublicPattern(handled.route) &&
      languageToKeep(req.headers, handled.language, secure)
    if (cookie) res.appendHeader('set-cookie', cookie)
    return render(handled, given, Buffer.alloc(0))
  }

  async function answerForDevelopment(handled: HandledRequest): Promise<void> {
    handled.route = '/_next/*'
    await next(handled.req, handled.res)
  }

  async function answerPost(handled: HandledRequest, path: string, given: Rendering): Promise<void> {
    const { req } = handled
    if (!handled.language && !isServedWithoutLanguage(path)) return errorResponse(handled, '404')
    // One click in a mail program (RFC 8058) comes from anywhere; the token in the address is what it proves.
    const fromHere = req.headers.origin === origin && req.headers['sec-fetch-site'] !== 'cross-site'
    if (!fromHere && !path.startsWith('/u/')) return errorResponse(handled, '403')
    const type = req.headers['content-type']
    if (hasBody(req) && !formType(type)) return errorResponse(handled, '415')
    if (!(await healthy())) return errorResponse(handled, '503')
    const admission = await admitUpload(handled)
    if (admission.status !== 'admitted')
      return errorResponse(handled, admission.status === 'nobody' ? '401' : '429')
    const read = await readBody(req, admission.limit)
    if (read.status === 'gone') return
    if (read.status === 'too-large') return errorResponse(handled, '413')
    if (read.body.length > 0 && !(await isWellFormed(read.body, type ?? '')))
      return errorResponse(handled, '400')
    const token = unsubscribeToken(path)
    if (token !== null) return unsubscribing(handled, token, given, { body: read.body, fromHere })
    return render(handled, given, read.body)
  }

  async function unsubscribing(
    handled: HandledRequest,
    token: string,
    given: Rendering,
    sent?: Sent,
  ): Promise<void> {
    if (!(await healthy())) return errorResponse(handled, '503')
    const page = () => render(handled, given, sent?.body ?? Buffer.alloc(0))
    await handleUnsubscribe(handled, token, { services, clientAddress: given.clientAddress, page, sent })
  }

  async function render(handled: HandledRequest, given: Rendering, body: Buffer): Promise<void> {
    if (rendering >= mostRendering || !(await healthy())) return errorResponse(handled, '503')
    rendering += 1
    handled.res.once('close', () => {
      rendering -= 1
    })
    const isPage = handled.route !== '(unknown)' || handled.req.headers.rsc !== undefined
    await (isPage ? renderDynamically(handled, given, body) : renderNotFound(handled, given))
  }

  function onRequest(req: IncomingMessage, res: ServerResponse): void {
    const handled = openHandledRequest(req, res, { secure })
    const began = performance.now()
    open += 1
    res.once('close', () => {
      open -= 1
      const ms = performance.now() - began
      const status = res.headersSent ? res.statusCode : 499
      const { method, route, id } = handled
      metrics.observe({ method, route, status, seconds: ms / 1000 })
      const level = status >= 500 ? 'warn' : isQuiet(route) ? 'debug' : 'info'
      log[level]({ method, route, status, ms: Math.round(ms), requestId: id }, 'request')
    })
    withDefaultHeaders(res, everyAnswer)
    res.setHeader('x-request-id', handled.id)
    if (draining) res.setHeader('connection', 'close')
    req.on('error', () => {})
    answer(handled).catch((error) => {
      // Programs and people try again later; a mail program does not after a 500.
      if (error instanceof DatabaseUnavailable || error instanceof CommitUnknown)
        return errorResponse(handled, '503')
      log.error({ err: error, requestId: handled.id }, 'a request failed')
      return errorResponse(handled, '500')
    })
  }

  const listener = createListener(env.APP_URL, onRequest, unreadable)
  // Compiling a page for the first time may take longer than any reader waits.
  if (env.dev) listener.setTimeout(0)
  listener.on('upgrade', (req: IncomingMessage, socket: Socket, head: Buffer) => {
    if (options.upgrade && req.url?.startsWith('/_next/')) options.upgrade(req, socket, head)
    else rejectSocket(socket, 400, env.APP_URL, unreadable)
  })
  const drain = () => {
    draining = true
    return drainListener(listener, () => open).then(() => api.close())
  }
  return { listener, metrics, drain }
}

/** For input that is not HTTP: the language is unknown, so the message is in all three. */
const unreadable = `${locales.map((locale) => messages[locale].server.failures[400].title).join('\n')}\n`

/** The methods of an address, for OPTIONS and for 405. */
function answerOtherMethod(handled: HandledRequest, methods: readonly string[] | null): Promise<void> {
  if (!methods) return errorResponse(handled, '404')
  const allow = [...methods, 'OPTIONS'].join(', ')
  if (handled.method !== 'OPTIONS') return errorResponse(handled, '405', { allow })
  const headers = { allow, 'cache-control': 'no-store' }
  return send(handled.req, handled.res, { status: 204, headers })
}

/** Pages have no ending: a program that looks for `/wp-login.php` needs no page of ours rendered, a reader does. */
const hasNoPage = (path: string) =>
  /\.[a-z\d]{1,8}$/i.test(path) || /^\/(\.well-known|audit|policy\.git)(\/|$)/.test(path)
const isForReading = ({ headers }: IncomingMessage) => headers.accept?.includes('text/html') ?? false
/** The front page says to a signed-in person what is on and open; to everybody else it is a snapshot. */
const isHome = (path: string) => locales.some((locale) => path === `/${locale}`)
/** With `?on=DATE` it shows the words of that day: as many pages as days are no snapshots. */
const isPolicy = (path: string) => locales.some((locale) => path === `/${locale}/policy`)
const hasSession = ({ headers }: IncomingMessage, env: Environment) =>
  (headers.cookie ?? '').split(/;\s*/).some((one) => one.startsWith(`${sessionCookie(env).name}=`))
const isQuiet = (route: string) => route.startsWith('/health/') || route.startsWith('/_next/')

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function isToken(given: string | string[] | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return typeof given === 'string' && timingSafeEqual(digest(given), digest(token))
}
