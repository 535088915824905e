import { eq } from 'drizzle-orm'
import { signInAttempt } from '../../db/schema/people.ts'
import { caseAttempt, request, unprovedRequest } from '../../db/schema/requests.ts'
import { visitor } from '../../domain/people/actor.ts'
import { askSignIn } from '../../domain/people/ask-sign-in.ts'
import { contextFor } from '../../domain/people/context.ts'
import { browserCookie } from '../../domain/people/session-cookie.ts'
import { signInSecrets } from '../../domain/people/sign-in-secrets.ts'
import { proofCookie } from '../../domain/requests/case-cookies.ts'
import { fileVisitorRequest } from '../../domain/requests/file-visitor-request.ts'
import { askCaseCode } from '../../domain/requests/open-visitor-case.ts'
import { mailedSecrets, stopToken } from '../../domain/requests/request-secrets.ts'
import type { Locale } from '../../i18n/locales.ts'
import { hashToken } from '../../platform/crypto/tokens.ts'
import type { Portal } from '../people.ts'

// What a mail would bring, made from the same keys: no test of forms waits for letters.

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
  const isThis = eq(unprovedRequest.reference, filed.reference)
  const [row] = await portal.system.transaction((tx) => tx.select().from(unprovedRequest).where(isThis))
  if (!row) throw new Error('not filed')
  return {
    ...mailedSecrets(keys, 'request proof', row.requestId),
    ...{ reference: filed.reference, subjectId: row.subjectId, browserToken: filed.browserToken },
    cookies: { [proofCookie(env).name]: filed.browserToken },
  }
}

/** A wish to open one case, in the browser that asked. */
export async function caseAsked(portal: Portal, locale: Locale, given: { reference: string; email: string }) {
  const { env, keys } = portal.services
  const asked = await askCaseCode(asVisitor(portal, locale), given)
  if (asked.status !== 'asked') throw new Error(asked.code)
  const isThis = eq(caseAttempt.browserHash, hashToken(asked.browserToken))
  const [row] = await portal.system.transaction((tx) => tx.select().from(caseAttempt).where(isThis))
  if (!row) throw new Error('no attempt')
  return {
    ...mailedSecrets(keys, 'request case', row.attemptId),
    cookies: { [proofCookie(env).name]: asked.browserToken },
  }
}

/** The token of “not you?” in the notice of a request. */
export async function stopTokenOf(portal: Portal, reference: string) {
  const isThis = eq(request.reference, reference)
  const [row] = await portal.system.transaction((tx) => tx.select().from(request).where(isThis))
  return stopToken(portal.services.keys, row?.requestId ?? '')
}
