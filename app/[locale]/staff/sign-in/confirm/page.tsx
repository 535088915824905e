import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { CodeForm } from '#components/form/code-form.tsx'
import { PasskeyForm } from '#components/staff/passkey-form.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { safeReturnPath } from '#domain/access/return-path.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { currentStaff, staffContext } from '../../../../_server/session/staff-context.ts'
import { staffErrorTexts } from '../../../../_server/texts/staff-texts.ts'
import { askPasskeyToConfirm, confirmWithCode, confirmWithPasskey } from '../actions.ts'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ next?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'staffSignIn' })
  return { title: (await currentStaff())?.passkeyOnly ? t('passkey.onlyTitle') : t('confirmTitle') }
}

/** Asks for a code before a sensitive action; a member with a recent code is redirected at once. */
export default async function ConfirmWithCode({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const { next } = await searchParams
  const returnTo = (typeof next === 'string' && safeReturnPath(next)) || `/${locale}/staff`
  const here = `/${locale}/staff/sign-in/confirm?next=${encodeURIComponent(returnTo)}`
  const ctx = await staffContext(locale, here)
  if (ctx.actor.sudo && ctx.actor.waitsForPasskeys !== 'use') redirect(returnTo)
  const session = await currentStaff()
  const only = session?.passkeyOnly === true
  const t = await getTranslations('staffSignIn')
  return (
    <>
      <PageTitle lead={only ? t('passkey.onlyLead') : t('confirmLead')}>
        {only ? t('passkey.onlyTitle') : t('confirmTitle')}
      </PageTitle>
      <div className="sheet pb-10">
        {only ? null : (
          <>
            <div />
            <CodeForm
              texts={{
                code: t('code'),
                codeHint: t('confirmHint'),
                press: t('confirm'),
                checking: t('checking'),
              }}
              words={staffErrorTexts(locale)}
              action={confirmWithCode}
              hidden={{ returnTo }}
              signInPath={`/${locale}/staff/sign-in?next=${encodeURIComponent(returnTo)}`}
            >
              <a className="inline-flex min-h-11 items-center" href={`/${locale}/staff`}>
                {t('notNow')}
              </a>
            </CodeForm>
          </>
        )}
        {session?.passkeys ? (
          <>
            <div />
            <div className={only ? 'max-w-[30rem]' : 'mt-8 max-w-[30rem] border-t border-rule pt-6'}>
              <PasskeyForm
                does="sign"
                ask={askPasskeyToConfirm}
                action={confirmWithPasskey}
                hidden={{ returnTo }}
                texts={{
                  press: t('passkey.use'),
                  pressing: t('checking'),
                  without: only ? t('passkey.onlyWithout') : t('passkey.without'),
                }}
                words={staffErrorTexts(locale)}
                look={only ? 'primary' : 'plain'}
                signInPath={`/${locale}/staff/sign-in?next=${encodeURIComponent(returnTo)}`}
              >
                {only ? null : <p className="mb-4">{t('passkey.confirmLead')}</p>}
              </PasskeyForm>
            </div>
          </>
        ) : null}
      </div>
    </>
  )
}
