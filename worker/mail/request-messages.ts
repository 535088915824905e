import type { PersonMail, RequestCodeMail, VerificationMail } from '#domain/requests/mails/request-mail.ts'
import type { PersonMailKind } from '#domain/requests/record/write-request.ts'
import { type KindName, kindColumns } from '#domain/requests/rules/kinds.ts'
import type { ReminderMail, StaffLetter } from '#domain/requests/time/remind-staff.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { type Passage, type PortalAddress, type RenderedMail, renderMail } from './mail-message.ts'

const words = (locale: Locale) => translator(locale, 'mail')
const right = (locale: Locale, kind: KindName) => words(locale)(`requestKinds.${kindColumns(kind).kind}`)
const about = { kind: 'service', because: 'request' } as const
const text = (line: string): Passage => ({ kind: 'text', text: line })

/** What became of a request, to the person. It says which request, never what was asked or answered: that is on its page. */
export function personMessage(letter: PersonMailKind, mail: PersonMail, portal: PortalAddress): RenderedMail {
  const { locale, reference, dueAt } = mail
  const t = words(locale)
  const kind = right(locale, mail.kind)
  const toCase: Passage = {
    kind: 'link',
    label: t('requestFiled.link'),
    button: t('requestFiled.button'),
    href: `${portal.appUrl}/${locale}/requests/${reference}`,
  }
  const filedFor = representedBy(mail)
  if (letter === 'overdue')
    return renderMail({
      locale,
      about,
      sample: portal.sample,
      subject: t('requestOverdue.subject', { reference }),
      passages: [...apology(mail, kind), ...filedFor, toCase, waysToComplain(locale, portal)],
    })
  const due = dueAt ? t('requestFiled.due', { day: longDate(locale, dueAt) }) : t('requestFiled.noDue')
  if (letter !== 'filed')
    return renderMail({
      locale,
      about,
      sample: portal.sample,
      subject: t(`requestNews.${letter}.subject`, { reference }),
      passages: [
        text(t(`requestNews.${letter}.text`, { reference, kind })),
        ...(letter === 'corrected' ? [text(due)] : []),
        ...filedFor,
        toCase,
      ],
    })
  const stop: Passage[] = mail.stopToken
    ? [
        {
          kind: 'link',
          label: t('requestFiled.stop'),
          button: t('requestFiled.stopButton'),
          href: `${portal.appUrl}/${locale}/requests/stop/${mail.stopToken}`,
        },
      ]
    : []
  return renderMail({
    locale,
    about,
    sample: portal.sample,
    subject: t('requestFiled.subject', { reference }),
    passages: [text(t('requestFiled.text', { reference, kind })), ...filedFor, text(due), toCase, ...stop],
  })
}

/** That a representative filed it. */
function representedBy({ locale, representation }: PersonMail): Passage[] {
  if (!representation) return []
  const t = words(locale)
  const { isAddressee, capacity, name } = representation
  if (!isAddressee)
    return [
      text(t('requestFor.person', { capacity: translator(locale, 'guardians')(`capacities.${capacity}`) })),
    ]
  return [text(name ? t('requestFor.representative', { name }) : t('requestFor.representativeNoName'))]
}

/** That the term has passed, and where to complain, with the operator's details of the authority. */
function apology({ locale, reference, dueAt, complaint }: PersonMail, kind: string): Passage[] {
  const t = words(locale)
  const day = dueAt ? longDate(locale, dueAt) : ''
  const said = [text(t('requestOverdue.text', { reference, kind, day })), text(t('requestOverdue.complain'))]
  if (!complaint) return said
  const { site, eOtinish } = complaint
  const [authority, address, court] = [complaint.authority, complaint.address, complaint.court].map(
    (one) => one[locale],
  )
  const details = { authority: authority ?? '', address: address ?? '', court: court ?? '', site, eOtinish }
  return [...said, text(t('requestOverdue.authority', details))]
}

const waysToComplain = (locale: Locale, { appUrl }: PortalAddress): Passage => ({
  kind: 'link',
  label: words(locale)('requestOverdue.link'),
  button: words(locale)('requestOverdue.button'),
  href: `${appUrl}/${locale}/contact#complaint`,
})

/** The code and the link that prove a visitor's address; `reminder`: once more, before the request is deleted. */
export function verificationMessage(
  mail: VerificationMail,
  portal: PortalAddress,
  occasion: 'filed' | 'reminder' = 'filed',
): RenderedMail {
  const { locale, reference, code, linkToken, lapsesAt } = mail
  const t = words(locale)
  return renderMail({
    locale,
    about,
    sample: portal.sample,
    subject: t(`requestProof.${occasion}.subject`, { reference }),
    passages: [
      text(t(`requestProof.${occasion}.text`, { reference, kind: right(locale, mail.kind) })),
      { kind: 'code', label: t('requestProof.code'), code },
      text(t('requestProof.codeHelp')),
      {
        kind: 'link',
        label: t('requestProof.link'),
        button: t('requestProof.button'),
        href: `${portal.appUrl}/${locale}/requests/proof/${linkToken}`,
      },
      text(t('requestProof.validity', { day: longDate(locale, lapsesAt) })),
      text(t('requestProof.notYou')),
    ],
  })
}

/** The code and the link that open one case for a day. */
export function requestCodeMessage(mail: RequestCodeMail, portal: PortalAddress): RenderedMail {
  const { locale, reference, code, linkToken } = mail
  const t = words(locale)
  return renderMail({
    locale,
    about,
    sample: portal.sample,
    subject: t('caseCode.subject', { reference }),
    passages: [
      text(t('caseCode.text', { reference })),
      { kind: 'code', label: t('caseCode.code'), code },
      text(t('caseCode.codeHelp')),
      {
        kind: 'link',
        label: t('caseCode.link'),
        button: t('caseCode.button'),
        href: `${portal.appUrl}/${locale}/requests/open/${linkToken}`,
      },
      text(t('caseCode.validity')),
      text(t('caseCode.notYou')),
    ],
  })
}

const shares = { 0: 'first', 50: 'half', 80: 'most' } as const

/** What a letter to staff is about. What goes out after the term says that, whatever it was planned to say. */
function occasionOf(what: StaffLetter, share: number | null, isLate: boolean) {
  if (what === 'took-effect') return 'tookEffect'
  if (isLate || what === 'missed') return 'missed'
  if (what === 'escalation') return what
  return share === 50 || share === 80 ? shares[share] : shares[0]
}

/** To a staff member: what is due or has happened, without personal data. */
export function reminderMessage(
  { what, share }: { what: StaffLetter; share: number | null },
  mail: ReminderMail,
  portal: PortalAddress,
): RenderedMail {
  const { locale, reference, dueAt, left } = mail
  const t = words(locale)
  const day = longDate(locale, dueAt)
  const kind = right(locale, mail.kind)
  const occasion = occasionOf(what, share, left === null)
  const term = left
    ? `${t('requestReminder.due', { day })} ${t(`requestReminder.left.${left.unit}`, { count: left.count })}`
    : t('requestReminder.late', { day })
  return renderMail({
    locale,
    sample: portal.sample,
    about: { kind: 'service', because: 'staff' },
    subject: t(`requestReminder.subjects.${occasion}`, { reference, day }),
    passages: [
      text(t(`requestReminder.texts.${occasion}`, { reference, kind })),
      text(term),
      {
        kind: 'link',
        label: t('requestReminder.link'),
        button: t('requestReminder.button'),
        href: `${portal.appUrl}/${locale}/staff/requests/${reference}`,
      },
    ],
  })
}
