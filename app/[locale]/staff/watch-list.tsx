import { getTranslations } from 'next-intl/server'
import { Notice } from '#components/ui/notice.tsx'
import { StateMark, stateColour } from '#components/ui/state-mark.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { countDueAudits } from '#domain/assurance/audits/read-audits.ts'
import { readPortalHealth } from '#domain/assurance/health/read-portal-health.ts'
import { countDueAgreements } from '#domain/assurance/subprocessors/read-subprocessors.ts'
import { readBackupState } from '#domain/backups/state/read-backup-state.ts'
import { countFailingSources } from '#domain/fulfilment/source-states/read-source-states.ts'
import { listEndpoints } from '#domain/integrations/endpoints/list-endpoints.ts'
import { listApiKeys } from '#domain/integrations/keys/list-api-keys.ts'
import { listUndelivered } from '#domain/integrations/mail/list-undelivered.ts'
import { readCalendarGaps } from '#domain/requests/record/read-calendar.ts'
import { readReviewDue } from '#domain/staff/access-review/read-review.ts'
import { countDueClearances } from '#domain/staff/clearances/read-register.ts'
import { countReadingAlerts } from '#domain/staff/reading-alerts/answer-alert.ts'
import { atLeast } from '#platform/counted.ts'
import type { StaffContext } from '../../_server/session/staff-context.ts'
import {
  type Watched,
  watchedAlerts,
  watchedAudits,
  watchedBackups,
  watchedCalendar,
  watchedClearances,
  watchedEmail,
  watchedHealth,
  watchedKeys,
  watchedReview,
  watchedSources,
  watchedSubprocessors,
  watchedWebhooks,
} from './watched.ts'

/** What a role that oversees the portal looks at first: that all is well, or what is not and where it is mended. */
export async function WatchList({ ctx }: { ctx: StaffContext }) {
  const found = await readWatched(ctx)
  if (found.length === 0) return null
  const t = await getTranslations('staffDashboard.watch')
  const open = found.filter(({ count }) => count > 0)
  const well = found.filter(({ count }) => count === 0)
  return (
    <section className="mb-10" aria-labelledby="watch-title">
      <h2 id="watch-title" className="mb-3 font-ui text-body tracking-normal">
        {t('title')}
      </h2>
      <Notice
        tone={open.length === 0 ? 'kept' : 'due'}
        word={open.length === 0 ? t('allWell') : t('notWell', { count: open.length })}
        className="mb-4"
      />
      <ul className="grid gap-x-14 lg:grid-cols-2">
        {[...open, ...well].map(({ matter, count, path }) => {
          const state = count === 0 ? 'kept' : 'due'
          return (
            <li key={matter} className="border-t border-rule py-2.5">
              <a className="inline-flex min-h-6 items-center font-semibold" href={`/${ctx.locale}${path}`}>
                {t(`matters.${matter}`)}
              </a>
              <p
                className={`flex items-baseline gap-2 text-small ${count === 0 ? 'text-soft' : stateColour[state]}`}
              >
                <StateMark state={state} />
                {atLeast(count) + t(`counts.${matter}`, { count })}
              </p>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** In the order of how soon it hurts. */
async function readWatched(ctx: StaffContext): Promise<Watched[]> {
  const { actor, clock } = ctx
  const may = (permission: Parameters<typeof isAllowed>[1]) => isAllowed(actor, permission)
  return [
    ...(may('installation.check') ? watchedHealth(await readPortalHealth(ctx)) : []),
    ...(may('data-map.read') ? [watchedSources(await countFailingSources(ctx))] : []),
    ...(may('backups.read') ? [watchedBackups(await readBackupState(ctx, { count: 1 }))] : []),
    ...(may('calendar.read') ? [watchedCalendar(await readCalendarGaps(ctx))] : []),
    ...(may('mail.read') ? [watchedEmail(await listUndelivered(ctx))] : []),
    ...(may('integrations.read')
      ? [watchedWebhooks(await listEndpoints(ctx)), watchedKeys(await listApiKeys(ctx), clock.now())]
      : []),
    ...(may('reading-alerts.read') ? [watchedAlerts(await countReadingAlerts(ctx))] : []),
    ...(may('access-review.read') ? [watchedReview(await readReviewDue(ctx))] : []),
    ...(may('staff-clearances.read') ? [watchedClearances(await countDueClearances(ctx))] : []),
    ...(may('audits.read') ? [watchedAudits(await countDueAudits(ctx))] : []),
    ...(may('subprocessors.read-register') ? [watchedSubprocessors(await countDueAgreements(ctx))] : []),
  ]
}
