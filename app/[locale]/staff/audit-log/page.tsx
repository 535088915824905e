import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { CsvDownload } from '#components/staff/csv-download.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { searchAuditLog } from '#domain/assurance/audit-log/search-audit-log.ts'
import { logFiltersOf, logParams } from '#domain/audit/rules/log-filters.ts'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import { longMoment } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { confirmPath, staffContext } from '../../../_server/session/staff-context.ts'
import { kitPath } from './kit/kit-path.ts'
import { LogFilter } from './log-filter.tsx'
import { logPath } from './log-path.ts'
import { LogTable } from './log-table.tsx'
import { samplePath } from './sample/sample-path.ts'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'staffLog' })
  return { title: t('title') }
}

const pageSize = 50

export default async function AuditLog({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const given = await searchParams
  const filters = logFiltersOf(given)
  const here = logPath(locale, filters)
  const ctx = await staffContext(locale, here, 'audit.read')
  const after = typeof given.after === 'string' ? given.after : undefined
  const { items, next, searchedTo } = await searchAuditLog(ctx, filters, { size: pageSize, after })
  const titles = await readChoiceTitles(ctx, locale)
  const t = await getTranslations('staffLog')
  const link = 'inline-flex min-h-11 items-center'
  return (
    <>
      <StaffTitle
        meta={t('lead')}
        actions={
          isAllowed(ctx.actor, 'audit.sample') ? (
            <span className="flex flex-wrap gap-x-5">
              <a className={`${link} text-small`} href={samplePath(locale)}>
                {t('sample.link')}
              </a>
              {isAllowed(ctx.actor, 'audit-kits.ask') ? (
                <a className={`${link} text-small`} href={kitPath(locale)}>
                  {translator(locale, 'auditKit')('link')}
                </a>
              ) : null}
            </span>
          ) : null
        }
      >
        {t('title')}
      </StaffTitle>
      {given.nobody === '1' ? (
        <Notice tone="due" role="status" word={t('person.nobody')} className="mb-4" />
      ) : null}
      <LogFilter locale={locale} filters={filters} maySearch={ctx.actor.clearance} />
      {items.length > 0 ? <LogTable locale={locale} items={items} titles={titles} /> : null}
      {searchedTo ? (
        <p className="border-b border-rule py-6 text-soft">
          {t('searchedTo', { at: longMoment(locale, searchedTo) })}
        </p>
      ) : items.length === 0 ? (
        <p className="border-b border-rule py-6 text-soft">{t('empty')}</p>
      ) : null}
      <p className="flex gap-x-6 pt-2 text-small print:hidden">
        {after === undefined ? null : (
          <a className={link} href={here}>
            {t('first')}
          </a>
        )}
        {next === null ? null : (
          <a className={link} href={logPath(locale, filters, { after: next })} rel="next">
            {t('next')}
          </a>
        )}
      </p>
      <CsvDownload
        action={`${logPath(locale)}/export`}
        fields={logParams(filters)}
        confirmFirst={ctx.actor.sudo ? null : confirmPath(locale, here)}
        label={t('csv.get')}
      >
        {t('csv.note')}
      </CsvDownload>
    </>
  )
}
