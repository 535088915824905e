import { describe, expect, it } from 'vitest'
import { locales } from '#i18n/locales.ts'
import { emailChangedMessage, emailChangeMessage } from './email-change-message.ts'
import { messageId } from './message-id.ts'
import { signInMessage } from './sign-in-message.ts'
import { staffInvitationMessage } from './staff-invitation-message.ts'

const appUrl = 'https://privacy.example.kz'
const linkToken = 'a'.repeat(43)
const at = new Date('2026-11-23T17:22:00Z')
const signIn = (locale: (typeof locales)[number]) =>
  signInMessage({ locale, appUrl, code: '012345', linkToken, askedAt: at, sample: false })
const change = (locale: (typeof locales)[number], side: 'old' | 'new') =>
  emailChangeMessage({
    side,
    locale,
    appUrl,
    token: linkToken,
    newEmail: "o'b&c@x.kz",
    expiresAt: at,
    sample: true,
  })

const invitation = (locale: (typeof locales)[number]) =>
  staffInvitationMessage({ locale, appUrl, token: linkToken, validFrom: at, expiresAt: at, sample: false })

describe.each(locales)('a letter in %s', (locale) => {
  const changed = (oldEmail: string | null) => {
    const mail = { to: 'b@x.kz', locale, oldEmail, newEmail: 'b@x.kz', changedAt: at }
    return emailChangedMessage(mail, { appUrl, sample: true })
  }
  const asked = [signIn(locale), change(locale, 'old'), change(locale, 'new'), invitation(locale)]
  const all = [...asked, changed('a@x.kz'), changed(null)]

  it('says its language and fetches nothing', () => {
    for (const { html, language } of all) {
      expect(language).toBe(locale)
      expect(html).toContain(`<html lang="${locale}">`)
      expect(html).not.toMatch(/\bsrc=|<img|<link|<style|url\(|<script/i)
      const hrefs = [...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href)
      expect(hrefs.every((href) => href?.startsWith(`${appUrl}/${locale}/`))).toBe(true)
    }
  })

  it('has the same words as text, without anything unfilled', () => {
    for (const { text, html } of all) {
      expect(text).not.toMatch(/[{}<>]|undefined|Invalid/)
      const plain = html.replace(/<title>.*<\/title>/, '').replaceAll(/<[^>]+>/g, '\n')
      for (const line of text.split('\n').filter((one) => one && one !== '--' && !one.includes("o'b")))
        for (const part of line.split('012345')) expect(plain).toContain(part.trim())
    }
  })

  it('to sign in gives the code before the link, the hour in Almaty, and no code in its subject', () => {
    const { text, subject } = signIn(locale)
    expect(text.indexOf('012345')).toBeGreaterThan(0)
    expect(text.indexOf('012345')).toBeLessThan(text.indexOf(`${appUrl}/${locale}/sign-in/link/${linkToken}`))
    expect(text).toContain('22:22')
    expect(subject).not.toMatch(/\d/)
  })

  it('that confirms a change names both addresses, when it happened, and where to turn', () => {
    expect(changed('a@x.kz').text).toMatch(/a@x\.kz .*b@x\.kz/)
    expect(changed('a@x.kz').text).toContain('22:22')
    expect(changed(null).text).toContain('b@x.kz')
    expect(changed(null).text).toContain(`${appUrl}/${locale}/contact`)
  })

  it('about a change names the new address to its owner of today only, and says when it is a sample', () => {
    expect(change(locale, 'old').html).toContain('o&#39;b&amp;c@x.kz')
    expect(change(locale, 'new').text).not.toContain('@')
    expect(change(locale, 'old').text).not.toBe(signIn(locale).text)
    expect(change(locale, 'new').text.split('\n').at(-4)).toMatch(/^(ҮЛГІ|ОБРАЗЕЦ|SAMPLE)/)
  })
})

it('a mail has one id at every attempt, of its own, telling nothing', () => {
  const id = '01a2097b-e02a-73ec-acd8-fbb647068e88'
  expect(messageId(appUrl, 'sign-in', id)).toBe(messageId(appUrl, 'sign-in', id))
  expect(messageId(appUrl, 'email-change old', id)).not.toBe(messageId(appUrl, 'email-change new', id))
  expect(messageId(appUrl, 'sign-in', id)).toMatch(/^<[0-9a-f]{32}@privacy\.example\.kz>$/)
})
