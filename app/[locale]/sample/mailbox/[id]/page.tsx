import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { FactList } from '#components/ui/fact-list.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { longMoment } from '#i18n/dates.ts'
import { isLocale } from '#i18n/locales.ts'
import { readMail } from '#platform/mail/mailbox.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { MailText } from '../mail-text.tsx'
import { openMailbox } from '../open-mailbox.ts'

type Props = { params: Promise<{ locale: string; id: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'mailbox' })
  return { title: t('title'), robots: { index: false, follow: false } }
}

export default async function MailPage({ params }: Props) {
  const { locale: given, id } = await params
  const locale = localeOf(given)
  const t = await getTranslations('mailbox')
  const { dataDir } = await openMailbox(locale)
  const mail = await readMail(dataDir, id)
  if (!mail) notFound()
  const language = isLocale(mail.language) ? mail.language : locale
  const received = longMoment(locale, mail.receivedAt)
  return (
    <>
      <PageTitle beside={<a href={`/${locale}/sample/mailbox`}>{t('all')}</a>}>
        <span lang={language}>{mail.subject || t('noSubject')}</span>
      </PageTitle>
      <div className="sheet">
        <div />
        <div>
          <FactList
            facts={[
              { term: t('from'), value: mail.from },
              { term: t('to'), value: mail.to.join(', ') },
              { term: t('received'), value: <time dateTime={mail.receivedAt}>{received}</time> },
            ]}
          />
          <div className="pt-8">
            <MailText text={mail.text} language={language} />
          </div>
        </div>
      </div>
    </>
  )
}
