import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { errorWords } from '#components/form/form-texts.ts'
import { Block } from '#components/staff/block.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { listKits } from '#domain/assurance/kit/ask-for-kit.ts'
import { messages } from '#i18n/messages.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { confirmPath, staffContext } from '../../../../_server/session/staff-context.ts'
import { logPath } from '../log-path.ts'
import { askForKit } from './actions.ts'
import { KitForm } from './kit-form.tsx'
import { kitPath } from './kit-path.ts'
import { KitTable } from './kit-table.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ done?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'auditKit' })
  return { title: t('title') }
}

/** One archive of a period for an auditor, made by the worker. */
export default async function AuditKitPage({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const here = kitPath(locale)
  const ctx = await staffContext(locale, here, 'audit-kits.ask')
  const t = await getTranslations('auditKit')
  const kits = await listKits(ctx)
  const { done } = await searchParams
  return (
    <>
      <StaffTitle meta={t('lead')} above={<a href={logPath(locale)}>{t('back')}</a>}>
        {t('title')}
      </StaffTitle>
      {done === 'asked' && kits[0]?.state === 'waiting' ? (
        <Notice tone="kept" role="status" word={t('asked')} className="mb-6" />
      ) : null}
      <KitForm
        action={askForKit}
        texts={pickTexts(t, [
          'form.from',
          'form.to',
          'form.toHint',
          'form.day',
          'form.dayHint',
          'form.ask',
          'form.asking',
        ])}
        words={{ ...errorWords(locale), ...messages[locale].auditKit.errors }}
        signInPath={`/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`}
      />
      <div className="mt-8">
        <Block id="kits" title={t('list.title')} note={t('list.note')}>
          {kits.length === 0 ? (
            <p className="text-soft">{t('list.empty')}</p>
          ) : (
            <KitTable
              locale={locale}
              kits={kits}
              confirmFirst={ctx.actor.sudo ? null : confirmPath(locale, here)}
            />
          )}
        </Block>
      </div>
      <Block id="people" title={t('contains.title')} note={null}>
        <p className="max-w-measure">{t('contains.text')}</p>
      </Block>
    </>
  )
}
