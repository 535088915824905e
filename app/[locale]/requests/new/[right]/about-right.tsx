import { getTranslations } from 'next-intl/server'
import { Notice } from '#components/ui/notice.tsx'
import { Section } from '#components/ui/section.tsx'
import type { Right } from '#domain/policy/rules/clauses.ts'
import type { Locale } from '#i18n/locales.ts'

/** Nothing may make it harder to ask for a copy or to withdraw: for these no reason is wanted, and the page says so. */
const withoutReason: readonly Right[] = ['access', 'portability', 'withdrawal']

type Props = { right: Right; locale: Locale }

/** What happens after a request is sent, and when it may be refused. */
export async function AboutRight({ right, locale }: Props) {
  const t = await getTranslations('requests')
  const sections = await getTranslations('requests.sections')
  return (
    <>
      <Section title={sections('steps')}>
        <ol className="steps max-w-measure">
          <li>
            {t('steps.ask')} {withoutReason.includes(right) ? t('noReason') : null}
          </li>
          <li>
            {t('steps.verify')} {t('noIdentityCopy')}
          </li>
          <li>{t('steps.answer')}</li>
          <li>
            {t.rich('steps.complain', {
              link: (words) => <a href={`/${locale}/contact#complaint`}>{words}</a>,
            })}
          </li>
        </ol>
      </Section>
      <Section title={sections('refusal')}>
        <p className="max-w-measure">
          {t(`refusal.${right}`)} {t('refusal.always')}
        </p>
      </Section>
    </>
  )
}

/** What the person can do alone, at once, instead of asking. */
export async function Shortcut({ right, locale }: Props) {
  const t = await getTranslations('requests')
  if (right !== 'withdrawal' && right !== 'objection' && right !== 'rectification') return null
  const place = right === 'objection' ? '#personalisation' : ''
  return (
    <div className="sheet pb-8">
      <div />
      {right === 'rectification' ? (
        <Notice word={t('profile')}>
          <a href={`/${locale}/my/profile`}>{t('profileLink')}</a>
        </Notice>
      ) : (
        <Notice word={t('choices')}>
          {t('choicesText')} <a href={`/${locale}/my/choices${place}`}>{t('choicesLink')}</a>
        </Notice>
      )}
    </div>
  )
}
