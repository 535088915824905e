import { signalOf } from '#domain/consent/gpc.ts'
import { readUnsubscribe } from '#domain/consent/read-unsubscribe.ts'
import { unsubscribe } from '#domain/consent/unsubscribe.ts'
import { visitor } from '#domain/people/actor.ts'
import { contextFor } from '#domain/people/context.ts'
import { type Locale, locales } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { send } from '#platform/http/answer.ts'
import { limit } from '#platform/rate-limit.ts'
import type { Services } from '#platform/services.ts'
import { plainPage, refuse } from './refusals.ts'
import type { Visit } from './visit.ts'

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
 * The door of unsubscribe links. A GET shows the page in the language that the person is written to in. A POST that is not
 * a form of that page comes from a mail program on the person's behalf (RFC 8058): no cookie, any origin, answered at
 * once with 200. All tokens that are none get one answer.
 */
export async function answerUnsubscribe(visit: Visit, token: string, given: Given): Promise<void> {
  const { req, res } = visit
  const { services, clientAddress, sent } = given
  const ctx = (locale = visit.locale) =>
    contextFor(services, { actor: visitor, locale, requestId: visit.id, signal: signalOf(header(visit)) })
  res.setHeader('x-robots-tag', 'noindex')
  const link = await readUnsubscribe(ctx(), token)
  // Mail programs of many people share few addresses, so a link that exists is counted by itself.
  const allowed = await limit(services, 'link', link ? `unsubscribe ${token}` : clientAddress)
  if (!allowed.ok) return refuse(visit, '429', { 'retry-after': String(allowed.retryAfterSeconds) })
  if (!link)
    return send(
      req,
      res,
      plainPage(visit, 404, messages[visit.locale].unsubscribe.dead, toChoices(visit.locale)),
    )

  const locale = visit.language ?? link.locale
  const there = { ...visit, locale }
  if (sent && !isFormOfPage(visit, sent.body)) {
    await unsubscribe(ctx(locale), token)
    const { doneTitle, done } = messages[locale].unsubscribe
    return send(req, res, plainPage(there, 200, { title: doneTitle, text: done }, toChoices(locale)))
  }
  if (sent && !sent.fromHere) return refuse(there, '403')
  if (!visit.language) {
    // The framework has this page below a language; the reader's address stays as it is.
    visit.language = locale
    visit.locale = locale
    visit.target = { path: `/${locale}/u/${token}`, query: visit.target?.query ?? '' }
    req.url = visit.target.path + visit.target.query
  }
  return given.page()
}

const toChoices = (locale: Locale) => ({
  href: `/${locale}/my/choices`,
  label: messages[locale].unsubscribe.choices,
})

const header = ({ req }: Visit) => req.headers['sec-gpc']?.toString()

/** The framework marks the fields of its forms; what its script sends has a header. */
const isFormOfPage = ({ req }: Visit, body: Buffer) =>
  req.headers['next-action'] !== undefined || body.includes('$ACTION_')
