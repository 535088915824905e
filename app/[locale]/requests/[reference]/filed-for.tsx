import { Notice } from '#components/ui/notice.tsx'
import type { Represented } from '#domain/people/minors/represent.ts'
import type { OwnRequestView } from '#domain/requests/record/request-views.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

type Props = { locale: Locale; case_: OwnRequestView; represented: Represented | null }

/** Says that a representative filed the request: the representative reads the minor's name, the minor reads the capacity. */
export function FiledFor({ locale, case_, represented }: Props) {
  if (!case_.representedBy) return null
  const t = translator(locale, 'case')
  const capacity = translator(locale, 'guardians')(`capacities.${case_.representedBy}`)
  const name = represented?.name
  return (
    <div className="sheet pb-10">
      <div />
      {represented ? (
        <Notice word={name ? t('page.representedWord', { name }) : t('page.representedWordNoName')}>
          <p>{t('page.representedText')}</p>
          <p className="mt-2">
            <a href={`/${locale}/my/represented/${represented.representationId}`}>
              {translator(locale, 'guardians')('represented.title')}
            </a>
          </p>
        </Notice>
      ) : (
        <Notice word={t('page.byRepresentativeWord')}>{t('page.byRepresentativeText', { capacity })}</Notice>
      )}
    </div>
  )
}
