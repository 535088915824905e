import { getTranslations } from 'next-intl/server'
import { IndexList } from '#components/ui/index-list.tsx'
import { StateMark, stateColour } from '#components/ui/state-mark.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { countFailingSources } from '#domain/fulfilment/source-states/read-source-states.ts'
import { listEndpoints } from '#domain/integrations/endpoints/list-endpoints.ts'
import { listApiKeys } from '#domain/integrations/keys/list-api-keys.ts'
import { listUndelivered } from '#domain/integrations/mail/list-undelivered.ts'
import { listStaff } from '#domain/staff/team/read-team.ts'
import type { StaffContext } from '../../_server/session/staff-context.ts'
import {
  type Watched,
  watchedClearances,
  watchedEmail,
  watchedKeys,
  watchedSources,
  watchedWebhooks,
} from './watched.ts'

/** What a role that oversees the portal looks at first: each matter with its number, in order or not, and its page. */
export async function WatchList({ ctx }: { ctx: StaffContext }) {
  const { actor, clock, locale } = ctx
  const now = clock.now()
  const found: Watched[] = [
    ...(isAllowed(actor, 'data-map.read') ? [watchedSources(await countFailingSources(ctx))] : []),
    ...(isAllowed(actor, 'mail.read') ? [watchedEmail(await listUndelivered(ctx))] : []),
    ...(isAllowed(actor, 'integrations.read')
      ? [watchedWebhooks(await listEndpoints(ctx)), watchedKeys(await listApiKeys(ctx), now)]
      : []),
    ...(isAllowed(actor, 'staff.read') ? [watchedClearances(await listStaff(ctx))] : []),
  ]
  if (found.length === 0) return null
  const t = await getTranslations('staffDashboard.watch')
  return (
    <section className="mb-10 max-w-measure">
      <h2 className="mb-3 font-ui text-body tracking-normal">{t('title')}</h2>
      <IndexList
        entries={found.map(({ matter, count, path }) => {
          const state = count === 0 ? 'kept' : 'due'
          return {
            href: `/${locale}${path}`,
            title: t(`matters.${matter}`),
            children: (
              <span className={`inline-flex items-baseline gap-2 ${stateColour[state]}`}>
                <StateMark state={state} />
                {t(`counts.${matter}`, { count })}
              </span>
            ),
          }
        })}
      />
    </section>
  )
}
