import { getTranslations } from 'next-intl/server'
import { FactList } from '#components/ui/fact-list.tsx'
import type { Right } from '#domain/policy/rules/clauses.ts'
import type { Locale } from '#i18n/locales.ts'

/** By when each right is answered: the law's term, and for access the policy's too (Art. 24, 25(2), 8(7), 19-1(3)). */
export async function TermFacts({ right, locale }: { right: Right; locale: Locale }) {
  const t = await getTranslations('requests')
  const due = t(`rights.${right}.due`)
  const byLaw = { term: t('terms.law'), value: due }
  const facts = {
    access: [
      byLaw,
      {
        term: t('terms.policy'),
        value: t('terms.policyDays'),
        note: (
          <a href={`/${locale}/policy#rights.access`}>
            {t('terms.policyClause', { title: t('rights.access.title') })}
          </a>
        ),
      },
    ],
    rectification: [byLaw],
    erasure: [byLaw, { term: t('terms.unlawful'), value: t('terms.oneDay') }],
    restriction: [byLaw],
    portability: [{ term: t('terms.promise'), value: due, note: t('terms.asAccess') }],
    withdrawal: [byLaw, { term: t('terms.choices'), value: t('terms.atOnce') }],
    objection: [byLaw],
  }[right]
  return (
    <>
      <FactList facts={facts} />
      <p className="mt-3 max-w-measure text-small text-soft">
        {right === 'access' ? `${t('terms.earlier')} ` : null}
        {t('terms.counting')}
      </p>
    </>
  )
}
