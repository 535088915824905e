import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { QueueKeys } from '#components/staff/queue-keys.tsx'
import { QueueTable } from '#components/staff/queue-table.tsx'
import { SearchForm } from '#components/staff/search-form.tsx'
import { small } from '#components/staff/small-button.ts'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { TakeForm } from '#components/staff/take-form.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { queueFiltersOf, queueParams } from '#domain/requests/forms/queue-filters.ts'
import { readQueue } from '#domain/requests/queue/read-queue.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { staffContext } from '../../../_server/session/staff-context.ts'
import { search, takeStep } from './actions.ts'
import { DueCounts } from './due-counts.tsx'
import { QueueExport } from './queue-export.tsx'
import { QueueFilter, QueueGroups } from './queue-filter.tsx'
import { queueRows, queueTexts } from './queue-texts.ts'
import { requestErrors } from './request-errors.ts'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'staffRequests' })
  return { title: t('title') }
}

const pageSize = 40

export default async function Queue({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const given = await searchParams
  const filters = queueFiltersOf(given)
  const at = (more: Record<string, string> = {}) => {
    const query = new URLSearchParams({ ...queueParams(filters), ...more }).toString()
    return `/${locale}/staff/requests${query ? `?${query}` : ''}`
  }
  const ctx = await staffContext(locale, at(), 'requests.queue')
  const after = typeof given.after === 'string' ? given.after : undefined
  const { items, counts, next } = await readQueue(ctx, filters, {
    size: pageSize,
    ...(after === undefined ? {} : { after }),
  })
  const t = await getTranslations('staffRequests')
  const words = requestErrors(locale)
  const signInPath = `/${locale}/staff/sign-in?next=${encodeURIComponent(at())}`
  const rows = queueRows(ctx, items)
  const table = queueTexts(locale)
  const link = 'inline-flex min-h-11 items-center'
  return (
    <>
      <StaffTitle
        meta={<DueCounts locale={locale} counts={counts} />}
        actions={
          isAllowed(ctx.actor, 'requests.file-on-behalf') ? (
            <ButtonLink look="plain" className={small} href={`/${locale}/staff/requests/new`}>
              {t('record')}
            </ButtonLink>
          ) : null
        }
      >
        {t('title')}
      </StaffTitle>
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-3 print:hidden">
        {isAllowed(ctx.actor, 'requests.find') ? (
          <SearchForm
            action={search}
            texts={pickTexts(t, [
              'search.label',
              'search.hint',
              'search.press',
              'search.pressing',
              'search.found',
              'search.nothing',
            ])}
            table={table}
            words={words}
            signInPath={signInPath}
          />
        ) : null}
        <QueueFilter locale={locale} filters={filters} />
      </div>
      <QueueGroups locale={locale} filters={filters} counts={counts} />
      {rows.length === 0 ? (
        <p className="border-b border-rule py-6 text-soft">{t('empty')}</p>
      ) : (
        <TakeForm action={takeStep} words={words} signInPath={signInPath}>
          <QueueTable rows={rows} texts={table} taking={rows.some(({ take }) => take)} />
        </TakeForm>
      )}
      <div className="flex flex-wrap items-center justify-between gap-x-8 gap-y-2 pt-2">
        <p className="flex gap-x-6 text-small">
          {after === undefined ? null : (
            <a className={link} href={at()}>
              {t('first')}
            </a>
          )}
          {next === null ? null : (
            <a className={link} href={at({ after: next })} rel="next">
              {t('next')}
            </a>
          )}
        </p>
        <QueueKeys
          texts={pickTexts(t, [
            'keys.label',
            'keys.search',
            'keys.next',
            'keys.take',
            'keys.open',
            'keys.off',
            'keys.on',
          ])}
        />
      </div>
      {isAllowed(ctx.actor, 'requests.export') ? (
        <QueueExport locale={locale} filters={filters} sudo={ctx.actor.sudo === true} here={at()} />
      ) : null}
    </>
  )
}
