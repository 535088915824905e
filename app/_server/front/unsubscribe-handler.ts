import { visitor } from '#domain/access/actor.ts'
import { contextFor } from '#domain/access/context.ts'
import { deadLink } from '#domain/access/limits.ts'
import { signalOf } from '#domain/consent/rules/gpc.ts'
import { readUnsubscribe } from '#domain/consent/unsubscribe/read-unsubscribe.ts'
import { unsubscribe } from '#domain/consent/unsubscribe/unsubscribe.ts'
import { type Locale, locales } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { send } from '#platform/http/answer.ts'
import { networkOf } from '#platform/http/client-address.ts'
import type { Services } from '#platform/services.ts'
import { whenText } from '../texts/when-text.ts'
import { errorResponse, plainPage } from './error-responses.ts'
import type { HandledRequest } from './handled-request.ts'

const address = new RegExp(`^/(?:(?:${locales.join('|')})/)?u/([^/]+)/?$`)

/** The token of an unsubscribe link, with or without a language before it; null for any other address. */
export const unsubscribeToken = (path: string): string | null => address.exec(path)?.[1] ?? null

/** What a POST brought. `fromHere`: from a page of ours. */
export type Sent = { body: Buffer; fromHere: boolean }

type Given = {
  services: Services
  clientAddress: string
  /** Lets the framework render the page, or run the action of its form. */
  page: () => Promise<void>
  sent: Sent | undefined
}

/**
 * Handles unsubscribe links. A GET shows the page in the person's language. A POST that is not the page's form comes
 * from a mail program (RFC 8058): no cookie, any origin, answered at once with 200. All invalid tokens get the same
 * answer.
 */
export async function handleUnsubscribe(handled: HandledRequest, token: string, given: Given): Promise<void> {
  const { req, res } = handled
  const { services, sent } = given
  const ctx = (locale = handled.locale) =>
    contextFor(services, { actor: visitor, locale, requestId: handled.id, signal: signalOf(header(handled)) })
  res.setHeader('x-robots-tag', 'noindex')
  const link = await readUnsubscribe(ctx(), token)
  if (!link) return answerDeadLink(handled, given)

  const locale = handled.language ?? link.locale
  const there = { ...handled, locale }
  if (sent && !isFormOfPage(handled, sent.body)) {
    await unsubscribe(ctx(locale), token)
    const { doneTitle, done } = messages[locale].unsubscribe
    return send(req, res, plainPage(there, 200, { title: doneTitle, text: done }, toChoices(locale)))
  }
  if (sent && !sent.fromHere) return errorResponse(there, '403')
  if (!handled.language) {
    // The framework has this page below a language; the reader's address stays as it is.
    handled.language = locale
    handled.locale = locale
    handled.target = { path: `/${locale}/u/${token}`, query: handled.target?.query ?? '' }
    req.url = handled.target.path + handled.target.query
  }
  return given.page()
}

/** Only tokens that are none are counted: a mail program may read and use the link of a message as often as it likes. */
async function answerDeadLink(handled: HandledRequest, { services, clientAddress }: Given): Promise<void> {
  const { req, res, locale } = handled
  const client = { network: networkOf(clientAddress), browser: undefined }
  const answer = await deadLink({ services, client })
  if (answer.code === 'dead')
    return send(req, res, plainPage(handled, 404, messages[locale].unsubscribe.dead, toChoices(locale)))
  res.setHeader('retry-after', String(answer.retryAfterSeconds))
  const { title } = messages[locale].server.failures[429]
  const when = whenText(locale, services.clock.now(), answer.retryAfterSeconds)
  const text = translator(locale, 'limits')('later', { when })
  return send(req, res, plainPage(handled, 429, { title, text }))
}

const toChoices = (locale: Locale) => ({
  href: `/${locale}/my/choices`,
  label: messages[locale].unsubscribe.choices,
})

const header = ({ req }: HandledRequest) => req.headers['sec-gpc']?.toString()

/** The framework marks the fields of its forms; what its script sends has a header. */
const isFormOfPage = ({ req }: HandledRequest, body: Buffer) =>
  req.headers['next-action'] !== undefined || body.includes('$ACTION_')
