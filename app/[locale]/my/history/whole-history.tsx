import { getTranslations } from 'next-intl/server'
import { Button } from '#components/ui/button.tsx'
import { Section } from '#components/ui/section.tsx'
import type { Locale } from '#i18n/locales.ts'

/** Exports every receipt in one file. A POST, so that no link triggers an export. */
export async function WholeHistory({ locale }: { locale: Locale }) {
  const t = await getTranslations('history')
  return (
    <Section title={t('file')} note={t('fileNote')} id="file">
      <form method="post" action={`/${locale}/my/history/file`}>
        <Button look="plain">{t('fileButton')}</Button>
      </form>
    </Section>
  )
}
