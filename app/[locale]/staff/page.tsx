import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { QueueTable } from '#components/staff/queue-table.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { readQueue } from '#domain/requests/queue/read-queue.ts'
import { staffDashboard } from '#domain/requests/queue/staff-dashboard.ts'
import { lacksPasskeys } from '#domain/staff/rules/passkey-rules.ts'
import { longDate } from '#i18n/dates.ts'
import { localeOf } from '../../_server/session/request-context.ts'
import { currentStaff, type StaffContext, staffContext } from '../../_server/session/staff-context.ts'
import { AccessReportsDue } from './access-reports-due.tsx'
import { AnsweredChart, OpenChart } from './dashboard-charts.tsx'
import { EvidenceSummary } from './evidence-summary.tsx'
import { IncidentsDue } from './incidents-due.tsx'
import { PasskeysWanted } from './passkeys-wanted.tsx'
import { ProposalWaits } from './proposal-waits.tsx'
import { RefusedByPeople } from './refused-by-people.tsx'
import { DueCounts } from './requests/due-counts.tsx'
import { queueRows, queueTexts } from './requests/queue-texts.ts'
import { staffPlaces } from './staff-places.ts'
import { WatchList } from './watch-list.tsx'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'staffDashboard' })
  return { title: t('short') }
}

export default async function Desk({ params }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await staffContext(locale, `/${locale}/staff`)
  const t = await getTranslations('staffDashboard')
  const mayQueue = isAllowed(ctx.actor, 'requests.queue')
  const session = await currentStaff()
  return (
    <>
      {session && (lacksPasskeys(ctx.actor.roles, session.passkeys) || ctx.actor.waitsForPasskeys) ? (
        <PasskeysWanted session={session} withLink />
      ) : null}
      {mayQueue ? (
        <Deadlines ctx={ctx} oversees={isAllowed(ctx.actor, 'integrations.read')} />
      ) : (
        <>
          <StaffTitle>{t('title', { day: longDate(locale, ctx.clock.now()) })}</StaffTitle>
          <IncidentsDue ctx={ctx} />
          <RefusedByPeople ctx={ctx} />
          <AccessReportsDue ctx={ctx} />
          <EvidenceSummary ctx={ctx} />
          <WatchList ctx={ctx} />
          <Places ctx={ctx} />
        </>
      )}
    </>
  )
}

/** This many rows fit a laptop's window. */
const listed = 11

async function Deadlines({ ctx, oversees }: { ctx: StaffContext; oversees: boolean }) {
  const { locale } = ctx
  const t = await getTranslations('staffDashboard')
  const { items, counts } = await readQueue(ctx, { group: 'open' }, { size: listed })
  const { open, month, months } = await staffDashboard(ctx)
  return (
    <>
      <StaffTitle meta={<DueCounts locale={locale} counts={counts} />}>
        {t('title', { day: longDate(locale, ctx.clock.now()) })}
      </StaffTitle>
      <IncidentsDue ctx={ctx} />
      <RefusedByPeople ctx={ctx} />
      <AccessReportsDue ctx={ctx} />
      <ProposalWaits ctx={ctx} />
      {oversees ? (
        <>
          <WatchList ctx={ctx} />
          <Places ctx={ctx} />
        </>
      ) : null}
      <section>
        <div className="flex flex-wrap items-baseline justify-between gap-x-8">
          <h2 className="font-ui text-body tracking-normal">{t('nearest')}</h2>
          <a className="inline-flex min-h-9 items-center text-small" href={`/${locale}/staff/requests`}>
            {t('all')}
          </a>
        </div>
        {items.length === 0 ? (
          <p className="border-t border-rule py-6 text-soft">{t('none')}</p>
        ) : (
          <QueueTable rows={queueRows(ctx, items)} texts={queueTexts(locale)} short />
        )}
      </section>
      <div className="mt-8">
        <EvidenceSummary ctx={ctx} />
      </div>
      <div className="grid grid-cols-1 gap-x-14 gap-y-12 border-t border-rule pt-8 lg:grid-cols-2">
        <OpenChart locale={locale} open={open} />
        <AnsweredChart locale={locale} month={month} months={months} />
      </div>
    </>
  )
}

/** Where a role finds its work: each page that it may open, in a sentence. */
async function Places({ ctx }: { ctx: StaffContext }) {
  const { locale } = ctx
  const t = await getTranslations('staffDashboard')
  const staff = await getTranslations('staff')
  const open = staffPlaces.filter(({ permission }) => isAllowed(ctx.actor, permission))
  if (open.every(({ key }) => key === 'desk')) return null
  return (
    <section className="mb-10" aria-labelledby="places-title">
      <h2 id="places-title" className="mb-3 font-ui text-body tracking-normal">
        {t('places')}
      </h2>
      <ul className="grid gap-x-14 lg:grid-cols-2">
        {open.flatMap(({ key, path }) =>
          key === 'desk'
            ? []
            : [
                <li key={key} className="border-t border-rule py-2.5">
                  <a className="inline-flex min-h-6 items-center font-semibold" href={`/${locale}${path}`}>
                    {staff(`places.${key}`)}
                  </a>
                  <p className="text-small text-soft">{staff(`placeHints.${key}`)}</p>
                </li>,
              ],
        )}
      </ul>
    </section>
  )
}
