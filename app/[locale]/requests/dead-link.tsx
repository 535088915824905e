import { getTranslations } from 'next-intl/server'
import { Outcome } from '#components/ui/outcome.tsx'
import type { Locale } from '#i18n/locales.ts'

type Props = { locale: Locale; title: string; text: string }

/** A link of a message that does nothing any more, and where to turn. */
export async function DeadLink({ locale, title, text }: Props) {
  const t = await getTranslations('requestForm')
  return (
    <Outcome
      title={title}
      text={text}
      links={[
        { href: `/${locale}/requests/new`, text: t('proof.again') },
        { href: `/${locale}/contact`, text: t('stop.contact') },
      ]}
    />
  )
}
