import { describe, expect, it } from 'vitest'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { personMailKinds } from '#domain/requests/record/write-request.ts'
import { kindNames } from '#domain/requests/rules/kinds.ts'
import { type StaffLetter, staffLetters } from '#domain/requests/time/remind-staff.ts'
import { locales } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import {
  personMessage,
  reminderMessage,
  requestCodeMessage,
  verificationMessage,
} from './request-messages.ts'

const { complaint } = readOperator({ sampleData: true })
const portal = { appUrl: 'https://privacy.example.kz', sample: false }
const at = new Date('2026-11-25T18:59:59Z')
const reference = 'CX-7K3M-Q2'
const linkToken = 'a'.repeat(43)

describe.each(locales)('a letter about a request in %s', (locale) => {
  const about = { to: 'a@example.kz', locale, reference, dueAt: at, complaint, representation: null }
  const toStaff = (what: StaffLetter, share: number | null, count: number | null) =>
    reminderMessage(
      { what, share },
      {
        ...about,
        kind: 'withdrawal/optional',
        left: count === null ? null : { count, unit: 'working-days' },
      },
      portal,
    )
  const leftWords = (count: number) =>
    translator(locale, 'mail')('requestReminder.left.working-days', { count })
  const secrets = { linkToken, code: '012345' }
  const all = [
    ...kindNames.flatMap((kind) =>
      personMailKinds.map((letter) =>
        personMessage(letter, { ...about, kind, stopToken: linkToken }, portal),
      ),
    ),
    ...(['filed', 'reminder'] as const).map((occasion) =>
      verificationMessage({ ...about, ...secrets, kind: 'access', lapsesAt: at }, portal, occasion),
    ),
    requestCodeMessage({ ...about, ...secrets }, portal),
    ...[true, false].flatMap((isAddressee) =>
      [null, 'Алия'].flatMap((name) =>
        personMailKinds.map((letter) => {
          const representation = { isAddressee, capacity: 'parent' as const, name }
          return personMessage(letter, { ...about, representation, kind: 'access', stopToken: null }, portal)
        }),
      ),
    ),
    ...staffLetters.flatMap((what) => [0, 50, 80].map((share) => toStaff(what, share, 2))),
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

  it('names the minor to the representative who filed it, and the capacity of the representative to the minor', () => {
    const filed = (isAddressee: boolean) => {
      const representation = { isAddressee, capacity: 'guardian' as const, name: 'Алия' }
      return personMessage('filed', { ...about, representation, kind: 'access', stopToken: null }, portal)
        .text
    }
    expect(filed(true)).toContain('Алия')
    expect(filed(false)).toContain(translator(locale, 'guardians')('capacities.guardian'))
  })

  it('says by when, and for a question that there is no term', () => {
    const filed = (dueAt: Date | null) =>
      personMessage('filed', { ...about, dueAt, kind: 'question', stopToken: null }, portal).text
    expect(filed(at)).toContain('25')
    expect(filed(null)).not.toMatch(/\b20\d\d\b/)
  })

  it('to staff differs at half, at four fifths and before the last day, and says what is left', () => {
    const planned = [toStaff('reminder', 0, 1), toStaff('reminder', 50, 7), toStaff('reminder', 80, 3)]
    planned.push(toStaff('escalation', null, 1), toStaff('took-effect', null, 2))
    expect(new Set(planned.map(({ subject }) => subject)).size).toBe(planned.length)
    expect(new Set(planned.map(({ text }) => text.split('\n')[0])).size).toBe(planned.length)
    for (const [n, count] of [1, 7, 3, 1, 2].entries()) expect(planned[n]?.text).toContain(leftWords(count))
    expect(toStaff('escalation', null, 0).text).toContain(leftWords(0))
  })

  it('to staff that goes out after the term says that it has passed, not what is left', () => {
    const missed = toStaff('missed', null, null)
    for (const what of ['reminder', 'escalation'] as const) {
      expect(toStaff(what, 50, null).subject).toBe(missed.subject)
      expect(toStaff(what, 50, null).text).toBe(missed.text)
    }
    expect(toStaff('took-effect', null, null).text).toContain(missed.text.split('\n')[2])
  })

  it('of a missed term apologises and says where to complain, with or without the operator’s details', () => {
    const overdue = (given: typeof complaint) =>
      personMessage('overdue', { ...about, complaint: given, kind: 'access', stopToken: null }, portal).text
    for (const part of [
      'https://eotinish.kz/',
      complaint?.court[locale] ?? '',
      complaint?.address[locale] ?? '',
    ])
      expect(overdue(complaint)).toContain(part)
    for (const text of [overdue(complaint), overdue(undefined)]) {
      expect(text).toContain(`${portal.appUrl}/${locale}/contact#complaint`)
      expect(text).toContain('25')
    }
  })
})
