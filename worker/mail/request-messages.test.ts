import { describe, expect, it } from 'vitest'
import { personMailKinds } from '#domain/requests/record/write-request.ts'
import { kindNames } from '#domain/requests/rules/kinds.ts'
import { locales } from '#i18n/locales.ts'
import {
  personMessage,
  reminderMessage,
  requestCodeMessage,
  verificationMessage,
} from './request-messages.ts'

const portal = { appUrl: 'https://privacy.example.kz', sample: false }
const at = new Date('2026-11-25T18:59:59Z')
const reference = 'CX-7K3M-Q2'
const linkToken = 'a'.repeat(43)

describe.each(locales)('a letter about a request in %s', (locale) => {
  const about = { to: 'a@example.kz', locale, reference, dueAt: at }
  const secrets = { linkToken, code: '012345' }
  const all = [
    ...kindNames.flatMap((kind) =>
      personMailKinds.map((letter) =>
        personMessage(letter, { ...about, kind, stopToken: linkToken }, portal),
      ),
    ),
    verificationMessage({ ...about, ...secrets, kind: 'access', lapsesAt: at }, portal),
    requestCodeMessage({ ...about, ...secrets }, portal),
    ...(['reminder', 'escalation'] as const).map((what) =>
      reminderMessage(what, { ...about, kind: 'withdrawal' }, portal),
    ),
  ]

  it('names the request in its subject, says its language, leads only to our pages and leaves nothing unfilled', () => {
    for (const { subject, text, html, language } of all) {
      expect(subject).toContain(reference)
      expect(subject).not.toContain('012345')
      expect(language).toBe(locale)
      expect(html).toContain(`<html lang="${locale}">`)
      expect(text).not.toMatch(/[{}<>]|undefined|Invalid|mail\./)
      const hrefs = [...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href ?? '')
      expect(hrefs.length).toBeGreaterThan(0)
      expect(hrefs.every((href) => href.startsWith(`${portal.appUrl}/${locale}/`))).toBe(true)
    }
  })

  it('of a sensitive request shows the way to stop it, of another none', () => {
    const filed = (stopToken: string | null) =>
      personMessage('filed', { ...about, kind: 'erasure/wish', stopToken }, portal).text
    expect(filed(linkToken)).toContain(`/${locale}/requests/stop/${linkToken}`)
    expect(filed(null)).not.toContain('/stop/')
  })

  it('says by when, and for a question that there is no term', () => {
    const filed = (dueAt: Date | null) =>
      personMessage('filed', { ...about, dueAt, kind: 'question', stopToken: null }, portal).text
    expect(filed(at)).toContain('25')
    expect(filed(null)).not.toMatch(/\b20\d\d\b/)
  })
})
