import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ButtonLink } from '#components/ui/button.tsx'
import { IndexList } from '#components/ui/index-list.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { longMoment } from '#i18n/dates.ts'
import { listMails } from '#platform/mail/mailbox.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { openMailbox } from './open-mailbox.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'mailbox' })
  return { title: t('title'), robots: { index: false, follow: false } }
}

/** What the portal has mailed to the people of the sample, newest first. */
export default async function MailboxPage({ params }: Props) {
  const locale = localeOf((await params).locale)
  const t = await getTranslations('mailbox')
  const { dataDir } = await openMailbox(locale)
  const mails = await listMails(dataDir)
  const here = `/${locale}/sample/mailbox`
  return (
    <>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      <div className="sheet">
        <div className="pb-6">
          <ButtonLink look="plain" href={here}>
            {t('refresh')}
          </ButtonLink>
        </div>
        {mails.length === 0 ? (
          <p className="max-w-measure">{t('empty')}</p>
        ) : (
          <IndexList
            entries={mails.map(({ id, subject, to, receivedAt }) => ({
              href: `${here}/${id}`,
              title: subject || t('noSubject'),
              children: to.join(', '),
              aside: <time dateTime={receivedAt}>{longMoment(locale, receivedAt)}</time>,
            }))}
          />
        )}
      </div>
    </>
  )
}
