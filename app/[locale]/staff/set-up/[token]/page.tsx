import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import { CodeForm } from '#components/form/code-form.tsx'
import { QrPicture } from '#components/staff/qr-picture.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { setUpCookie } from '#domain/access/session-cookie.ts'
import { readSetUp, type SetUp } from '#domain/staff/sign-in/set-up.ts'
import { clockTime, longDate } from '#i18n/dates.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { services } from '#platform/services.ts'
import { localeOf, visitorContext } from '../../../../_server/session/request-context.ts'
import { qrCode } from '../../../../_server/texts/qr-code.ts'
import { staffErrorTexts } from '../../../../_server/texts/staff-texts.ts'
import { proveAuthenticator, setPassword } from './actions.ts'
import { PasswordForm } from './password-form.tsx'

type Props = { params: Promise<{ locale: string; token: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'staffSignIn.setUp' })
  return { title: t('title'), robots: { index: false } }
}

/** A GET only shows the page: mail scanners open every link. */
export default async function StaffSetUp({ params }: Props) {
  const { locale: given, token } = await params
  const locale = localeOf(given)
  const t = await getTranslations('staffSignIn.setUp')
  const browserToken = (await cookies()).get(setUpCookie(services().env).name)?.value
  const setUp = await readSetUp(await visitorContext(locale), token, browserToken)
  if (!setUp)
    return (
      <>
        <PageTitle lead={t('dead')}>{t('deadTitle')}</PageTitle>
        <div className="sheet">
          <div />
          <p>
            <ButtonLink look="plain" href={`/${locale}/staff/sign-in`}>
              {t('toSignIn')}
            </ButtonLink>
          </p>
        </div>
      </>
    )
  if (setUp.step === 'later') {
    const from = { day: longDate(locale, setUp.validFrom), time: clockTime(setUp.validFrom) }
    return (
      <PageTitle meta={setUp.email} lead={t('later', from)}>
        {t('laterTitle')}
      </PageTitle>
    )
  }
  const words = staffErrorTexts(locale)
  return (
    <>
      <PageTitle
        beside={t('step', { step: setUp.step === 'password' ? 1 : 2 })}
        meta={setUp.email}
        lead={setUp.step === 'password' ? t('lead') : t('authenticatorLead')}
      >
        {setUp.step === 'password' ? t('title') : t('authenticatorTitle')}
      </PageTitle>
      {setUp.step === 'password' ? (
        <div className="sheet pb-10">
          <div />
          <PasswordForm
            token={token}
            email={setUp.email}
            texts={{
              password: t('password'),
              hint: t('passwordHint'),
              show: t('show'),
              next: t('next'),
              saving: t('saving'),
            }}
            words={words}
            action={setPassword}
          />
        </div>
      ) : (
        <>
          <Section title={t('addTitle')}>
            <Secret {...setUp} />
          </Section>
          <Section title={t('proveTitle')}>
            <CodeForm
              hidden={{ token }}
              texts={{ ...pickTexts(t, ['code', 'codeHint', 'checking']), press: t('finish') }}
              words={words}
              action={proveAuthenticator}
            />
          </Section>
        </>
      )}
    </>
  )
}

/** The same secret in three forms: for a camera, for the phone one reads this on, for typing by hand. */
async function Secret({ uri, secret }: Extract<SetUp, { step: 'authenticator' }>) {
  const t = await getTranslations('staffSignIn.setUp')
  return (
    <div className="grid gap-x-10 gap-y-6 sm:grid-cols-[15rem_minmax(0,1fr)]">
      <QrPicture {...qrCode(uri)} label={t('qr')} />
      <div className="max-w-measure">
        <p>{t('scan')}</p>
        <p className="mt-3">
          <a className="inline-flex min-h-11 items-center" href={uri}>
            {t('openApp')}
          </a>
        </p>
        <p className="mt-3">{t('byHand')}</p>
        <p className="mt-1 font-code text-[1.0625rem] break-words">
          {[...secret.matchAll(/.{1,4}/g)].map((group) => (
            <span key={group.index} className="mr-[0.5em] inline-block">
              {group[0]}
            </span>
          ))}
        </p>
        <details className="mt-4">
          <summary className="min-h-11 cursor-pointer py-2.5 text-small">{t('asUri')}</summary>
          <p className="font-code text-small break-all">{uri}</p>
        </details>
      </div>
    </div>
  )
}
