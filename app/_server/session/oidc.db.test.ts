import { Auth } from '@auth/core'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { externalAccount, subjectSession } from '#db/schema/people.ts'
import { readSession } from '#domain/people/sign-in/sessions.ts'
import { ensureSubject } from '#domain/people/subjects/ensure-subject.ts'
import { hashToken } from '#platform/crypto/tokens.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { type OidcTestProvider, startOidcProvider } from '../../../e2e/oidc-provider.ts'
import { authConfig } from './auth-config.ts'

const APP_URL = 'http://localhost:3999'
let portal: TestPortal
let provider: OidcTestProvider
beforeAll(async () => {
  provider = await startOidcProvider(APP_URL, { sub: 'first' })
  portal = await testPortal({ APP_URL, ...provider.settings })
})
afterAll(async () => {
  await portal?.close()
  await provider?.stop()
})

/** A browser's cookies, the portal's and the provider's apart. */
class Browser {
  #jars = new Map<string, Map<string, string>>()

  cookie(origin: string): string {
    return [...(this.#jars.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  async go(url: string, init: RequestInit = {}): Promise<Response> {
    const { origin } = new URL(url)
    const headers = { ...init.headers, cookie: this.cookie(origin) }
    const response =
      origin === APP_URL
        ? await Auth(
            new Request(url, { ...init, headers }),
            authConfig(portal.services.env, () => portal.services),
          )
        : await fetch(url, { ...init, headers, redirect: 'manual' })
    const jar = this.#jars.get(origin) ?? new Map<string, string>()
    this.#jars.set(origin, jar)
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      jar.set(name, value)
    }
    return response
  }

  /** From the portal's button through the provider and back; where the portal sends the browser in the end. */
  async signIn(callbackUrl = '/ru/my', tamper = (url: string) => url): Promise<string> {
    const { csrfToken } = await (await this.go(`${APP_URL}/api/auth/csrf`)).json()
    const body = new URLSearchParams({ csrfToken, callbackUrl })
    let response = await this.go(`${APP_URL}/api/auth/signin/platform`, { method: 'POST', body })
    for (let step = 0; step < 10; step++) {
      const location = new URL(response.headers.get('location') ?? '', provider.settings.OIDC_ISSUER).href
      if (location.startsWith(APP_URL) && !location.includes('/callback/'))
        return location.slice(APP_URL.length)
      response = await this.go(location.includes('/callback/') ? tamper(location) : location)
    }
    throw new Error('it goes round in circles')
  }

  get session() {
    return this.cookie(APP_URL).match(/portal\.session=([^;]+)/)?.[1]
  }
}

const linksOf = (subjectId: string) =>
  portal.database.owner.db.select().from(externalAccount).where(eq(externalAccount.subjectId, subjectId))

describe('the platform’s single sign-on', () => {
  it('knows a person by a verified address, links them, and opens a session of ours', async () => {
    const person = await portal.addPerson()
    provider.signInAs({ sub: 'acc-1', email: person.email.toUpperCase(), emailVerified: true })
    const browser = new Browser()
    expect(await browser.signIn('/ru/my/choices')).toBe('/ru/my/choices')
    const session = await readSession(portal.services, browser.session)
    expect(session?.subjectId).toBe(person.subjectId)
    const [row] = await portal.database.owner.db
      .select()
      .from(subjectSession)
      .where(eq(subjectSession.subjectId, person.subjectId))
    expect(row).toMatchObject({ tokenHash: hashToken(browser.session ?? ''), method: 'oidc' })
    const days = ((row?.expiresAt.getTime() ?? 0) - Date.now()) / 86_400_000
    expect(days).toBeCloseTo(30, 1)
    const links = await linksOf(person.subjectId)
    expect(links).toHaveLength(1)
    expect(JSON.stringify(links)).not.toContain('acc-1')
    expect(
      (await portal.audit({ subjectId: person.subjectId })).map((one) => [one.action, one.reason]),
    ).toEqual([
      ['subject.create', 'sample'],
      ['account.link', null],
      ['sign-in.succeed', 'oidc'],
    ])
  })

  it('knows the linked account afterwards, whatever its address has become', async () => {
    const person = await portal.addPerson()
    provider.signInAs({ sub: 'acc-2', email: person.email, emailVerified: true })
    await new Browser().signIn()
    provider.signInAs({ sub: 'acc-2', email: 'changed@example.kz', emailVerified: true })
    const browser = new Browser()
    await browser.signIn()
    expect((await readSession(portal.services, browser.session))?.subjectId).toBe(person.subjectId)
  })

  it('knows by the platform’s id a person who has no address', async () => {
    const { subjectId } = await ensureSubject(portal.system, 'lms-77', 'kk')
    provider.signInAs({ sub: 'lms-77', email: 'unheard-of@example.kz', emailVerified: true })
    const browser = new Browser()
    await browser.signIn()
    expect((await readSession(portal.services, browser.session))?.subjectId).toBe(subjectId)
  })

  it.each([
    [
      'an unknown person',
      { sub: 'acc-x', email: 'nobody@example.kz', emailVerified: true },
      'platform-unknown',
    ],
    [
      'an address nobody verified',
      { sub: 'acc-y', email: 'known@example.kz', emailVerified: false },
      'platform-unknown',
    ],
    ['an id that is somebody’s who has an address', { sub: 'known' }, 'platform-unknown'],
    [
      'an address of one and an id of another',
      { sub: 'bare', email: 'known@example.kz', emailVerified: true },
      'platform-ambiguous',
    ],
    [
      'a second account of one person',
      { sub: 'acc-z', email: 'linked@example.kz', emailVerified: true },
      'platform-other-account',
    ],
  ])('refuses %s with the same page, and creates nobody', async (_, account, reason) => {
    await portal.addPerson({ externalId: 'known', email: 'known@example.kz' })
    await portal.addPerson({ externalId: 'linked', email: 'linked@example.kz' })
    await ensureSubject(portal.system, 'bare', 'kk')
    provider.signInAs({ sub: 'acc-linked', email: 'linked@example.kz', emailVerified: true })
    await new Browser().signIn()
    provider.signInAs(account)
    const browser = new Browser()
    expect(await browser.signIn()).toBe('/sign-in?error=AccessDenied')
    expect(browser.session).toBeUndefined()
    expect((await portal.audit()).at(-1)).toMatchObject({
      action: 'sign-in.fail',
      actorKind: 'visitor',
      reason,
    })
  })

  it.each([
    'https://evil.kz/',
    '//evil.kz',
    'javascript:alert(1)',
    '/api/v1',
    'http://localhost:3999.evil.kz/ru/my',
    'http://localhost:3999@evil.kz/ru',
  ])('never sends the browser to %s', async (callbackUrl) => {
    const { email } = await portal.addPerson()
    provider.signInAs({ sub: `acc-${email}`, email, emailVerified: true })
    expect(await new Browser().signIn(callbackUrl)).toMatch(/^\/(my|sign-in\?error=\w+)$/)
  })

  it('refuses an answer that was not asked for by this browser, and one that is used twice', async () => {
    const { email, subjectId } = await portal.addPerson()
    provider.signInAs({ sub: `acc-${email}`, email, emailVerified: true })
    let stolen = ''
    const victim = new Browser()
    await victim.signIn('/ru/my', (url) => {
      stolen = url
      return url
    })
    for (const browser of [new Browser(), victim])
      expect((await browser.go(stolen)).headers.get('location')).toMatch(/\/sign-in\?error=/)
    const forged = new Browser()
    expect(await forged.signIn('/ru/my', (url) => url.replace(/state=[^&]*/, 'state=x'))).toMatch(/error=/)
    expect(await linksOf(subjectId)).toHaveLength(1)
    expect(forged.session).toBeUndefined()
  })

  it('is not begun without the token against forged forms', async () => {
    const body = new URLSearchParams({ callbackUrl: '/ru/my' })
    const response = await new Browser().go(`${APP_URL}/api/auth/signin/platform`, { method: 'POST', body })
    expect(response.headers.get('location') ?? '').not.toContain(provider.settings.OIDC_ISSUER)
  })
})

it('while the pages are built there is no provider and nothing is read', () => {
  const config = authConfig(null, () => {
    throw new Error('services were opened')
  })
  expect(config.providers).toEqual([])
})
