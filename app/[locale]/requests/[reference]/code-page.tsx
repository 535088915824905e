import { getTranslations } from 'next-intl/server'
import { requestErrorWords } from '#components/requests/form-texts.ts'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import type { Locale } from '#i18n/locales.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { CodeForm } from '../code-form.tsx'
import { askForCode, openByCode } from './actions.ts'
import { AskForm } from './ask-form.tsx'

type Props = { locale: Locale; reference: string; signedIn: boolean; asked: boolean }

/**
 * Looks the same for an unknown reference, another person's request and the visitor's own, so that references cannot
 * be enumerated.
 */
export async function AskPage({ locale, reference, signedIn, asked }: Props) {
  const t = await getTranslations('requestForm')
  const words = requestErrorWords(locale)
  return (
    <>
      <PageTitle lead={asked ? t('ask.sent') : t('ask.lead')} meta={signedIn ? t('ask.signedIn') : null}>
        {t('ask.title', { reference })}
      </PageTitle>
      <div className="sheet pb-10">
        <div />
        {asked ? (
          <div>
            <CodeForm
              action={openByCode}
              texts={{
                code: t('proof.code'),
                codeHint: t('proof.codeHint'),
                confirm: t('ask.open'),
                checking: t('proof.checking'),
              }}
              words={words}
            />
            <p className="mt-6 max-w-measure text-soft">{t('proof.orLink')}</p>
            <p className="mt-2">
              <a className="inline-flex min-h-11 items-center" href={`/${locale}/requests/${reference}`}>
                {t('ask.again')}
              </a>
            </p>
          </div>
        ) : (
          <AskForm
            action={askForCode}
            reference={reference}
            texts={pickTexts(t, ['ask.email', 'ask.emailHint', 'ask.button', 'sending'])}
            words={words}
          />
        )}
      </div>
      {signedIn ? null : (
        <Section title={t('ask.signIn')}>
          <p className="max-w-measure">{t('ask.account')}</p>
          <p className="mt-2">
            <a
              className="inline-flex min-h-11 items-center"
              href={`/${locale}/sign-in?next=${encodeURIComponent(`/${locale}/requests/${reference}`)}`}
            >
              {t('ask.signIn')}
            </a>
          </p>
        </Section>
      )}
    </>
  )
}
