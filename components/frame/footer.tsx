import { getTranslations } from 'next-intl/server'
import type { Operator } from '#domain/policy/operator/operator.ts'
import type { Locale } from '#i18n/locales.ts'

type Props = { locale: Locale; operator: Operator }

/** Who answers for the data, and where the policy lies for people and for programs. */
export async function Footer({ locale, operator }: Props) {
  const t = await getTranslations('common.footer')
  return (
    <footer className="border-t border-rule text-small print:hidden">
      <div className="mx-auto grid max-w-page gap-x-16 gap-y-0 px-4 py-3.5 md:grid-cols-[minmax(0,1fr)_auto] md:px-6 md:py-10">
        <div>
          <p className="font-semibold">{operator.name[locale]}</p>
          <p className="text-soft">{t('operator')}</p>
          <p className="mt-1 flex flex-wrap gap-x-5">
            <a className="foot-link" href={`mailto:${operator.email}`}>
              {operator.email}
            </a>
            <a className="foot-link" href={`tel:${operator.phone.replaceAll(/[^+\d]/g, '')}`}>
              {operator.phone}
            </a>
          </p>
        </div>
        <nav aria-label={t('label')}>
          <ul className="flex flex-wrap gap-x-5 md:-mt-1.5 md:flex-col md:gap-x-0">
            <li>
              <a className="foot-link" href={`/${locale}/policy/versions`}>
                {t('versions')}
              </a>
            </li>
            <li>
              <a className="foot-link" href={`/${locale}/trust`}>
                {t('trust')}
              </a>
            </li>
            <li>
              <a className="foot-link" href={`/${locale}/subprocessors`}>
                {t('subprocessors')}
              </a>
            </li>
          </ul>
        </nav>
      </div>
    </footer>
  )
}
