import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PressForm } from '#components/form/press-form.tsx'
import { Block } from '#components/staff/block.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { listUndelivered } from '#domain/integrations/mail/list-undelivered.ts'
import { atLeast } from '#platform/counted.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { staffContext } from '../../../_server/session/staff-context.ts'
import { integrationErrors } from '../integrations/integration-texts.ts'
import { sendMailAgain } from './actions.ts'
import { MailTable } from './mail-table.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ done?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'undeliveredMail' })
  return { title: t('title') }
}

export default async function Mail({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const here = `/${locale}/staff/mail`
  const ctx = await staffContext(locale, here, 'mail.read')
  const t = await getTranslations('undeliveredMail')
  const { givenUp, waiting, count } = await listUndelivered(ctx)
  const number = new Intl.NumberFormat(locale)
  const shown = (items: readonly unknown[], all: number) =>
    all > items.length ? (
      <p className="mt-3 text-small text-soft">
        {t('shown', { shown: items.length, count: atLeast(all) + number.format(all) })}
      </p>
    ) : null
  const mayRetry = isAllowed(ctx.actor, 'mail.retry')
  const signInPath = `/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`
  const isAgain = (await searchParams).done === 'again'
  return (
    <>
      <StaffTitle meta={t('lead')}>{t('title')}</StaffTitle>
      {isAgain ? <Notice tone="kept" role="status" word={t('did')} className="mb-6" /> : null}
      <Block
        id="given-up"
        title={t('givenUp.title')}
        note={t('givenUp.note')}
        action={
          mayRetry && givenUp.length > 1 ? (
            <PressForm
              action={sendMailAgain}
              words={integrationErrors(locale)}
              texts={{ press: t('againAll'), pressing: t('sending') }}
              look="plain"
              signInPath={signInPath}
            />
          ) : null
        }
      >
        {givenUp.length === 0 ? (
          <p className="text-soft">{t('givenUp.empty')}</p>
        ) : (
          <MailTable
            locale={locale}
            caption={t('givenUp.title')}
            items={givenUp}
            mayRetry={mayRetry}
            signInPath={signInPath}
          />
        )}
        {shown(givenUp, count['given-up'])}
      </Block>
      <Block id="waiting" title={t('waiting.title')} note={t('waiting.note')}>
        {waiting.length === 0 ? (
          <p className="text-soft">{t('waiting.empty')}</p>
        ) : (
          <MailTable
            locale={locale}
            caption={t('waiting.title')}
            items={waiting}
            mayRetry={false}
            signInPath={signInPath}
          />
        )}
        {shown(waiting, count.waiting + count.deferred)}
      </Block>
    </>
  )
}
