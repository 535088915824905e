import { Notice } from '#components/ui/notice.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { readOpenTerms } from '#domain/incidents/term/run-terms.ts'
import { longMoment } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import type { StaffContext } from '../../_server/session/staff-context.ts'

/** Notices to the authority that are open, and by when the nearest must be given. */
export async function IncidentsDue({ ctx }: { ctx: StaffContext }) {
  if (!isAllowed(ctx.actor, 'incidents.work')) return null
  const open = await readOpenTerms(ctx)
  const [nearest] = open
  if (!nearest) return null
  const { locale } = ctx
  const t = translator(locale, 'staffDashboard')
  const late = nearest.state === 'passed'
  return (
    <Notice
      tone={late ? 'broken' : 'due'}
      word={t('incidents.open', { count: open.length })}
      className="mb-8"
    >
      {t(late ? 'incidents.passed' : 'incidents.due', { due: longMoment(locale, nearest.dueAt) })}{' '}
      <a href={`/${locale}/staff/incidents/${nearest.reference}`}>{t('incidents.link')}</a>
    </Notice>
  )
}
