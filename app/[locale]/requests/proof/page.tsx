import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import { requestErrorWords } from '#components/requests/form-texts.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { verificationCookie } from '#domain/requests/visitor/visitor-cookies.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { parseReference } from '#platform/ids.ts'
import { services } from '#platform/services.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { CodeForm } from '../code-form.tsx'
import { proveByCode } from './actions.ts'

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
  if (!(await cookies()).has(verificationCookie(services().env).name))
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
          <CodeForm
            action={proveByCode}
            texts={pickTexts(t, ['code', 'codeHint', 'confirm', 'checking'])}
            words={requestErrorWords(locale)}
          />
          <p className="mt-6 max-w-measure text-soft">{t('orLink')}</p>
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
