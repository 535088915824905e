import { getTranslations } from 'next-intl/server'
import { ButtonLink } from '#components/ui/button.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import type { Locale } from '#i18n/locales.ts'

type Props = { locale: Locale; title: string; text: string }

/** A link of a message that does nothing any more, and where to turn. */
export async function DeadLink({ locale, title, text }: Props) {
  const t = await getTranslations('requestForm')
  return (
    <>
      <PageTitle lead={text}>{title}</PageTitle>
      <div className="sheet">
        <div />
        <p className="flex flex-wrap gap-3">
          <ButtonLink look="plain" href={`/${locale}/requests/new`}>
            {t('proof.again')}
          </ButtonLink>
          <ButtonLink look="plain" href={`/${locale}/contact`}>
            {t('stop.contact')}
          </ButtonLink>
        </p>
      </div>
    </>
  )
}
