import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Clock } from '#components/requests/clock.tsx'
import { kindTitle, StatusWord } from '#components/requests/status-texts.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { IndexList } from '#components/ui/index-list.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import type { DeadlineView, OwnRequestListItem } from '#domain/requests/record/request-views.ts'
import { readDeadlines } from '#domain/requests/view/read-deadlines.ts'
import { listOwnRequests } from '#domain/requests/view/read-own-requests.ts'
import { dayAndMonth, longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { localeOf, subjectContext } from '../../../_server/session/request-context.ts'

const pageSize = 20

type Props = { params: Promise<{ locale: string }>; searchParams: Promise<{ before?: string | string[] }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'case.list' })
  return { title: t('title') }
}

/** A person's requests, open ones first. Who has not agreed to the service yet has rights all the same. */
export default async function MyRequests({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await subjectContext(locale, `/${locale}/my/requests`)
  const { before: given } = await searchParams
  const before = typeof given === 'string' ? given : undefined
  const { items, next } = await listOwnRequests(ctx, ctx.actor.subjectId, { size: pageSize, before })
  const t = await getTranslations('case.list')
  const open = items.filter((item) => item.closedAt === null)
  const closed = items.filter((item) => item.closedAt !== null)
  const deadlines = await readDeadlines(
    ctx,
    open.map(({ kind, receivedAt }) => ({ kind, receivedAt: new Date(receivedAt) })),
  )
  const today = almatyDate(ctx.clock.now())
  const fresh = (
    <ButtonLink look="plain" href={`/${locale}/requests/new`}>
      {t('new')}
    </ButtonLink>
  )
  return (
    <>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      {items.length === 0 && before === undefined ? (
        <div className="sheet">
          <div />
          <div>
            <Notice word={t('empty')}>{t('emptyText')}</Notice>
            <p className="mt-6">{fresh}</p>
          </div>
        </div>
      ) : (
        <>
          <Section title={t('open')}>
            {open.length === 0 ? <p className="max-w-measure">{t('noneOpen')}</p> : null}
            <ul>
              {open.map((item, index) => (
                <OpenRequest
                  key={item.reference}
                  locale={locale}
                  item={item}
                  deadlines={deadlines[index] ?? []}
                  today={today}
                />
              ))}
            </ul>
            <p className="mt-8">{fresh}</p>
          </Section>
          {closed.length > 0 ? (
            <Section title={t('closed')}>
              <IndexList
                entries={closed.map((item) => ({
                  href: `/${locale}/requests/${item.reference}`,
                  title: kindTitle(locale, item.kind),
                  children: (
                    <>
                      <StatusWord locale={locale} request={item} /> · {item.reference}
                      {item.byRepresentative ? ` · ${t('byRepresentative')}` : null}
                    </>
                  ),
                  aside: item.closedAt ? (
                    <time dateTime={item.closedAt}>{longDate(locale, item.closedAt)}</time>
                  ) : null,
                }))}
              />
            </Section>
          ) : null}
          <p className="sheet">
            <span />
            <span className="flex flex-wrap gap-x-6">
              {before === undefined ? null : (
                <a className="inline-flex min-h-11 items-center" href={`/${locale}/my/requests`}>
                  {t('newest')}
                </a>
              )}
              {next === null ? null : (
                <a
                  className="inline-flex min-h-11 items-center"
                  href={`/${locale}/my/requests?before=${encodeURIComponent(next)}`}
                >
                  {t('older')}
                </a>
              )}
            </span>
          </p>
        </>
      )}
    </>
  )
}

type OpenProps = {
  locale: Locale
  item: OwnRequestListItem
  deadlines: readonly DeadlineView[]
  today: string
}

async function OpenRequest({ locale, item, deadlines, today }: OpenProps) {
  const t = await getTranslations('case')
  const { reference, kind, receivedAt, waitingFor } = item
  return (
    <li className="border-t border-rule py-6 first:border-t-0 first:pt-0">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h3 className="text-lead">
          <a href={`/${locale}/requests/${reference}`}>{kindTitle(locale, kind)}</a>
        </h3>
        {/* The deadline line says that the request is overdue. */}
        <StatusWord locale={locale} request={{ ...item, overdue: false }} />
      </div>
      <p className="mt-0.5 text-small text-soft">
        <span className="tabular-nums">{reference}</span> ·{' '}
        {t('list.received', { date: dayAndMonth(locale, receivedAt) })}
        {/* The status has already said that it is the person's turn. */}
        {waitingFor && waitingFor !== 'you'
          ? ` · ${t('waiting.label')}: ${t(`waiting.${waitingFor}`)}`
          : null}
        {item.byRepresentative ? ` · ${t('list.byRepresentative')}` : null}
      </p>
      <div className="mt-3">
        <Clock locale={locale} deadlines={deadlines} today={today} brief />
      </div>
    </li>
  )
}
