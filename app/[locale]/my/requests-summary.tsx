import { getTranslations } from 'next-intl/server'
import { kindTitle, StatusWord } from '#components/requests/status-texts.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { IndexList } from '#components/ui/index-list.tsx'
import { listOwnRequests } from '#domain/requests/view/read-own-requests.ts'
import { longDate } from '#i18n/dates.ts'
import type { SubjectContext } from '../../_server/session/request-context.ts'

const shown = 3

export async function RequestsSummary({ ctx }: { ctx: SubjectContext }) {
  const { locale } = ctx
  const t = await getTranslations('case')
  const { items } = await listOwnRequests(ctx, ctx.actor.subjectId, { size: 100 })
  const open = items.filter(({ closedAt }) => closedAt === null)
  // Those without a term come last.
  const byDue = open.toSorted((a, b) => (a.dueAt ?? '9999').localeCompare(b.dueAt ?? '9999'))
  const nearest = byDue[0]?.dueAt
  const form = (right: string) => `/${locale}/requests/new/${right}/form`
  return (
    <>
      <p className="max-w-measure">
        {open.length === 0 ? t('home.none') : t('home.open', { count: open.length })}{' '}
        {open.some(({ overdue }) => overdue)
          ? t('home.overdue')
          : nearest
            ? t('home.nearest', { date: longDate(locale, nearest) })
            : null}
      </p>
      {open.length > 0 ? (
        <div className="mt-4">
          <IndexList
            entries={byDue.slice(0, shown).map((item) => ({
              href: `/${locale}/requests/${item.reference}`,
              title: kindTitle(locale, item.kind),
              children: <StatusWord locale={locale} request={item} />,
              aside: item.dueAt ? (
                <time dateTime={item.dueAt} className="whitespace-normal">
                  {t('list.due', { date: longDate(locale, item.dueAt) })}
                </time>
              ) : (
                t('list.noDue')
              ),
            }))}
          />
        </div>
      ) : null}
      <p className="mt-5">
        <ButtonLink look="plain" href={`/${locale}/my/requests`}>
          {t('home.all')}
        </ButtonLink>
      </p>
      <h3 className="mt-7">{t('home.ask')}</h3>
      <ul className="mt-1 grid max-w-measure gap-x-8 sm:grid-cols-2">
        {(['access', 'rectification', 'restriction', 'erasure'] as const).map((right) => (
          <li key={right}>
            <a className="inline-flex min-h-11 items-center" href={form(right)}>
              {t(`home.actions.${right}`)}
            </a>
          </li>
        ))}
        <li>
          <a className="inline-flex min-h-11 items-center" href={`/${locale}/requests/new`}>
            {t('home.others')}
          </a>
        </li>
      </ul>
    </>
  )
}
