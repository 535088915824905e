import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Section } from '#components/ui/section.tsx'
import { summaryLook } from '#components/ui/summary-look.ts'
import { calendarKinds, calendarStates, holidays } from '#db/schema/request-codes.ts'
import { isAllowed } from '#domain/access/permissions.ts'
import { readCalendar, readCalendarGaps } from '#domain/requests/record/read-calendar.ts'
import type { CalendarYear } from '#domain/requests/record/request-views.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { isLocalDate } from '#platform/time/local-date.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { staffContext } from '../../../_server/session/staff-context.ts'
import { requestErrors } from '../requests/request-errors.ts'
import { saveDay } from './actions.ts'
import { DayForm } from './day-form.tsx'
import { DayTable } from './day-table.tsx'
import { GapNotice } from './gap-notice.tsx'
import { Legend, MonthGrid } from './month-grid.tsx'
import { YearSection } from './year-section.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'calendar' })
  return { title: t('short') }
}

/** The days of a year that differ from the week, by which terms are counted, and where each was read. */
export default async function Calendar({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const given = await searchParams
  const path = `/${locale}/staff/calendar`
  const ctx = await staffContext(locale, path, 'calendar.read')
  const today = almatyDate(ctx.clock.now())
  const year = yearIn(given.year) ?? Number(today.slice(0, 4))
  const calendar = await readCalendar(ctx, year)
  const gaps = await readCalendarGaps(ctx)
  const t = await getTranslations('calendar')
  const signInPath = `/${locale}/staff/sign-in?next=${encodeURIComponent(path)}`
  const mayChange = isAllowed(ctx.actor, 'calendar.change')
  const chosen = typeof given.day === 'string' && isLocalDate(given.day) ? given.day : undefined
  const listed = calendar.days.find(({ date }) => date === chosen)
  const moved = typeof given.moved === 'string' && /^\d{1,6}$/.test(given.moved) ? Number(given.moved) : null
  return (
    <>
      <StaffTitle
        meta={t('lead')}
        actions={
          <nav aria-label={t('years')}>
            <ul className="flex gap-x-5 text-small">
              {[year - 1, year, year + 1].map((one) => (
                <li key={one}>
                  <a
                    className="menu-link tabular-nums"
                    href={`${path}?year=${one}`}
                    aria-current={one === year ? 'page' : undefined}
                  >
                    {one}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        }
      >
        {t('title', { year: String(year) })}
      </StaffTitle>
      {moved === null ? null : (
        <Notice id="saved" tone="kept" role="status" word={t('saved')} className="mb-6">
          {t('moved', { count: moved })}
        </Notice>
      )}
      <GapNotice locale={locale} gaps={gaps} year={year} />
      {gaps.some((gap) => gap.year === year) ? null : <CalendarState calendar={calendar} />}
      {mayChange ? (
        <p className="mb-5 text-small">
          <a href="#change">{t('toForm')}</a>
        </p>
      ) : null}
      <section aria-label={t('months.title')}>
        <Legend locale={locale} />
        <MonthGrid locale={locale} calendar={calendar} today={today} changePath={mayChange ? path : null} />
      </section>
      {calendar.days.length === 0 ? null : (
        <section className="mt-12">
          <h2 className="font-ui text-body tracking-normal">{t('table.title')}</h2>
          <p className="mb-3 text-small text-soft">{t('table.note')}</p>
          <details className="phone-fold">
            <summary className={`${summaryLook} py-2.5 text-small`}>
              {t('table.open', { count: calendar.days.length })}
            </summary>
            <DayTable locale={locale} calendar={calendar} changePath={mayChange ? path : null} />
          </details>
        </section>
      )}
      {mayChange ? (
        <div className="mt-10">
          <YearSection locale={locale} calendar={calendar} signInPath={signInPath} />
          <Section id="change" title={t('form.title')} note={t('form.note')}>
            <DayForm
              key={chosen ?? ''}
              action={saveDay}
              initial={{
                date: moved === null ? (chosen ?? '') : '',
                kind: moved === null ? (listed?.kind ?? '') : '',
                holiday: moved === null ? (listed?.holiday ?? '') : '',
                state: moved === null ? (listed?.state ?? '') : '',
                source: moved === null ? (listed?.source ?? '') : '',
              }}
              kinds={[...calendarKinds, 'as-week' as const].map((kind) => ({
                value: kind,
                word: t(`kinds.${kind}`),
                note: t(`kindNotes.${kind}`),
              }))}
              holidays={[
                { value: '', word: t('form.noHoliday') },
                ...holidays.map((value) => ({ value, word: t(`holidays.${value}`) })),
              ]}
              states={calendarStates.map((state) => ({
                value: state,
                word: t(`states.${state}`),
                note: t(`stateNotes.${state}`),
              }))}
              texts={pickTexts(t, [
                'form.date',
                'form.kind',
                'form.holiday',
                'form.holidayHint',
                'form.state',
                'form.source',
                'form.sourceHint',
                'form.save',
                'form.saving',
              ])}
              words={requestErrors(locale)}
              signInPath={signInPath}
            />
          </Section>
        </div>
      ) : null}
    </>
  )
}

/** Whether deadlines of the year may still move. */
async function CalendarState({ calendar: { year, days, settled } }: { calendar: CalendarYear }) {
  const t = await getTranslations('calendar')
  const named = { year: String(year) }
  if (settled)
    return (
      <Notice tone="kept" word={t('settled')} className="mb-5">
        {t('settledText', named)}
      </Notice>
    )
  const empty = days.length === 0
  return (
    <Notice tone="due" word={t(empty ? 'empty' : 'unsettled')} className="mb-5">
      {empty ? t('emptyText', named) : t('unsettledText', named)}
    </Notice>
  )
}

function yearIn(value: unknown): number | undefined {
  return typeof value === 'string' && /^20\d\d$/.test(value) ? Number(value) : undefined
}
