import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verification } from '#db/schema/access.ts'
import { signInNotice, subject } from '#db/schema/people.ts'
import { contextFor } from '#domain/access/context.ts'
import { hashToken } from '#platform/crypto/tokens.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { askSignIn } from './ask-sign-in.ts'
import { proveByLink } from './complete-sign-in.ts'
import { readSignInMail } from './sign-in-mail.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal.close())

/** Signs in with a browser that has this cookie; the cookie that it has afterwards. */
async function signIn(email: string, browser?: string) {
  const client = { network: '', browser }
  const ctx = contextFor(portal.services, { actor: { kind: 'visitor' }, locale: 'ru', client })
  const asked = await askSignIn(ctx, { email, returnTo: undefined })
  if (asked.status !== 'asked') throw new Error(asked.code)
  const [attempt] = await portal.database.owner.db
    .select()
    .from(verification)
    .where(eq(verification.browserHash, hashToken(asked.browserToken)))
  const mail = await readSignInMail(portal.system, attempt?.verificationId ?? '')
  const done = await proveByLink(ctx, mail?.linkToken ?? '')
  if (done.status !== 'signed-in') throw new Error(done.code)
  return done.knownBrowser
}

test('emails a person about a sign-in with a browser that is new to the account, and about no other sign-in', async () => {
  const { subjectId, email } = await portal.addPerson()
  const notices = async () =>
    (await portal.database.owner.db.select().from(signInNotice).where(eq(signInNotice.subjectId, subjectId)))
      .length
  const first = await signIn(email)
  expect(await notices()).toBe(0)
  await portal.database.owner.db
    .update(subject)
    .set({ welcomedAt: portal.services.clock.now() })
    .where(eq(subject.subjectId, subjectId))
  const same = await signIn(email, first)
  expect(await notices()).toBe(0)
  await signIn(email)
  expect(await notices()).toBe(1)
  // A browser with which others signed in is still new to this account.
  const other = await portal.addPerson()
  await signIn(email, await signIn(other.email))
  expect(await notices()).toBe(2)
  await signIn(email, same)
  expect(await notices()).toBe(2)
  const told = (await portal.audit({ subjectId })).filter(({ action }) => action === 'sign-in.notify')
  expect(told).toHaveLength(2)
})
