import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { errorWords } from '#components/form/form-texts.ts'
import { PressForm } from '#components/form/press-form.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Outcome } from '#components/ui/outcome.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { readEmailChangeLink } from '#domain/people/email-change/pending-email-change.ts'
import { localeOf, visitorContext } from '../../../_server/session/request-context.ts'
import { LostMailbox } from '../lost-mailbox.tsx'
import { confirmChange } from './actions.ts'

type Props = { params: Promise<{ locale: string; token: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'profile.change' })
  return { title: t('title'), robots: { index: false } }
}

/**
 * Shows the change; only the POST of the button confirms, because mail scanners open links. The result page has no
 * token in its address.
 */
export default async function EmailChange({ params }: Props) {
  const { locale: given, token } = await params
  const locale = localeOf(given)
  const t = await getTranslations('profile.change')
  const links = [{ href: `/${locale}/my/profile`, text: t('toProfile') }]
  if (token === 'waiting') return <Outcome title={t('waitTitle')} text={t('wait')} links={links} />
  if (token === 'changed') return <Outcome title={t('doneTitle')} text={t('done')} links={links} />
  const link = await readEmailChangeLink(await visitorContext(locale), token)
  if (link.state === 'waiting') return <Outcome title={t('waitTitle')} text={t('wait')} links={links} />
  if (link.state === 'changed') return <Outcome title={t('doneTitle')} text={t('done')} links={links} />
  if (link.state !== 'open') return <Outcome title={t('deadTitle')} text={t(link.state)} links={links} />
  return (
    <>
      <PageTitle lead={link.side === 'new' ? t('new') : t('old')}>{t('title')}</PageTitle>
      <div className="sheet">
        <div />
        <div>
          <FactList
            facts={[
              { term: t('oldAddress'), value: link.oldEmail ?? t('none') },
              { term: t('newAddress'), value: link.newEmail },
            ]}
          />
          <p className="mt-5 max-w-measure">{t('press')}</p>
          <div className="mt-6">
            <PressForm
              action={confirmChange}
              fields={{ token }}
              words={errorWords(locale)}
              texts={{ press: link.side === 'new' ? t('buttonNew') : t('buttonOld'), pressing: t('sending') }}
            />
          </div>
          {link.side === 'new' ? <LostMailbox locale={locale} className="mt-6" /> : null}
        </div>
      </div>
    </>
  )
}
