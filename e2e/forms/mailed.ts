import { eq } from 'drizzle-orm'
import { visitor } from '#domain/access/actor.ts'
import { contextFor } from '#domain/access/context.ts'
import {
  findByBrowser,
  openVerificationsOf,
  type VerificationPurpose,
  verificationSecrets,
} from '#domain/access/email-verification.ts'
import { browserCookie } from '#domain/access/session-cookie.ts'
import { askSignIn } from '#domain/people/sign-in/ask-sign-in.ts'
import { noteNewBrowser, readNewBrowserMail } from '#domain/people/sign-in/new-browser.ts'
import { stopToken } from '#domain/requests/record/request-secrets.ts'
import { fileVisitorRequest } from '#domain/requests/visitor/file-visitor-request.ts'
import { askRequestCode } from '#domain/requests/visitor/open-visitor-request.ts'
import { verificationCookie } from '#domain/requests/visitor/visitor-cookies.ts'
import { request, unverifiedRequest } from '../../db/schema/requests.ts'
import type { Locale } from '../../i18n/locales.ts'
import type { Portal } from '../people.ts'

// Codes and links as in the emails, derived from the same keys, so that the tests do not wait for mail.

export const asVisitor = (portal: Portal, locale: Locale) =>
  contextFor(portal.services, { actor: visitor, locale })

/** The link and the code of the message that a browser asked for. */
async function secretsOf(portal: Portal, purpose: VerificationPurpose, browserToken: string) {
  const row = await portal.system.transaction((tx) => findByBrowser(tx, purpose, browserToken))
  if (!row) throw new Error('nothing was asked for')
  return verificationSecrets(portal.services.keys, row.verificationId)
}

/** A wish to sign in, in the browser that asked. */
export async function signInAsked(portal: Portal, locale: Locale, email: string) {
  const { env } = portal.services
  const asked = await askSignIn(asVisitor(portal, locale), { email, returnTo: undefined })
  if (asked.status !== 'asked') throw new Error(asked.code)
  return {
    ...(await secretsOf(portal, 'sign-in', asked.browserToken)),
    cookies: { [browserCookie(env).name]: asked.browserToken },
  }
}

/** A visitor's request that waits for its proof. */
export async function visitorFiled(portal: Portal, locale: Locale, email: string) {
  const { env } = portal.services
  const input = { kind: 'access', fullName: 'Асхат Өтеген', email, message: 'Көшірме', locale } as const
  const filed = await fileVisitorRequest(asVisitor(portal, locale), input)
  if (filed.status !== 'asked') throw new Error(filed.code)
  const isThis = eq(unverifiedRequest.reference, filed.reference)
  const [row] = await portal.system.transaction((tx) => tx.select().from(unverifiedRequest).where(isThis))
  if (!row) throw new Error('not filed')
  return {
    ...(await secretsOf(portal, 'visitor-request', filed.browserToken)),
    reference: filed.reference,
    subjectId: row.subjectId,
    browserToken: filed.browserToken,
    cookies: { [verificationCookie(env).name]: filed.browserToken },
  }
}

/** A wish to open one case, in the browser that asked. */
export async function caseAsked(portal: Portal, locale: Locale, given: { reference: string; email: string }) {
  const { env } = portal.services
  const asked = await askRequestCode(asVisitor(portal, locale), given)
  if (asked.status !== 'asked') throw new Error(asked.code)
  return {
    ...(await secretsOf(portal, 'open-request', asked.browserToken)),
    cookies: { [verificationCookie(env).name]: asked.browserToken },
  }
}

/** The token of “not you?” in the notice of a request. */
export async function stopTokenOf(portal: Portal, reference: string) {
  const isThis = eq(request.reference, reference)
  const [row] = await portal.system.transaction((tx) => tx.select().from(request).where(isThis))
  return stopToken(portal.services.keys, row?.requestId ?? '')
}

/** The token of “this was not me” for a sign-in with a new browser. */
export async function notMeTokenOf(portal: Portal, subjectId: string) {
  const noticeId = await portal.system.transaction((tx) => noteNewBrowser(tx, portal.system, subjectId))
  return (await readNewBrowserMail(portal.system, { subjectId, noticeId }))?.token ?? ''
}

/** The link to confirm a new address. */
export async function emailChangeToken(portal: Portal, changeId: string) {
  const open = await portal.system.transaction((tx) => openVerificationsOf(tx, changeId, new Date()))
  const link = open.find(({ purpose }) => purpose === 'email-change-new')
  return verificationSecrets(portal.services.keys, link?.verificationId ?? '').linkToken
}
