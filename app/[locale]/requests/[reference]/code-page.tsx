import { cookies } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import { CodeForm } from '#components/form/code-form.tsx'
import { sendAgainTexts } from '#components/form/form-texts.ts'
import { SendAgain } from '#components/form/send-again.tsx'
import { SentTo } from '#components/form/sent-to.tsx'
import { requestErrorWords } from '#components/requests/form-texts.ts'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { sentToCookie } from '#domain/access/session-cookie.ts'
import type { Locale } from '#i18n/locales.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { services } from '#platform/services.ts'
import { askForCode, openByCode, sendCodeAgain } from './actions.ts'
import { AskForm } from './ask-form.tsx'

type Props = {
  locale: Locale
  reference: string
  signedIn: boolean
  asked: boolean
  /** The time in which this browser could open a request is over. */
  over: boolean
}

/**
 * Looks the same for an unknown reference, another person's request and the visitor's own, so that references cannot
 * be enumerated.
 */
export async function AskPage({ locale, reference, signedIn, asked, over }: Props) {
  const t = await getTranslations('requestForm')
  const words = requestErrorWords(locale)
  const sentTo = (await cookies()).get(sentToCookie(services().env, 'request').name)?.value
  return (
    <>
      <PageTitle lead={asked ? t('ask.sent') : t('ask.lead')} meta={signedIn ? t('ask.signedIn') : null}>
        {t('ask.title', { reference })}
      </PageTitle>
      {over && !asked ? (
        <div className="sheet pb-8">
          <div />
          <Notice tone="due" word={t('ask.over')}>
            {t('ask.overText')}
          </Notice>
        </div>
      ) : null}
      <div className="sheet pb-10">
        <div />
        {asked ? (
          <div>
            <SentTo address={sentTo} label={t('proof.sentTo', { email: '{email}' })} />
            <CodeForm
              action={openByCode}
              texts={{
                code: t('proof.code'),
                codeHint: t('proof.codeHint'),
                press: t('ask.open'),
                checking: t('proof.checking'),
              }}
              words={words}
            >
              <a className="inline-flex min-h-11 items-center" href={`/${locale}/requests/${reference}`}>
                {t('proof.otherAddress')}
              </a>
            </CodeForm>
            <p className="mt-6 max-w-measure text-soft">{t('proof.orLink')}</p>
            <div className="mt-2">
              <SendAgain
                action={sendCodeAgain}
                hidden={{ reference }}
                texts={sendAgainTexts(locale)}
                words={words}
              />
            </div>
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
