import { Notice } from '#components/ui/notice.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { countRefused } from '#domain/assurance/audit-log/read-unusual-use.ts'
import { translator } from '#i18n/translator.ts'
import type { StaffContext } from '../../_server/session/staff-context.ts'

/** For security officers: people said that a sign-in or a request was not theirs. */
export async function RefusedByPeople({ ctx }: { ctx: StaffContext }) {
  if (!isAllowed(ctx.actor, 'incidents.work') || !isAllowed(ctx.actor, 'audit.read')) return null
  const { signIns, requests } = await countRefused(ctx)
  const { locale } = ctx
  const t = translator(locale, 'staffDashboard')
  return (
    <>
      {signIns === 0 ? null : (
        <Notice tone="due" word={t('refusedSignIns.found', { count: String(signIns) })} className="mb-8">
          {t('refusedSignIns.check')}{' '}
          <a href={`/${locale}/staff/audit-log?action=sign-in.refuse`}>{t('refusedSignIns.link')}</a>
        </Notice>
      )}
      {requests === 0 ? null : (
        <Notice tone="due" word={t('refusedSignIns.stopped', { count: String(requests) })} className="mb-8">
          {t('refusedSignIns.check')}{' '}
          <a href={`/${locale}/staff/security#unusual`}>{t('refusedSignIns.security')}</a>
        </Notice>
      )}
    </>
  )
}
