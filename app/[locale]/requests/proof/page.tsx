import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import { CodeForm } from '#components/form/code-form.tsx'
import { sendAgainTexts } from '#components/form/form-texts.ts'
import { SendAgain } from '#components/form/send-again.tsx'
import { SentTo } from '#components/form/sent-to.tsx'
import { requestErrorWords } from '#components/requests/form-texts.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { sentToCookie } from '#domain/access/session-cookie.ts'
import { verificationCookie } from '#domain/requests/visitor/visitor-cookies.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { parseReference } from '#platform/ids.ts'
import { services } from '#platform/services.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { proveByCode, sendProofAgain } from './actions.ts'

type Props = { params: Promise<{ locale: string }>; searchParams: Promise<{ of?: string | string[] }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'requestForm.proof' })
  return { title: t('title'), robots: { index: false } }
}

/** Where a visitor who has sent a request enters the code. Looks the same whether the address is known or not. */
export default async function Proof({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const { of } = await searchParams
  const reference = typeof of === 'string' ? parseReference(of) : null
  const t = await getTranslations('requestForm.proof')
  const { env } = services()
  const jar = await cookies()
  const words = {
    ...requestErrorWords(locale),
    'code-expired': t('lapsed'),
    'message-dead': t('nothingLeft'),
  }
  if (!jar.has(verificationCookie(env).name))
    return (
      <>
        <PageTitle lead={t('nothingText')}>{t('nothing')}</PageTitle>
        <div className="sheet">
          <div />
          <p>
            <ButtonLink look="plain" href={`/${locale}/requests/new`}>
              {t('again')}
            </ButtonLink>
          </p>
        </div>
      </>
    )
  return (
    <>
      <PageTitle lead={t('lead')} meta={reference ? t('reference', { reference }) : null}>
        {t('title')}
      </PageTitle>
      <div className="sheet pb-10">
        <div />
        <div>
          <SentTo
            address={jar.get(sentToCookie(env, 'request').name)?.value}
            label={t('sentTo', { email: '{email}' })}
          />
          <CodeForm
            action={proveByCode}
            texts={{ ...pickTexts(t, ['code', 'codeHint', 'checking']), press: t('confirm') }}
            words={words}
          />
          <p className="mt-6 max-w-measure text-soft">{t('orLink')}</p>
          <div className="mt-2">
            <SendAgain action={sendProofAgain} texts={sendAgainTexts(locale)} words={words} />
          </div>
        </div>
      </div>
      <Section title={t('noLetter')}>
        <p className="max-w-measure">{t('noLetterText')}</p>
        <p className="mt-2">
          <a className="inline-flex min-h-11 items-center" href={`/${locale}/requests/new`}>
            {t('again')}
          </a>
        </p>
      </Section>
    </>
  )
}
