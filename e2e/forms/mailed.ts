import { eq } from 'drizzle-orm'
import { visitor } from '#domain/access/actor.ts'
import { contextFor } from '#domain/access/context.ts'
import { signInSecrets } from '#domain/access/email-secrets.ts'
import { browserCookie } from '#domain/access/session-cookie.ts'
import { askSignIn } from '#domain/people/sign-in/ask-sign-in.ts'
import { mailedSecrets, stopToken } from '#domain/requests/record/request-secrets.ts'
import { fileVisitorRequest } from '#domain/requests/visitor/file-visitor-request.ts'
import { askRequestCode } from '#domain/requests/visitor/open-visitor-request.ts'
import { verificationCookie } from '#domain/requests/visitor/visitor-cookies.ts'
import { signInAttempt } from '../../db/schema/people.ts'
import { caseAttempt, request, unverifiedRequest } from '../../db/schema/requests.ts'
import type { Locale } from '../../i18n/locales.ts'
import { hashToken } from '../../platform/crypto/tokens.ts'
import type { Portal } from '../people.ts'

// Codes and links as in the emails, derived from the same keys, so that the tests do not wait for mail.

export const asVisitor = (portal: Portal, locale: Locale) =>
  contextFor(portal.services, { actor: visitor, locale })

/** A wish to sign in, in the browser that asked. */
export async function signInAsked(portal: Portal, locale: Locale, email: string) {
  const { env, keys } = portal.services
  const asked = await askSignIn(asVisitor(portal, locale), { email, returnTo: undefined })
  if (asked.status !== 'asked') throw new Error(asked.code)
  const isThis = eq(signInAttempt.browserHash, hashToken(asked.browserToken))
  const [row] = await portal.system.transaction((tx) => tx.select().from(signInAttempt).where(isThis))
  if (!row) throw new Error('no attempt')
  return {
    ...signInSecrets(keys, row.attemptId),
    cookies: { [browserCookie(env).name]: asked.browserToken },
  }
}

/** A visitor's request that waits for its proof. */
export async function visitorFiled(portal: Portal, locale: Locale, email: string) {
  const { env, keys } = portal.services
  const input = { kind: 'access', fullName: 'Асхат Өтеген', email, message: 'Көшірме', locale } as const
  const filed = await fileVisitorRequest(asVisitor(portal, locale), input)
  if (filed.status !== 'asked') throw new Error(filed.code)
  const isThis = eq(unverifiedRequest.reference, filed.reference)
  const [row] = await portal.system.transaction((tx) => tx.select().from(unverifiedRequest).where(isThis))
  if (!row) throw new Error('not filed')
  return {
    ...mailedSecrets(keys, 'request proof', row.requestId),
    reference: filed.reference,
    subjectId: row.subjectId,
    browserToken: filed.browserToken,
    cookies: { [verificationCookie(env).name]: filed.browserToken },
  }
}

/** A wish to open one case, in the browser that asked. */
export async function caseAsked(portal: Portal, locale: Locale, given: { reference: string; email: string }) {
  const { env, keys } = portal.services
  const asked = await askRequestCode(asVisitor(portal, locale), given)
  if (asked.status !== 'asked') throw new Error(asked.code)
  const isThis = eq(caseAttempt.browserHash, hashToken(asked.browserToken))
  const [row] = await portal.system.transaction((tx) => tx.select().from(caseAttempt).where(isThis))
  if (!row) throw new Error('no attempt')
  return {
    ...mailedSecrets(keys, 'request case', row.attemptId),
    cookies: { [verificationCookie(env).name]: asked.browserToken },
  }
}

/** The token of “not you?” in the notice of a request. */
export async function stopTokenOf(portal: Portal, reference: string) {
  const isThis = eq(request.reference, reference)
  const [row] = await portal.system.transaction((tx) => tx.select().from(request).where(isThis))
  return stopToken(portal.services.keys, row?.requestId ?? '')
}
