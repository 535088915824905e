import type { ReactNode } from 'react'
import type { StaffRequestView } from '#domain/requests/queue/staff-request-views.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

type Props = {
  /** The reader's. */
  locale: Locale
  person: Pick<StaffRequestView['person'], 'contact' | 'platformId' | 'source'>
  /** The person's. */
  language: Locale
  /** More pairs of terms and values. */
  children?: ReactNode
}

/** Who a person is: as much as the contact shows. */
export function ContactFacts({ locale, person, language, children }: Props) {
  const t = translator(locale, 'staffRequests')
  const { contact, platformId, source } = person
  const none = <span className="text-soft">{t('who.none')}</span>
  const facts = [
    { term: t('who.name'), value: contact.fullName ?? none },
    { term: t('who.email'), value: contact.email ?? none },
    { term: t('who.phone'), value: contact.phone ?? none },
    ...(platformId ? [{ term: t('who.platformId'), value: platformId }] : []),
    { term: t('who.source'), value: t(`sources.${source}`) },
    { term: t('who.language'), value: t(`languages.${language}`) },
  ]
  return (
    <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-2 lg:grid-cols-3">
      {facts.map(({ term, value }) => (
        <div key={term} className="min-w-0">
          <dt className="text-small text-soft">{term}</dt>
          <dd className="break-words">{value}</dd>
        </div>
      ))}
      {children}
    </dl>
  )
}
