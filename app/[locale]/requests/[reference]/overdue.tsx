import { getTranslations } from 'next-intl/server'
import { Notice } from '#components/ui/notice.tsx'
import { readOperator } from '#domain/policy/operator/operator.ts'
import type { OwnRequestView } from '#domain/requests/record/request-views.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { services } from '#platform/services.ts'

type Props = { locale: Locale; request: Pick<OwnRequestView, 'dueAt' | 'overdue' | 'closedAt'> }

/** The apology for a missed term and the way to complain; nothing once the request is closed. */
export async function Overdue({ locale, request: { dueAt, overdue, closedAt } }: Props) {
  if (!overdue || closedAt !== null || dueAt === null) return null
  const t = await getTranslations('case.overdue')
  const contact = await getTranslations('contact.complaint')
  const { complaint } = readOperator(services().env)
  return (
    <div className="sheet pb-10">
      <div />
      <Notice tone="broken" word={t('word')}>
        <p>{t('text', { day: longDate(locale, dueAt) })}</p>
        <p className="mt-2">
          {t('complain')} <a href={`/${locale}/contact#complaint`}>{t('link')}</a>
        </p>
        {complaint ? (
          <p className="mt-2">
            {complaint.authority[locale]}: {complaint.address[locale]}.{' '}
            <a href={complaint.eOtinish}>{contact('eOtinish')}</a>
          </p>
        ) : null}
      </Notice>
    </div>
  )
}
