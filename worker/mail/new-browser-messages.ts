import type { NewBrowserMail } from '#domain/people/sign-in/new-browser.ts'
import type { OfficerAlertMail } from '#domain/requests/visitor/alert-officers.ts'
import { longMoment } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { type PortalAddress, type RenderedMail, renderMail } from './mail-message.ts'

/** To a person who signed in with a new browser, if it was that person. */
export function newBrowserMessage(mail: NewBrowserMail, { appUrl, sample }: PortalAddress): RenderedMail {
  const { locale, signedInAt, token } = mail
  const t = translator(locale, 'mail')
  return renderMail({
    locale,
    sample,
    about: { kind: 'service', because: 'newBrowser' },
    subject: t('newBrowser.subject'),
    passages: [
      { kind: 'text', text: t('newBrowser.text', { at: longMoment(locale, signedInAt) }) },
      { kind: 'text', text: t('newBrowser.mine') },
      {
        kind: 'link',
        label: t('newBrowser.link'),
        button: t('newBrowser.button'),
        href: `${appUrl}/${locale}/sign-in/not-me/${token}`,
      },
    ],
  })
}

type Officer = Pick<OfficerAlertMail, 'locale'>

/** To a security officer: a person says that a sign-in was not theirs. It names nobody. */
export function refusedSignInMessage(officer: Officer, portal: PortalAddress): RenderedMail {
  return officerAlert('refusedSignIn', 'audit-log?action=sign-in.refuse', officer, portal)
}

/** To a security officer: a person says that a request was not theirs. It names nobody. */
export function stoppedRequestMessage(officer: Officer, portal: PortalAddress): RenderedMail {
  return officerAlert('stoppedRequest', 'security#unusual', officer, portal)
}

function officerAlert(
  texts: 'refusedSignIn' | 'stoppedRequest',
  page: string,
  { locale }: Officer,
  { appUrl, sample }: PortalAddress,
): RenderedMail {
  const t = translator(locale, 'mail')
  return renderMail({
    locale,
    sample,
    about: { kind: 'service', because: 'staff' },
    subject: t(`${texts}.subject`),
    passages: [
      { kind: 'text', text: t(`${texts}.text`) },
      {
        kind: 'link',
        label: t(`${texts}.link`),
        button: t(`${texts}.button`),
        href: `${appUrl}/${locale}/staff/${page}`,
      },
    ],
  })
}
