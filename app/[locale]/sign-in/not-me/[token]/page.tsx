import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PressForm } from '#components/form/press-form.tsx'
import { requestErrorWords } from '#components/requests/form-texts.ts'
import { kindTitle } from '#components/requests/status-texts.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Outcome } from '#components/ui/outcome.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { readRefusableSignIn } from '#domain/requests/visitor/refuse-sign-in.ts'
import { longMoment } from '#i18n/dates.ts'
import { localeOf, visitorContext } from '../../../../_server/session/request-context.ts'
import { refuseNewSignIn } from '../actions.ts'

type Props = { params: Promise<{ locale: string; token: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'signIn.notMe' })
  return { title: t('title'), robots: { index: false } }
}

/** “This was not me.” Only shows; the button ends sessions. What came of it has an address without the token. */
export default async function NotMe({ params }: Props) {
  const { locale: given, token } = await params
  const locale = localeOf(given)
  const t = await getTranslations('signIn.notMe')
  const links = [{ href: `/${locale}/contact`, text: t('contact') }]
  if (token === 'done') return <Outcome title={t('doneTitle')} text={t('done')} links={links} />
  const found = await readRefusableSignIn(await visitorContext(locale), token)
  if (!found) return <Outcome title={t('deadTitle')} text={t('dead')} links={links} />
  const { signedInAt, requests } = found
  return (
    <>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      <div className="sheet">
        <div />
        <div>
          <FactList
            facts={[
              {
                term: t('signedIn'),
                value: <time dateTime={signedInAt.toISOString()}>{longMoment(locale, signedInAt)}</time>,
              },
              ...requests.map(({ reference, kind }) => ({
                term: t('stops'),
                value: `${kindTitle(locale, kind)} · ${reference}`,
              })),
            ]}
          />
          <div className="mt-7">
            <PressForm
              action={refuseNewSignIn}
              fields={{ token }}
              words={requestErrorWords(locale)}
              texts={{ press: t('button'), pressing: t('pressing') }}
            />
          </div>
          <p className="mt-5 max-w-measure text-soft">{t('mine')}</p>
        </div>
      </div>
    </>
  )
}
