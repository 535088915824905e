import { PressForm } from '#components/form/press-form.tsx'
import { Section } from '#components/ui/section.tsx'
import type { CalendarYear } from '#domain/requests/record/request-views.ts'
import type { Locale } from '#i18n/locales.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { translator } from '#i18n/translator.ts'
import { requestErrors } from '../requests/request-errors.ts'
import { confirmYear, fillYear } from './actions.ts'
import { ConfirmYearForm } from './confirm-year-form.tsx'

type Props = { locale: Locale; calendar: CalendarYear; signInPath: string }

/** A year without days is filled by the law; days that are not official are confirmed together. Else nothing is left to do. */
export function YearSection({ locale, calendar: { year, days, settled }, signInPath }: Props) {
  const t = translator(locale, 'calendar')
  const named = { year: String(year) }
  const words = requestErrors(locale)
  if (settled || (days.length === 0 && year < firstComputed)) return null
  return days.length === 0 ? (
    <Section id="year" title={t('fill.title', named)} note={t('fill.note')}>
      <PressForm
        action={fillYear}
        fields={{ year }}
        words={words}
        texts={{ press: t('fill.press'), pressing: t('form.saving') }}
        look="plain"
        signInPath={signInPath}
      />
    </Section>
  ) : (
    <Section id="year" title={t('confirm.title', named)} note={t('confirm.note')}>
      <ConfirmYearForm
        action={confirmYear}
        year={year}
        texts={{
          ...pickTexts(t, ['form.source', 'form.sourceHint', 'form.saving']),
          press: t('confirm.press'),
        }}
        words={words}
        signInPath={signInPath}
      />
    </Section>
  )
}

/** The list of holidays by which a year is filled. */
const firstComputed = 2026
