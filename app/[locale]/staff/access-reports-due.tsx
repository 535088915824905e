import { Notice } from '#components/ui/notice.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { countAccessReports } from '#domain/requests/access-reports/escalate-report.ts'
import { longDate } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import type { StaffContext } from '../../_server/session/staff-context.ts'

/** Questions about access that wait for a security officer, and by when the nearest must be answered. */
export async function AccessReportsDue({ ctx }: { ctx: StaffContext }) {
  if (!isAllowed(ctx.actor, 'access-reports.answer')) return null
  const { open, overdue, nextDueAt } = await countAccessReports(ctx)
  if (open === 0 || !nextDueAt) return null
  const { locale } = ctx
  const t = translator(locale, 'staffDashboard')
  const late = overdue > 0
  return (
    <Notice tone={late ? 'broken' : 'due'} word={t('accessReports.open', { count: open })} className="mb-8">
      {late
        ? t('accessReports.overdue', { count: overdue, day: longDate(locale, nextDueAt) })
        : t('accessReports.due', { day: longDate(locale, nextDueAt) })}{' '}
      <a href={`/${locale}/staff/access-reports`}>{t('accessReports.link')}</a>
    </Notice>
  )
}
