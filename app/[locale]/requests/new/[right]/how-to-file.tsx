import { getTranslations } from 'next-intl/server'
import { ButtonLink } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { Operator } from '#domain/policy/operator/operator.ts'
import type { Right } from '#domain/policy/rules/clauses.ts'
import type { Locale } from '#i18n/locales.ts'

type Props = { right: Right; locale: Locale; operator: Operator }

/** The form, one for each ground where a right has two; and the other ways. */
export async function HowToFile({ right, locale, operator }: Props) {
  const t = await getTranslations('requests')
  const form = `/${locale}/requests/new/${right}/form`
  return (
    <div className="max-w-measure">
      <p>{t('file.text')}</p>
      <p className="mt-5 flex flex-wrap gap-3">
        {right === 'erasure' ? (
          <>
            <ButtonLink href={`${form}?variant=wish`}>{t('file.variants.erasure.wish')}</ButtonLink>
            <ButtonLink href={`${form}?variant=unlawful`}>{t('file.variants.erasure.unlawful')}</ButtonLink>
          </>
        ) : right === 'restriction' ? (
          <>
            <ButtonLink href={`${form}?variant=disputed`}>
              {t('file.variants.restriction.disputed')}
            </ButtonLink>
            <ButtonLink href={`${form}?variant=unlawful`}>
              {t('file.variants.restriction.unlawful')}
            </ButtonLink>
          </>
        ) : right === 'withdrawal' ? (
          <>
            <ButtonLink href={`${form}?variant=service`}>{t('file.variants.withdrawal.service')}</ButtonLink>
            <ButtonLink href={`${form}?variant=optional`}>
              {t('file.variants.withdrawal.optional')}
            </ButtonLink>
          </>
        ) : (
          <ButtonLink href={form}>{t('file.button')}</ButtonLink>
        )}
      </p>
      <OtherWays right={right} locale={locale} operator={operator} />
    </div>
  )
}

/** The ways that need no form: an email, a call. */
export async function OtherWays({ right, locale, operator }: Props) {
  const t = await getTranslations('requests')
  const subject = encodeURIComponent(t(`rights.${right}.subject`))
  return (
    <div className="mt-6 max-w-measure">
      <p className="text-small text-soft">
        {t('file.or')} <a href={`mailto:${operator.email}?subject=${subject}`}>{operator.email}</a>
        {' · '}
        <a className="whitespace-nowrap" href={`tel:${operator.phone.replaceAll(/[^+\d]/g, '')}`}>
          {operator.phone}
        </a>
        {' · '}
        <a href={`/${locale}/contact`}>{t('file.contact')}</a>
      </p>
      {operator.sample ? (
        <Notice word={t('file.sampleWord')} className="mt-4">
          {t('file.sampleText')}
        </Notice>
      ) : null}
    </div>
  )
}
