import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { SessionNotices } from '#components/sign-in/session-notices.tsx'
import { PasskeyForm } from '#components/staff/passkey-form.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { safeReturnPath } from '#domain/access/return-path.ts'
import { sessionEnds, staffBrowserCookie } from '#domain/access/session-cookie.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { services } from '#platform/services.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { currentStaff } from '../../../_server/session/staff-context.ts'
import { staffErrorTexts } from '../../../_server/texts/staff-texts.ts'
import { askPasskeyToSignIn, giveCode, givePassword, signInWithPasskey } from './actions.ts'
import { SignInForm } from './sign-in-form.tsx'
import { StaffCodeStep } from './staff-code-step.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ next?: string | string[]; step?: string; left?: string; ended?: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'staffSignIn' })
  return { title: t('title'), robots: { index: false } }
}

export default async function StaffSignIn({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const { next, step, left, ended } = await searchParams
  const returnTo = typeof next === 'string' ? safeReturnPath(next) : undefined
  if (await currentStaff()) redirect(returnTo ?? `/${locale}/staff`)
  const why = sessionEnds.find((one) => one === ended)
  const t = await getTranslations('staffSignIn')
  const words = staffErrorTexts(locale)
  const startPath = `/${locale}/staff/sign-in`
  const codeTexts = {
    title: t('codeTitle'),
    ...pickTexts(t, ['code', 'codeHint', 'press', 'checking', 'again']),
  }
  const waiting = step === 'code' && (await cookies()).has(staffBrowserCookie(services().env).name)
  return (
    <>
      <PageTitle lead={returnTo ? `${t('next')} ${t('lead')}` : t('lead')}>{t('title')}</PageTitle>
      <div className="sheet pb-10">
        <div />
        <div>
          <SessionNotices
            left={left === undefined ? undefined : t('left')}
            ended={why && { word: t('ended'), text: t(`endedText.${why}`) }}
          />
          {waiting ? (
            <StaffCodeStep texts={codeTexts} words={words} action={giveCode} startPath={startPath} />
          ) : (
            <SignInForm
              returnTo={returnTo}
              texts={{
                email: t('email'),
                password: t('password'),
                next: t('toCode'),
                checking: t('checking'),
              }}
              codeTexts={codeTexts}
              words={words}
              startPath={startPath}
              givePassword={givePassword}
              giveCode={giveCode}
            >
              <div className="mt-8 max-w-[30rem] border-t border-rule pt-6">
                <PasskeyForm
                  does="sign"
                  ask={askPasskeyToSignIn}
                  action={signInWithPasskey}
                  hidden={returnTo ? { returnTo } : {}}
                  texts={{ press: t('passkey.use'), pressing: t('checking'), without: t('passkey.without') }}
                  words={words}
                  look="plain"
                >
                  <p className="mb-4">{t('passkey.lead')}</p>
                </PasskeyForm>
              </div>
            </SignInForm>
          )}
          <p className="mt-8 max-w-measure text-small text-soft">{t('lost')}</p>
        </div>
      </div>
    </>
  )
}
