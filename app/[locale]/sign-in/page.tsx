import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { errorWords, sendAgainTexts } from '#components/form/form-texts.ts'
import { PressForm } from '#components/form/press-form.tsx'
import { SessionNotices } from '#components/sign-in/session-notices.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { safeReturnPath } from '#domain/access/return-path.ts'
import { browserCookie, sentToCookie, sessionEnds } from '#domain/access/session-cookie.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { services } from '#platform/services.ts'
import { hasPlatformSignIn } from '../../../auth.ts'
import { currentSession, localeOf } from '../../_server/session/request-context.ts'
import { askToSignIn, sendSignInAgain, signInThroughPlatform, signInWithCode } from './actions.ts'
import { AskForm } from './ask-form.tsx'
import { CodeStep } from './code-step.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{
    next?: string | string[]
    asked?: string
    left?: string
    ended?: string
    error?: string
  }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'signIn' })
  return { title: t('title'), robots: { index: false } }
}

export default async function SignIn({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const { next, asked, left, ended, error } = await searchParams
  const returnTo = typeof next === 'string' ? safeReturnPath(next) : undefined
  if (await currentSession()) redirect(returnTo ?? `/${locale}/my`)
  const why = sessionEnds.find((one) => one === ended)
  const t = await getTranslations('signIn')
  const words = errorWords(locale)
  const codeTexts = {
    askedTitle: t('askedTitle'),
    asked: t('asked'),
    askedFor: t('askedFor', { email: '{email}' }),
    ...pickTexts(t, ['code', 'codeHint', 'orLink', 'otherAddress']),
    press: t('prove'),
    checking: t('proving'),
    ...sendAgainTexts(locale),
  }
  const startPath = `/${locale}/sign-in${returnTo ? `?next=${encodeURIComponent(returnTo)}` : ''}`
  const askTexts = { email: t('email'), emailHint: t('emailHint'), ask: t('ask'), asking: t('asking') }
  const jar = await cookies()
  const { env } = services()
  const waiting = asked !== undefined && jar.has(browserCookie(env).name)
  return (
    <>
      <PageTitle lead={waiting ? null : returnTo ? `${t('next')} ${t('lead')}` : t('lead')}>
        {t('title')}
      </PageTitle>
      <div className="sheet pb-10">
        <div />
        <div>
          <SessionNotices
            left={left === undefined ? undefined : t('left')}
            ended={why && { word: t('ended'), text: t(`endedText.${why}`) }}
          />
          {error === undefined ? null : (
            <Notice tone="due" role="status" word={t('platformFailed')} className="mb-8">
              {t('platformFailedText')}
            </Notice>
          )}
          {waiting ? (
            <CodeStep
              startPath={startPath}
              email={jar.get(sentToCookie(env, 'sign-in').name)?.value}
              texts={codeTexts}
              words={words}
              prove={signInWithCode}
              sendAgain={sendSignInAgain}
            />
          ) : (
            <AskForm
              startPath={startPath}
              returnTo={returnTo}
              texts={askTexts}
              codeTexts={codeTexts}
              words={words}
              ask={askToSignIn}
              prove={signInWithCode}
              sendAgain={sendSignInAgain}
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
      <Section title={t('lostTitle')}>
        <p className="max-w-measure">{t('lost')}</p>
        <p className="mt-3">
          <a
            className="inline-flex min-h-11 items-center"
            href={`/${locale}/requests/new/rectification/form`}
          >
            {t('lostLink')}
          </a>
        </p>
      </Section>
    </>
  )
}
