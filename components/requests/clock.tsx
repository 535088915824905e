import type { ReactNode } from 'react'
import { StateMark } from '#components/ui/state-mark.tsx'
import type { DeadlineView } from '#domain/requests/record/request-views.ts'
import { dayAndMonth, longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { summaryLook } from '../ui/summary-look.ts'
import { ClockLine } from './clock-line.tsx'
import { daysInWords, sourceWords, standing, termWords } from './clock-texts.ts'
import { Law } from './law-texts.tsx'

type Props = {
  locale: Locale
  deadlines: readonly DeadlineView[]
  /** The day it is in Almaty. */
  today: string
  /** The day on which the request was closed; the deadline line stops there. */
  closedOn?: string | null
  /** For a list: the deadline that binds alone, without the reckoning. */
  brief?: boolean
}

/**
 * The term of a request as a line from receipt to the last day, the same for the person and for staff. Everything that is
 * drawn is said in words too. The deadline that binds comes first and is named.
 */
export function Clock({ locale, deadlines, today, closedOn = null, brief = false }: Props) {
  const t = translator(locale, 'case')
  if (deadlines.length === 0) return <p className="max-w-measure">{t('deadline.noDeadline')}</p>
  const inOrder = [...deadlines]
    .sort((a, b) => Number(b.binding) - Number(a.binding))
    .slice(0, brief ? 1 : deadlines.length)
  return (
    <div className="clocks">
      {inOrder.map((deadline) => (
        <OneClock
          key={deadline.source}
          locale={locale}
          deadline={deadline}
          today={today}
          closedOn={closedOn}
          alone={deadlines.length === 1 || brief}
          brief={brief}
        />
      ))}
    </div>
  )
}

type OneProps = {
  locale: Locale
  deadline: DeadlineView
  today: string
  closedOn: string | null
  alone: boolean
  brief: boolean
}

function OneClock({ locale, deadline, today, closedOn, alone, brief }: OneProps) {
  const t = translator(locale, 'case')
  const at = closedOn ?? today
  return (
    <section className="clock" data-binding={deadline.binding || undefined}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5">
        <p>
          <b className="font-semibold">
            {sourceWords(locale, deadline)}: {termWords(locale, deadline)}
          </b>
          {deadline.binding && !alone ? <span className="text-soft">, {t('deadline.binding')}</span> : null}
        </p>
        {deadline.binding ? (
          <DeadlineState locale={locale} deadline={deadline} today={today} closedOn={closedOn} />
        ) : null}
      </div>
      <ClockLine locale={locale} deadline={deadline} at={at} closed={closedOn !== null} />
      <dl className="flex justify-between gap-x-6">
        <End
          term={t('deadline.received')}
          date={deadline.receivedOn}
          locale={locale}
          short={deadline.receivedOn.slice(0, 4) === deadline.dueOn.slice(0, 4)}
        />
        <End
          term={t('deadline.due')}
          date={deadline.dueOn}
          locale={locale}
          className="text-right"
          strong={deadline.binding}
        />
      </dl>
      {brief ? null : <Why locale={locale} deadline={deadline} />}
    </section>
  )
}

type EndProps = {
  term: string
  date: string
  locale: Locale
  className?: string
  strong?: boolean
  /** Without the year: the other end of the line shows it. */
  short?: boolean
}

function End({ term, date, locale, className, strong = false, short = false }: EndProps) {
  return (
    <div className={className}>
      <dt className="text-small leading-5 text-soft">{term}</dt>
      <dd className={strong ? 'font-semibold' : ''}>
        <time dateTime={date} className="whitespace-normal">
          {short ? dayAndMonth(locale, date) : longDate(locale, date)}
        </time>
      </dd>
    </div>
  )
}

function DeadlineState({ locale, deadline, today, closedOn }: Omit<OneProps, 'alone' | 'brief'>) {
  const t = translator(locale, 'case')
  if (closedOn !== null)
    return closedOn <= deadline.dueOn ? (
      <Mark state="kept">{t('deadline.inTime')}</Mark>
    ) : (
      <Mark state="broken">{t('deadline.late')}</Mark>
    )
  const { state, words } = standing(locale, deadline, today)
  if (state === 'over') return <Mark state="broken">{words}</Mark>
  if (state === 'last-day') return <Mark state="due">{words}</Mark>
  return <p className="tabular-nums">{words}</p>
}

const colours = { kept: 'text-kept', due: 'text-due', broken: 'text-broken' }

function Mark({ state, children }: { state: 'kept' | 'due' | 'broken'; children: ReactNode }) {
  return (
    <p className={`flex items-baseline gap-2 font-semibold ${colours[state]}`}>
      <StateMark state={state} />
      {children}
    </p>
  )
}

/**
 * How the deadline was counted: which days are skipped and why, which days are not settled yet, which law applies.
 */
function Why({ locale, deadline }: { locale: Locale; deadline: DeadlineView }) {
  const t = translator(locale, 'case')
  const inWorkingDays = deadline.unit === 'working-days'
  const leftOut = daysInWords(
    locale,
    deadline.days.slice(1).filter((day) => inWorkingDays && day.counted === null),
  )
  const unusual = daysInWords(
    locale,
    deadline.days.filter((day) => inWorkingDays && day.counted !== null),
  )
  return (
    <details className="clock-why mt-1.5 text-small">
      <summary className={`${summaryLook} py-1.5`}>{t('deadline.why')}</summary>
      <ul className="max-w-measure space-y-1 pb-1 text-soft">
        <li>
          {t('deadline.counting')}
          {inWorkingDays ? null : ` ${t('deadline.everyDay')}`}
        </li>
        {leftOut ? (
          <li>
            {t('deadline.notCounted')}: {leftOut}.
          </li>
        ) : null}
        {unusual ? (
          <li>
            {t('deadline.counted')}: {unusual}.
          </li>
        ) : null}
        {deadline.provisional ? <li>{t('deadline.provisional')}</li> : null}
        {deadline.reading === 'inferred' ? <li>{t('deadline.inferred')}</li> : null}
        <li>
          {t('deadline.basis')}: <Law locale={locale} basis={deadline.basis} />.
        </li>
      </ul>
    </details>
  )
}
