import { TextField } from '#components/form/text-field.tsx'
import { small } from '#components/staff/small-button.ts'
import { Button } from '#components/ui/button.tsx'
import type { SampleFaults, SampleQuery } from '#domain/assurance/rules/audit-sample.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

type Props = {
  locale: Locale
  action: string
  given: Partial<Record<keyof SampleQuery, string>>
  faults: SampleFaults | null
}

/** The period and the day of the draw. In the address, so that a draw can be shared: dates only. */
export function SampleForm({ locale, action, given, faults }: Props) {
  const t = translator(locale, 'staffLog')
  const error = (name: keyof SampleQuery) => {
    const fault = faults?.[name]
    return fault && t(`sample.faults.${fault}`)
  }
  return (
    <form method="get" action={action} className="mb-6 max-w-measure space-y-4 text-small print:hidden">
      {(['from', 'to', 'day'] as const).map((name) => (
        <TextField
          key={name}
          name={name}
          type="date"
          label={t(`sample.form.${name}`)}
          hint={name === 'day' ? t('sample.form.dayHint', { path: '/audit/checkpoint' }) : undefined}
          error={error(name)}
          defaultValue={given[name]}
          compact
        />
      ))}
      <Button look="plain" className={small}>
        {t('sample.form.draw')}
      </Button>
    </form>
  )
}
