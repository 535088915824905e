import type { Metadata } from 'next'
import { cookies, headers } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import { errorWords } from '#components/form/form-texts.ts'
import { PressForm } from '#components/form/press-form.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { browserCookie } from '#domain/access/session-cookie.ts'
import { readSignInLink } from '#domain/people/sign-in/complete-sign-in.ts'
import { services } from '#platform/services.ts'
import { localeOf, visitorContext } from '../../../../_server/session/request-context.ts'
import { deviceName } from '../../../../_server/texts/device-name.ts'
import { signInWithLink } from '../../actions.ts'

type Props = { params: Promise<{ locale: string; token: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'signIn.link' })
  return { title: t('title'), robots: { index: false } }
}

/** Only shows: programs that check mail open every link. The button signs in. */
export default async function SignInLink({ params }: Props) {
  const { locale: given, token } = await params
  const locale = localeOf(given)
  const t = await getTranslations('signIn')
  const browserToken = (await cookies()).get(browserCookie(services().env).name)?.value
  const link = await readSignInLink(await visitorContext(locale), token, browserToken)
  if (link.state !== 'open')
    return (
      <>
        <PageTitle lead={t(`link.${link.state}`)}>{t('link.deadTitle')}</PageTitle>
        <div className="sheet">
          <div />
          <p>
            <ButtonLink href={`/${locale}/sign-in`}>{t('again')}</ButtonLink>
          </p>
        </div>
      </>
    )
  const device = deviceName((await headers()).get('user-agent'))
  return (
    <>
      <PageTitle lead={t('link.lead')}>{t('link.title')}</PageTitle>
      <div className="sheet">
        <div />
        <div>
          <p className="max-w-measure">{device ? t('link.device', device) : t('link.thisDevice')}</p>
          {link.sameBrowser ? null : <p className="mt-2 max-w-measure text-soft">{t('link.other')}</p>}
          <div className="mt-6">
            <PressForm
              action={signInWithLink}
              fields={{ token }}
              words={errorWords(locale)}
              texts={{ press: t('link.button'), pressing: t('proving') }}
            />
          </div>
        </div>
      </div>
    </>
  )
}
