import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { errorWords } from '#components/form/form-texts.ts'
import { PressForm } from '#components/form/press-form.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { safeReturnPath } from '#domain/access/return-path.ts'
import { browserCookie } from '#domain/access/session-cookie.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { services } from '#platform/services.ts'
import { hasPlatformSignIn } from '../../../auth.ts'
import { currentSession, localeOf } from '../../_server/session/request-context.ts'
import { askToSignIn, signInThroughPlatform, signInWithCode } from './actions.ts'
import { AskForm } from './ask-form.tsx'
import { CodeForm } from './code-form.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ next?: string | string[]; asked?: string; left?: string; error?: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'signIn' })
  return { title: t('title'), robots: { index: false } }
}

export default async function SignIn({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const { next, asked, left, error } = await searchParams
  const returnTo = typeof next === 'string' ? safeReturnPath(next) : undefined
  if (await currentSession()) redirect(returnTo ?? `/${locale}/my`)
  const t = await getTranslations('signIn')
  const words = errorWords(locale)
  const codeTexts = {
    askedTitle: t('askedTitle'),
    asked: t('asked'),
    askedFor: t('askedFor', { email: '{email}' }),
    ...pickTexts(t, ['code', 'codeHint', 'prove', 'proving', 'orLink', 'again']),
  }
  const askTexts = { email: t('email'), emailHint: t('emailHint'), ask: t('ask'), asking: t('asking') }
  const waiting = asked !== undefined && (await cookies()).has(browserCookie(services().env).name)
  return (
    <>
      <PageTitle lead={returnTo ? `${t('next')} ${t('lead')}` : t('lead')}>{t('title')}</PageTitle>
      <div className="sheet pb-10">
        <div />
        <div>
          {left === undefined ? null : <Notice role="status" word={t('left')} className="mb-8" />}
          {error === undefined ? null : (
            <Notice tone="due" role="status" word={t('platformFailed')} className="mb-8">
              {t('platformFailedText')}
            </Notice>
          )}
          {waiting ? (
            <CodeForm locale={locale} texts={codeTexts} words={words} prove={signInWithCode} />
          ) : (
            <AskForm
              locale={locale}
              returnTo={returnTo}
              texts={askTexts}
              codeTexts={codeTexts}
              words={words}
              ask={askToSignIn}
              prove={signInWithCode}
            />
          )}
          {hasPlatformSignIn ? (
            <div className="mt-8">
              <PressForm
                action={signInThroughPlatform}
                fields={returnTo ? { returnTo } : {}}
                words={words}
                texts={{ press: t('oidc'), pressing: t('oidc') }}
                look="plain"
              />
            </div>
          ) : null}
        </div>
      </div>
      <Section title={t('noLetterTitle')}>
        <p className="max-w-measure">{t('noLetter')}</p>
        <p className="mt-3">
          <a className="inline-flex min-h-11 items-center" href={`/${locale}/requests/new`}>
            {t('withoutAccount')}
          </a>
        </p>
      </Section>
    </>
  )
}
