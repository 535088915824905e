import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type BrowserContext, test as base, expect, type Locator, type Page } from '@playwright/test'
import { type Context, contextFor } from '#domain/access/context.ts'
import { sessionCookie } from '#domain/access/session-cookie.ts'
import { recordWelcome } from '#domain/consent/choices/record-welcome.ts'
import { readConsentTexts } from '#domain/consent/texts/consent-texts.ts'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import { openSession } from '#domain/people/sign-in/sessions.ts'
import { findSubject } from '#domain/people/subjects/ensure-subject.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { sampleLearners } from '../db/seed/platform/load.ts'
import type { Locale } from '../i18n/locales.ts'
import { readLock } from '../launch/cluster-folder.mjs'
import { rolePassword } from '../launch/secrets.mjs'
import { readEnvironment } from '../platform/env.ts'
import { listMails, type OpenedMail, readMail } from '../platform/mail/mailbox.ts'
import { openServices, type Services } from '../platform/services.ts'
import { origin } from './origin.ts'

export type Learner = { email: string; fullName: string | null; subjectId: string; locale: Locale }

type Minted = { fullName?: string | null; welcomed?: boolean; locale?: Locale }

/** The portal under test, from the inside: its database and its mailbox, for what a journey begins with and ends in. */
export type Portal = {
  services: Services
  as: (subjectId: string, locale?: Locale) => Context
  system: Context
  /** A new person that no other test uses; welcomed, unless the test is about the first sign-in. */
  mint: (given?: Minted) => Promise<Learner>
  /** The first invented learner, who has a past. */
  sampleLearner: () => Promise<Learner>
  /** Signs the browser in without the journey through the mail. */
  signIn: (context: BrowserContext, learner: Learner) => Promise<void>
  /** Signs the browser in as a new person, as `mint` makes one. */
  signInNew: (context: BrowserContext, given?: Minted) => Promise<Learner>
  /** Waits for the newest email to an address whose subject or text matches. */
  letterTo: (email: string, matching?: RegExp, seconds?: number) => Promise<OpenedMail>
  mailsTo: (email: string) => Promise<number>
}

export const test = base.extend<object, { portal: Portal }>({
  portal: [
    // biome-ignore lint/correctness/noEmptyPattern: the runner reads from it which fixtures are wanted
    async ({}, use) => {
      const services = openServices(environment(), 'e2e')
      await use(portalOf(services))
      await services.database.close()
    },
    { scope: 'worker' },
  ],
})

export { expect }

function environment() {
  const folder = process.env.PORTAL_E2E_DIR ?? ''
  const [dataDir, keysDir] = [join(folder, 'data'), join(folder, 'keys')]
  const lock = readLock(join(dataDir, 'postgres'))
  if (!lock) throw new Error('the database of the portal under test does not run')
  return readEnvironment({
    DATABASE_URL: `postgres://portal_app:${rolePassword(keysDir, 'portal_app')}@127.0.0.1:${lock.port}/portal`,
    SMTP_URL: 'smtp://127.0.0.1:9',
    APP_URL: origin,
    AUTH_SECRET: 'only-for-what-the-tests-do-by-themselves',
    SNAPSHOT_TOKEN: 'only-for-what-the-tests-do-by-themselves',
    PORTAL_SAMPLE_DATA: '1',
    PORTAL_DATA_DIR: dataDir,
    PORTAL_KEYS_DIR: keysDir,
    LOG_LEVEL: 'silent',
  })
}

function portalOf(services: Services): Portal {
  const { env, clock } = services
  const system = contextFor(services, { actor: { kind: 'system', task: 'e2e' }, locale: 'ru' })
  const as = (subjectId: string, locale: Locale = 'ru') =>
    contextFor(services, { actor: { kind: 'subject', subjectId }, locale })

  const mint: Portal['mint'] = async ({
    fullName = 'Дана Ұлықбекқызы',
    welcomed = true,
    locale = 'ru',
  } = {}) => {
    const externalId = `e2e-${randomBytes(6).toString('hex')}`
    const email = `${externalId}@example.test`
    await importSubjects(system, [{ externalId, fullName, email, phone: null, locale }], 'import')
    const subjectId = await findSubject(system, externalId)
    if (!subjectId) throw new Error('the person was not imported')
    if (welcomed) await welcome(as(subjectId, locale), subjectId)
    return { email, fullName, subjectId, locale }
  }

  const signIn: Portal['signIn'] = async (context, { subjectId }) => {
    const { token } = await system.transaction((tx) => openSession(tx, subjectId, 'link', clock.now()))
    await context.addCookies([{ name: sessionCookie(env).name, value: token, url: env.APP_URL }])
  }

  const mails = (email: string) => listMails(env.dataDir, { to: email })

  return {
    services,
    as,
    system,
    mint,
    sampleLearner: async () => {
      const [first] = sampleLearners(clock.now())
      const subjectId = first && (await findSubject(system, first.externalId))
      if (!subjectId) throw new Error('the sample is not loaded')
      return { email: first.email, fullName: first.fullName, subjectId, locale: first.locale }
    },
    signIn,
    signInNew: async (context, given) => {
      const learner = await mint(given)
      await signIn(context, learner)
      return learner
    },
    letterTo: async (email, matching = /./, seconds = 15) => {
      for (let tries = 0; tries < 10 * seconds; tries++) {
        for (const { id } of await mails(email)) {
          const mail = await readMail(env.dataDir, id)
          if (mail && matching.test(`${mail.subject}\n${mail.text}`)) return mail
        }
        await new Promise((done) => setTimeout(done, 100))
      }
      throw new Error(`no letter to ${email} in ${seconds} s`)
    },
    mailsTo: async (email) => (await mails(email)).length,
  }
}

async function welcome(ctx: Context, subjectId: string) {
  const words = (await readConsentTexts(ctx, ctx.locale)).find((one) => one.purpose === 'service')
  const result = await recordWelcome(ctx, subjectId, {
    answer: 'agree',
    textSha256: words?.sha256 ?? '',
    policyVersion: await currentVersion(ctx),
    idempotencyKey: randomBytes(8).toString('hex'),
  })
  if (result.status !== 'welcomed') throw new Error(`not welcomed: ${result.code}`)
}

/** The six digits in an email. */
export const codeIn = (mail: OpenedMail) => mail.text.match(/\b\d{6}\b/)?.[0] ?? ''

/** The first link in an email whose path contains `part`. */
export const linkIn = (mail: OpenedMail, part: string) => mail.links.find((link) => link.includes(part)) ?? ''

/** Presses, and counts how often a person had to. */
export function presses() {
  let count = 0
  return {
    press: async (what: Locator) => {
      count += 1
      await what.click()
    },
    count: () => count,
  }
}

/** One switch of the page of choices with the line below it. */
export const choiceOf = (page: Page, name: string) =>
  page.locator(`form:has(#choice-${name.replaceAll('/', '-')})`)

export const switchOf = (page: Page, name: string) => choiceOf(page, name).getByRole('switch')

/** Presses a switch and waits until it is kept: it looks pressed before that, and a page that is left meanwhile sends nothing. */
export async function turn(page: Page, name: string, on: boolean) {
  await switchOf(page, name).click()
  await expect(choiceOf(page, name).locator('button[value="undo"]')).toBeVisible()
  await expect(switchOf(page, name)).toHaveAttribute('aria-checked', String(on))
}
