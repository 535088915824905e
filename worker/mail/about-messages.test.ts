import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { personMailKinds } from '#domain/requests/record/write-request.ts'
import { staffLetters } from '#domain/requests/time/remind-staff.ts'
import { passkeyChanges } from '#domain/staff/passkeys/passkey-notice.ts'
import { noTitles } from '#i18n/choice-title.ts'
import { locales } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { accessAnswerMessage, accessReportMessage } from './access-messages.ts'
import { calendarWarningMessage } from './calendar-warning-message.ts'
import { checkpointMessage } from './checkpoint-message.ts'
import { expiredMessage, expiryMessage } from './consent-expiry-message.ts'
import { emailChangedMessage, emailChangeMessage } from './email-change-message.ts'
import { erasureMessage } from './erasure-message.ts'
import { incidentAlertMessage, incidentMessage } from './incident-messages.ts'
import { type RenderedMail, renderMail } from './mail-message.ts'
import { newBrowserMessage, refusedSignInMessage, stoppedRequestMessage } from './new-browser-messages.ts'
import { policyMessage } from './policy-message.ts'
import { readingAlertMessage } from './reading-alert-message.ts'
import { registerReminderMessage } from './register-reminder-message.ts'
import { representativeInvitationMessage, representativeMessage } from './representative-messages.ts'
import {
  personMessage,
  reminderMessage,
  requestCodeMessage,
  verificationMessage,
} from './request-messages.ts'
import { reviewReminderMessage } from './review-reminder-message.ts'
import { signInMessage } from './sign-in-message.ts'
import { staffInvitationMessage } from './staff-invitation-message.ts'
import { staffPasskeyMessage } from './staff-passkey-message.ts'
import { staffResetMessage } from './staff-reset-message.ts'
import { trainingReminderMessage } from './training-reminder-message.ts'

type Locale = (typeof locales)[number]

const appUrl = 'https://privacy.example.kz'
const token = 'a'.repeat(43)
const at = new Date('2026-11-25T18:59:59Z')
const portal = { appUrl, sample: false }
const about = (locale: Locale) => ({
  to: 'a@example.kz',
  locale,
  reference: 'CX-7K3M-Q2',
  dueAt: at,
  left: null,
  complaint: undefined,
  stopToken: null,
  kind: 'access' as const,
  representation: null,
  linkToken: token,
  code: '012345',
  lapsesAt: at,
})
const given = (locale: Locale) => ({ locale, appUrl, token, expiresAt: at, sample: false })

const policy = (locale: Locale, ended: ('analytics' | 'service')[]) =>
  policyMessage(
    {
      to: 'a@example.kz',
      locale,
      version: 2,
      before: 1,
      summary: 'S',
      effectiveOn: '2026-12-01',
      change: 'practice',
      ended: ended.map((purpose) => ({ purpose, topic: '', channel: '' })),
    },
    portal,
    noTitles,
  )

/** Every email by the function that writes it. Add new ones here with what they are about. */
const letters: Record<string, (locale: Locale) => RenderedMail[]> = {
  signInMessage: (locale) => [
    signInMessage({ ...given(locale), code: '012345', linkToken: token, askedAt: at }),
  ],
  emailChangeMessage: (locale) =>
    (['old', 'new'] as const).map((side) =>
      emailChangeMessage({ ...given(locale), side, newEmail: 'b@example.kz' }),
    ),
  emailChangedMessage: (locale) =>
    ['a@example.kz', null].map((oldEmail) => {
      const mail = { to: 'a@example.kz', locale, oldEmail, newEmail: 'b@example.kz', changedAt: at }
      return emailChangedMessage(mail, portal)
    }),
  policyMessage: (locale) => [policy(locale, []), policy(locale, ['analytics'])],
  representativeInvitationMessage: (locale) =>
    ['Алия', null].map((minorName) =>
      representativeInvitationMessage(
        { to: 'a@example.kz', locale, minorName, linkToken: token, expiresAt: at },
        portal,
      ),
    ),
  representativeMessage: (locale) =>
    (['confirmed', 'asked', 'ended', 'adult'] as const).flatMap((news) =>
      (['minor', 'representative'] as const).map((to) =>
        representativeMessage({ to: 'a@example.kz', locale, minorName: 'Алия' }, news, to, portal),
      ),
    ),
  calendarWarningMessage: (locale) =>
    (['missing', 'unofficial'] as const).map((gap) =>
      calendarWarningMessage({ locale, year: 2027, gap }, portal),
    ),
  checkpointMessage: (locale) =>
    [false, true].map((isOld) =>
      checkpointMessage({ locale, note: 'a\n1\nb\n\n— a c\n', records: 1, signedAt: at, isOld }, portal),
    ),
  staffInvitationMessage: (locale) =>
    [null, at].map((validFrom) => staffInvitationMessage({ ...given(locale), validFrom })),
  staffPasskeyMessage: (locale) =>
    passkeyChanges.map((change) => staffPasskeyMessage({ locale, change, at }, portal)),
  readingAlertMessage: (locale) => [
    readingAlertMessage(
      { locale, member: 'Ерлан Қасымов', day: '2026-11-29', opened: 200, usual: 12 },
      portal,
    ),
  ],
  registerReminderMessage: (locale) => [
    registerReminderMessage(
      {
        locale,
        items: [
          { kind: 'agreement', dueOn: null, stage: 'missing', member: 'Ерлан Қасымов' },
          { kind: 'finding', dueOn: '2026-11-29', stage: 'overdue', member: null },
          {
            kind: 'subprocessor-agreement',
            dueOn: '2026-12-30',
            stage: '30-days',
            member: null,
            company: { kk: 'Хост', ru: 'Хост', en: 'Host' },
          },
        ],
      },
      portal,
    ),
  ],
  reviewReminderMessage: (locale) =>
    [true, false].map((overdue) =>
      reviewReminderMessage({ locale, pending: 3, overdue, dueOn: '2026-12-31' }, portal),
    ),
  trainingReminderMessage: (locale) =>
    [null, 'Ерлан Қасымов'].flatMap((member) =>
      (['agreement', 'training'] as const).map((kind) =>
        trainingReminderMessage({ locale, kind, member, until: '2026-12-23' }, portal),
      ),
    ),
  staffResetMessage: (locale) =>
    [null, at].map((validFrom) => {
      const member = { staffId: token, name: 'Асқар Серікұлы' }
      return staffResetMessage({ locale, member, by: validFrom && 'Дана Ахмет', validFrom }, portal)
    }),
  personMessage: (locale) => personMailKinds.map((letter) => personMessage(letter, about(locale), portal)),
  verificationMessage: (locale) =>
    (['filed', 'reminder'] as const).map((occasion) => verificationMessage(about(locale), portal, occasion)),
  requestCodeMessage: (locale) => [requestCodeMessage(about(locale), portal)],
  accessReportMessage: (locale) =>
    [false, true].flatMap((overdue) =>
      [true, !overdue].map((mayAnswer) =>
        accessReportMessage({ ...about(locale), overdue, mayAnswer }, portal),
      ),
    ),
  accessAnswerMessage: (locale) => [accessAnswerMessage(about(locale), portal)],
  newBrowserMessage: (locale) => [
    newBrowserMessage({ to: 'a@example.kz', locale, signedInAt: at, token }, portal),
  ],
  refusedSignInMessage: (locale) => [refusedSignInMessage({ locale }, portal)],
  stoppedRequestMessage: (locale) => [stoppedRequestMessage({ locale }, portal)],
  incidentMessage: (locale) => {
    const text = { what: 'A', measures: 'B', advice: 'C' }
    const mail = { to: 'a@example.kz', locale, text, noticedAt: at, reference: 'CX-7K3M-Q2' }
    return [incidentMessage(mail, portal)]
  },
  incidentAlertMessage: (locale) =>
    (['opened', 'soon', 'passed'] as const).map((alert) =>
      incidentAlertMessage({ ...about(locale), alert }, portal),
    ),
  erasureMessage: (locale) =>
    (['done', 'incomplete'] as const).flatMap((result) =>
      (['person', 'representative'] as const).flatMap((to) =>
        [false, true].map((closed) =>
          erasureMessage({ ...about(locale), result, closed, certificateToken: token }, to, portal),
        ),
      ),
    ),
  expiryMessage: (locale) => {
    const ending = (topic: 'new-materials' | 'schedule-changes') => ({
      purpose: 'communication' as const,
      topic,
      channel: 'email' as const,
      expiresAt: at,
    })
    const [one, two] = [ending('new-materials'), ending('schedule-changes')]
    const link = `${appUrl}/u/${token}`
    const headers = { 'List-Unsubscribe': `<${link}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
    const mail = { to: 'a@example.kz', locale }
    return [
      expiryMessage({ ...mail, ending: [one] }, portal, {
        unsubscribe: { link, why: `${link}#why`, headers },
        titles: noTitles,
      }),
      expiryMessage({ ...mail, ending: [one, two] }, portal, { unsubscribe: null, titles: noTitles }),
    ]
  },
  expiredMessage: (locale) => {
    const over = { purpose: 'analytics', topic: '', channel: '', expiresAt: at } as const
    return [[over], [over, { ...over, purpose: 'improvement' as const }]].map((expired) =>
      expiredMessage({ to: 'a@example.kz', locale, expired }, portal, noTitles),
    )
  },
  reminderMessage: (locale) =>
    staffLetters.map((what) => reminderMessage({ what, share: null }, about(locale), portal)),
}

it('every letter of this folder is in the table', () => {
  const written = readdirSync(import.meta.dirname)
    .filter((file) => /-messages?\.ts$/.test(file))
    .flatMap((file) => [
      ...readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(/^export function (\w+Message)\b/gm),
    ])
  expect(written.map(([, name]) => name).sort()).toEqual(Object.keys(letters).sort())
})

it.each(locales)('mail about the policy in %s leads to where what has ended is decided', (locale) => {
  const my = `${appUrl}/${locale}/my`
  expect(policy(locale, ['analytics']).html).toContain(`href="${my}/choices#choice-analytics"`)
  expect(policy(locale, ['service', 'analytics']).html).toContain(`href="${my}/welcome?again=1"`)
  expect(policy(locale, []).html).not.toContain(my)
})

describe.each(locales)('in %s', (locale) => {
  const foot = ({ text }: RenderedMail) => text.slice(text.lastIndexOf('\n--\n'))
  const { why, unsubscribe } = messages[locale].mail
  const { choice: _, ...occasions } = why

  it.each(Object.entries(letters))(
    '%s says in its foot why it came, or how it is switched off',
    (_name, write) => {
      for (const letter of write(locale)) {
        const switchedOff = foot(letter).includes(unsubscribe)
        const service = Object.values(occasions).some((words) => foot(letter).includes(words))
        expect(switchedOff !== service).toBe(true)
        expect(letter.headers !== undefined).toBe(switchedOff)
      }
    },
  )

  it('a letter of a choice carries both headers and the same link, to a person and to a program', () => {
    const link = `${appUrl}/u/${token}`
    const headers = { 'List-Unsubscribe': `<${link}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
    const letter = renderMail({
      locale,
      subject: 'S',
      sample: false,
      passages: [{ kind: 'text', text: 'T' }],
      about: { kind: 'choice', choice: 'X, Y', unsubscribe: { link, headers } },
    })
    expect(letter.headers).toEqual(headers)
    expect(foot(letter)).toContain(`${unsubscribe}: ${link}`)
    expect(foot(letter)).toContain('X, Y')
    expect(letter.html).toContain(`href="${link}"`)
    expect(letter.html).toContain(unsubscribe)
  })
})
