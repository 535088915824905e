import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PressForm } from '#components/form/press-form.tsx'
import { requestErrorWords } from '#components/requests/form-texts.ts'
import { kindTitle } from '#components/requests/status-texts.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Outcome } from '#components/ui/outcome.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { readStopLink } from '#domain/requests/visitor/stop-request.ts'
import { longMoment } from '#i18n/dates.ts'
import { localeOf, visitorContext } from '../../../../_server/session/request-context.ts'
import { stopByLink } from '../actions.ts'

type Props = { params: Promise<{ locale: string; token: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'requestForm.stop' })
  return { title: t('title'), robots: { index: false } }
}

/** “Not you? Stop it here.” Only shows; the button stops. What came of it has an address without the token. */
export default async function StopLink({ params }: Props) {
  const { locale: given, token } = await params
  const locale = localeOf(given)
  const t = await getTranslations('requestForm.stop')
  const links = [{ href: `/${locale}/contact`, text: t('contact') }]
  if (token === 'stopped') return <Outcome title={t('stoppedTitle')} text={t('stopped')} links={links} />
  const link = await readStopLink(await visitorContext(locale), token)
  if (!link) return <Outcome title={t('deadTitle')} text={t('dead')} links={links} />
  if (!link.open) return <Outcome title={t('closedTitle')} text={t('closed')} links={links} />
  return (
    <>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      <div className="sheet">
        <div />
        <div>
          <FactList
            facts={[
              { term: t('request'), value: `${kindTitle(locale, link.kind)} · ${link.reference}` },
              {
                term: t('received'),
                value: <time dateTime={link.receivedAt}>{longMoment(locale, link.receivedAt)}</time>,
              },
            ]}
          />
          <div className="mt-7">
            <PressForm
              action={stopByLink}
              fields={{ token }}
              words={requestErrorWords(locale)}
              texts={{ press: t('button'), pressing: t('stopping') }}
            />
          </div>
          <p className="mt-5 max-w-measure text-soft">{t('mine')}</p>
        </div>
      </div>
    </>
  )
}
