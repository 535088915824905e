import { AttachmentList } from '#components/requests/attachment-list.tsx'
import { chosenCategories } from '#domain/requests/forms/chosen-categories.ts'
import type { StaffRequestView } from '#domain/requests/queue/staff-request-views.ts'
import type { AttachmentView } from '#domain/requests/record/request-views.ts'
import { kinds } from '#domain/requests/rules/kinds.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'

type Props = {
  locale: Locale
  shown: StaffRequestView
  /** The reader's role keeps the words from them. */
  hidden: boolean
  hrefOf: (file: AttachmentView) => string
}

/** What the person asks for, in their words, with what they attached. */
export function Details({ locale, shown, hidden, hrefOf }: Props) {
  const t = translator(locale, 'staffRequests')
  const { details, kind, documents } = shown
  if (!details) return <p className="text-soft">{hidden ? t('case.hidden') : t('details.gone')}</p>
  const written = kinds[kind].fields
    .flatMap(({ name }) => (name === 'item' ? [name, 'old-value' as const] : [name]))
    .flatMap((name) => {
      const text = name === 'documents' ? undefined : details[name]
      return text ? [{ name, text }] : []
    })
  const categories = chosenCategories(details)
  const titles = messages[locale].dataMap.categories
  return (
    <div className="max-w-measure">
      {categories ? (
        <p>{t('details.categories', { categories: categories.map((one) => titles[one]).join('; ') })}</p>
      ) : null}
      {written.length === 0 && !categories ? <p className="text-soft">{t('details.nothing')}</p> : null}
      <dl>
        {written.map(({ name, text }) => (
          <div key={name} className="mt-4 first:mt-0">
            <dt className="text-small text-soft">{t(`details.${name}`)}</dt>
            <dd lang={shown.locale} className="font-read text-read whitespace-pre-wrap">
              {text}
            </dd>
          </div>
        ))}
      </dl>
      {documents.length > 0 ? (
        <div className="mt-4">
          <p className="text-small text-soft">{t('details.documents')}</p>
          <AttachmentList locale={locale} attachments={documents} hrefOf={hrefOf} />
        </div>
      ) : null}
    </div>
  )
}
