import { FactList } from '#components/ui/fact-list.tsx'
import type { Operator } from '#domain/policy/operator/operator.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

/** Whose register it is. */
export function OperatorFacts({ locale, operator }: { locale: Locale; operator: Operator }) {
  const t = translator(locale, 'contact')
  const facts = [
    { term: t('operator.name'), value: operator.name[locale] },
    { term: t('operator.bin'), value: operator.bin },
    { term: t('operator.address'), value: operator.address[locale] },
    { term: t('operator.responsible'), value: operator.responsiblePerson[locale] },
  ]
  return (
    <div className="border-t border-rule pt-5 pb-8">
      <div className="max-w-measure">
        <FactList facts={facts} />
      </div>
    </div>
  )
}
