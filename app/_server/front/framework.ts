import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Environment } from '#platform/env.ts'
import { sendBodyLength } from '#platform/http/body-length.ts'
import { dynamicPolicy, policyWithPasskeys } from '#platform/http/content-security.ts'
import { formTargets } from '#platform/http/form-targets.ts'
import { forwardToFramework } from '#platform/http/forward-to-framework.ts'
import { watchHead } from '#platform/http/head-watch.ts'
import { inFlight } from '#platform/http/in-flight.ts'
import { isPageWithoutLanguage } from './addresses.ts'
import { dropBodyHeaders, errorResponse } from './error-responses.ts'
import type { HandledRequest } from './handled-request.ts'

/** The framework's request handler, or a substitute in a test. */
export type Framework = (req: IncomingMessage, res: ServerResponse) => Promise<void> | void

/** What rendering needs besides the handled. */
export type Rendering = {
  env: Environment
  next: Framework
  clientAddress: string
  healthy: () => Promise<boolean>
}

/**
 * Lets the framework render a page or run an action: with its own nonce, never cached, and with the framework's bare
 * 500 replaced by the cause: database gone (503), unreadable form (400), or a bug (500).
 */
export async function renderDynamically(
  handled: HandledRequest,
  given: Rendering,
  body: Buffer,
): Promise<void> {
  const { req, res, id } = handled
  const { env, next, healthy } = given
  const { csp, headers } = pageHeaders(handled, env)
  const request = { requestId: id, running: false }
  const language =
    handled.language ?? (isPageWithoutLanguage(handled.target?.path ?? '') ? handled.locale : null)
  watchHead(res, (status) => {
    res.setHeader('cache-control', 'no-store')
    if (isOfStaff(handled)) res.setHeader('permissions-policy', policyWithPasskeys)
    sendBodyLength(res)
    // A route that sends a file sets its own policy.
    if (!res.hasHeader('content-security-policy')) res.setHeader('content-security-policy', csp)
    // The framework's page for an unknown address is empty until a script fills it; ours needs none.
    if (status === 404 && !env.dev && req.headers.rsc === undefined)
      return { replace: () => void renderNotFound(handled, given) }
    // No form of ours, or an action of another build (409): the framework has one line for it, in English.
    const isUnread = status === 409 || (status === 400 && handled.method === 'POST')
    if (isUnread) return { replace: () => void errorResponse(handled, '400') }
    // A route of ours that has no such method: the framework answers nothing at all.
    const allow = handled.method === 'POST' ? 'GET, HEAD' : 'POST'
    if (status === 405) return { replace: () => void errorResponse(handled, '405', { allow }) }
    if (status < 500 || env.dev) return 'keep'
    const misread = handled.method === 'POST' && !request.running
    const replace = () =>
      void healthy().then((well) => errorResponse(handled, well ? (misread ? '400' : '500') : '503'))
    return { replace }
  })
  const url = language && !handled.language ? { url: `/${language}${req.url}` } : {}
  const handed = forwardToFramework(req, {
    appUrl: new URL(env.APP_URL),
    clientAddress: given.clientAddress,
    headers: { ...headers, ...(language && placeHeaders(handled, language)) },
    body,
    ...url,
  })
  await inFlight(request, () => next(handed, res))
}

/**
 * Answers 404 with the portal's own page, in the frame of the part of the portal that was asked for. Scripts of our pages
 * get a line of text; if the page itself cannot be rendered, the reader gets the plain one.
 */
export async function renderNotFound(handled: HandledRequest, given: Rendering): Promise<void> {
  const { req, res, locale } = handled
  if (req.headers['next-action'] !== undefined) return errorResponse(handled, '404')
  const { csp, headers } = pageHeaders(handled, given.env)
  dropBodyHeaders(res)
  // The framework sets the status only where it is another one.
  res.statusCode = 200
  watchHead(res, (status) => {
    if (status !== 200) return { replace: () => void errorResponse(handled, '404') }
    res.setHeader('cache-control', 'no-store')
    res.setHeader('content-security-policy', csp)
    return { status: 404 }
  })
  const handed = forwardToFramework(req, {
    appUrl: new URL(given.env.APP_URL),
    clientAddress: given.clientAddress,
    headers: { ...headers, ...placeHeaders(handled, locale), 'x-portal-not-found': '1' },
    body: Buffer.alloc(0),
    method: req.method === 'HEAD' ? 'HEAD' : 'GET',
    url: `/${locale}/not-found`,
  })
  await given.next(handed, res)
}

/** Pages of staff: the only ones that ask for a passkey. */
const isOfStaff = ({ route }: HandledRequest) => /^\/:locale\/staff(?:\/|$)/.test(route)

/** A nonce of its own for every page, and the policy that allows it. */
function pageHeaders({ id }: HandledRequest, env: Environment) {
  const nonce = randomBytes(16).toString('base64')
  const csp = dynamicPolicy(nonce, { dev: env.dev, formTargets: formTargets(env) })
  return { csp, headers: { 'x-request-id': id, 'x-nonce': nonce, 'content-security-policy': csp } }
}

const placeHeaders = (handled: HandledRequest, language: string) => ({
  'x-next-intl-locale': language,
  'x-portal-path': placeOf(handled),
})

/** Lets the framework send a file of the build or of `public/`, which it may do without the database. */
export async function sendFile(
  handled: HandledRequest,
  { env, next, clientAddress }: Rendering,
): Promise<void> {
  const headers = { 'x-request-id': handled.id }
  await next(
    forwardToFramework(handled.req, {
      appUrl: new URL(env.APP_URL),
      clientAddress,
      headers,
      body: Buffer.alloc(0),
    }),
    handled.res,
  )
}

/** Where the reader is, below the language: the switch of languages leads to the same place. */
function placeOf({ target, language }: HandledRequest): string {
  const below = target?.path.slice(language ? `/${language}`.length : 0) || '/'
  return below + (target?.query ?? '')
}
