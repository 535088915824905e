import { getTranslations } from 'next-intl/server'
import { AttachmentList } from '#components/requests/attachment-list.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { chosenCategories } from '#domain/requests/forms/chosen-categories.ts'
import type { RequestDetails } from '#domain/requests/forms/request-schemas.ts'
import type { AttachmentView, OwnRequestView } from '#domain/requests/record/request-views.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'

const order = [
  'item',
  'old-value',
  'correct-value',
  'scope',
  'circumstances',
  'message',
] as const satisfies (keyof RequestDetails)[]

type Props = { locale: Locale; case_: OwnRequestView; hrefOf: (attachment: AttachmentView) => string }

export async function AskedWords({ locale, case_, hrefOf }: Props) {
  const t = await getTranslations('case.page')
  const { details, documents } = case_
  const facts = order.flatMap((name) => {
    const text = details[name]
    return text
      ? [
          {
            term: t(`details.${name}`),
            value: (
              <span lang={case_.locale} className="whitespace-pre-wrap">
                {text}
              </span>
            ),
          },
        ]
      : []
  })
  const categories = chosenCategories(details)
  if (categories) {
    const titles = messages[locale].dataMap.categories
    const value = categories.map((one) => titles[one]).join('; ')
    facts.unshift({ term: t('details.categories'), value: <span>{value}</span> })
  }
  return (
    <>
      {facts.length === 0 ? <p className="max-w-measure">{t('everything')}</p> : <FactList facts={facts} />}
      <AttachmentList locale={locale} attachments={documents} hrefOf={hrefOf} />
    </>
  )
}
