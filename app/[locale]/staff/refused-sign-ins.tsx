import { Notice } from '#components/ui/notice.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { countRefusedSignIns } from '#domain/requests/visitor/refuse-sign-in.ts'
import { translator } from '#i18n/translator.ts'
import type { StaffContext } from '../../_server/session/staff-context.ts'

/** For security officers: people said that a sign-in was not theirs. */
export async function RefusedSignIns({ ctx }: { ctx: StaffContext }) {
  if (!isAllowed(ctx.actor, 'incidents.work') || !isAllowed(ctx.actor, 'audit.read')) return null
  const count = await countRefusedSignIns(ctx)
  if (count === 0) return null
  const { locale } = ctx
  const t = translator(locale, 'staffDashboard')
  return (
    <Notice tone="due" word={t('refusedSignIns.found', { count: String(count) })} className="mb-8">
      {t('refusedSignIns.check')}{' '}
      <a href={`/${locale}/staff/audit-log?action=sign-in.refuse`}>{t('refusedSignIns.link')}</a>
    </Notice>
  )
}
