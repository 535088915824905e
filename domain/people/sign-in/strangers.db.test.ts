import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, contextFor } from '#domain/access/context.ts'
import { findByBrowser, verificationSecrets } from '#domain/access/email-verification.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { askSignIn } from './ask-sign-in.ts'
import { proveByCode, proveByLink } from './complete-sign-in.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal?.close())

const visitor = (client: Client) =>
  contextFor(portal.services, { actor: { kind: 'visitor' }, locale: 'ru', client })
const at = (network: string, browser?: string) => visitor({ network, browser })
const ask = (ctx: ReturnType<typeof at>, email: string) => askSignIn(ctx, { email, returnTo: undefined })

/** Asks, and reads the message that came. */
async function asked(ctx: ReturnType<typeof at>, email: string) {
  const result = await ask(ctx, email)
  if (result.status !== 'asked') throw new Error(result.code)
  const row = await portal.system.transaction((tx) => findByBrowser(tx, 'sign-in', result.browserToken))
  return { ...result, ...verificationSecrets(portal.services.keys, row?.verificationId ?? '') }
}
const wrongOf = (code: string) => (code === '000000' ? '000001' : '000000')

describe('behind one address', () => {
  const school = () => at('203.0.113.50')

  it('the 21st pupil gets in with a right code after twenty others and a joker', async () => {
    const joker = await asked(school(), (await portal.addPerson()).email)
    for (let n = 0; n < 5; n++) await proveByCode(school(), joker.browserToken, wrongOf(joker.code))
    for (let n = 0; n < 21; n++) {
      const { browserToken, code } = await asked(school(), (await portal.addPerson()).email)
      expect(await proveByCode(school(), browserToken, code)).toMatchObject({ status: 'signed-in' })
    }
  })

  it('a hundred pupils get in with the links of their messages', async () => {
    for (let n = 0; n < 100; n++) {
      const { linkToken } = await asked(school(), (await portal.addPerson()).email)
      expect(await proveByLink(school(), linkToken)).toMatchObject({ status: 'signed-in' })
    }
  })
})

describe('somebody else who asks for messages to a learner', () => {
  it('from another network does not stop the learner from asking', async () => {
    const { email } = await portal.addPerson()
    for (let n = 0; n < 30; n++) await ask(at('203.0.113.60'), email)
    for (let n = 0; n < 100; n++) await ask(at(`botnet-${n}`), email)
    const { browserToken, code } = await asked(at('198.51.100.60'), email)
    expect(await proveByCode(at('198.51.100.60'), browserToken, code)).toMatchObject({ status: 'signed-in' })
  })

  it('from the same network leaves a link that works, whatever they did to its code', async () => {
    const { email } = await portal.addPerson()
    const same = at('203.0.113.61')
    const links = []
    for (let n = 0; n < 5; n++) {
      const theirs = await asked(same, email)
      for (let i = 0; i < 5; i++) await proveByCode(same, theirs.browserToken, wrongOf(theirs.code))
      links.push(theirs.linkToken)
    }
    const refused = await ask(same, email)
    expect(refused).toMatchObject({ code: 'too-often' })
    if (refused.status === 'refused') expect(refused.retryAfterSeconds).toBeLessThanOrEqual(600)
    expect(await proveByLink(same, links[0] ?? '')).toMatchObject({ status: 'signed-in' })
  })

  it('from the same network does not stop a browser that signed in before', async () => {
    const { email } = await portal.addPerson()
    const same = '203.0.113.62'
    const first = await asked(at(same), email)
    const signedIn = await proveByCode(at(same), first.browserToken, first.code)
    if (signedIn.status !== 'signed-in') throw new Error(signedIn.code)
    for (let n = 0; n < 10; n++) await ask(at(same), email)
    expect(await ask(at(same), email)).toMatchObject({ code: 'too-often' })
    const own = at(same, signedIn.knownBrowser)
    const again = await asked(own, email)
    expect(await proveByCode(own, again.browserToken, again.code)).toMatchObject({ status: 'signed-in' })
  })

  it('and guesses codes closes only the codes, and the same for nobody’s address', async () => {
    const { email } = await portal.addPerson()
    const codes = []
    for (const address of [email, 'nobody-guessed@example.kz']) {
      for (let n = 0; n < 6; n++) {
        const ctx = at(`${address}-${n}`)
        const theirs = await asked(ctx, address)
        for (let i = 0; i < 5; i++) await proveByCode(ctx, theirs.browserToken, wrongOf(theirs.code))
      }
      const ctx = at(`${address}-own`)
      const mine = await asked(ctx, address)
      const answer = await proveByCode(ctx, mine.browserToken, mine.code)
      codes.push('code' in answer ? answer.code : answer.status)
      if (address === email)
        expect(await proveByLink(ctx, mine.linkToken)).toMatchObject({ status: 'signed-in' })
    }
    expect(codes).toEqual(['too-often', 'too-often'])
  })
})
