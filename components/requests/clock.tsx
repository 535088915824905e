import type { ReactNode } from 'react'
import { StateMark } from '#components/ui/state-mark.tsx'
import type { DeadlineView } from '#domain/requests/record/request-views.ts'
import { dayAndMonth, longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { ClockLine } from './clock-line.tsx'
import { daysInWords, sourceWords, standing, termWords } from './clock-texts.ts'
import { Law } from './law-texts.tsx'

type Props = {
  locale: Locale
  clocks: readonly DeadlineView[]
  /** The day it is in Almaty. */
  today: string
  /** The day on which the request was closed; the deadline line stops there. */
  closedOn?: string | null
  /** For a list: the clock that binds alone, without the reckoning. */
  brief?: boolean
}

/**
 * The term of a request as a line from receipt to the last day, the same for the person and for staff. Everything that is
 * drawn is said in words too. The clock that binds comes first and is named.
 */
export function Clock({ locale, clocks, today, closedOn = null, brief = false }: Props) {
  const t = translator(locale, 'case')
  if (clocks.length === 0) return <p className="max-w-measure">{t('clock.noClock')}</p>
  const inOrder = [...clocks]
    .sort((a, b) => Number(b.binding) - Number(a.binding))
    .slice(0, brief ? 1 : clocks.length)
  return (
    <div className="clocks">
      {inOrder.map((clock) => (
        <OneClock
          key={clock.source}
          locale={locale}
          clock={clock}
          today={today}
          closedOn={closedOn}
          alone={clocks.length === 1 || brief}
          brief={brief}
        />
      ))}
    </div>
  )
}

type OneProps = {
  locale: Locale
  clock: DeadlineView
  today: string
  closedOn: string | null
  alone: boolean
  brief: boolean
}

function OneClock({ locale, clock, today, closedOn, alone, brief }: OneProps) {
  const t = translator(locale, 'case')
  const at = closedOn ?? today
  return (
    <section className="clock" data-binding={clock.binding || undefined}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5">
        <p>
          <b className="font-semibold">
            {sourceWords(locale, clock)}: {termWords(locale, clock)}
          </b>
          {clock.binding && !alone ? <span className="text-soft">, {t('clock.binding')}</span> : null}
        </p>
        {clock.binding ? (
          <DeadlineState locale={locale} clock={clock} today={today} closedOn={closedOn} />
        ) : null}
      </div>
      <ClockLine locale={locale} clock={clock} at={at} closed={closedOn !== null} />
      <dl className="flex justify-between gap-x-6">
        <End
          term={t('clock.received')}
          date={clock.receivedOn}
          locale={locale}
          short={clock.receivedOn.slice(0, 4) === clock.dueOn.slice(0, 4)}
        />
        <End
          term={t('clock.due')}
          date={clock.dueOn}
          locale={locale}
          className="text-right"
          strong={clock.binding}
        />
      </dl>
      {brief ? null : <Why locale={locale} clock={clock} />}
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

function DeadlineState({ locale, clock, today, closedOn }: Omit<OneProps, 'alone' | 'brief'>) {
  const t = translator(locale, 'case')
  if (closedOn !== null)
    return closedOn <= clock.dueOn ? (
      <Mark state="kept">{t('clock.inTime')}</Mark>
    ) : (
      <Mark state="broken">{t('clock.late')}</Mark>
    )
  const { state, words } = standing(locale, clock, today)
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
function Why({ locale, clock }: { locale: Locale; clock: DeadlineView }) {
  const t = translator(locale, 'case')
  const inWorkingDays = clock.unit === 'working-days'
  const leftOut = daysInWords(
    locale,
    clock.days.slice(1).filter((day) => inWorkingDays && day.counted === null),
  )
  const unusual = daysInWords(
    locale,
    clock.days.filter((day) => inWorkingDays && day.counted !== null),
  )
  return (
    <details className="clock-why mt-1.5 text-small">
      <summary className="w-fit cursor-pointer py-1.5 text-accent underline decoration-1 underline-offset-3">
        {t('clock.why')}
      </summary>
      <ul className="max-w-measure space-y-1 pb-1 text-soft">
        <li>
          {t('clock.counting')}
          {inWorkingDays ? null : ` ${t('clock.everyDay')}`}
        </li>
        {leftOut ? (
          <li>
            {t('clock.notCounted')}: {leftOut}.
          </li>
        ) : null}
        {unusual ? (
          <li>
            {t('clock.counted')}: {unusual}.
          </li>
        ) : null}
        {clock.provisional ? <li>{t('clock.provisional')}</li> : null}
        {clock.reading === 'inferred' ? <li>{t('clock.inferred')}</li> : null}
        <li>
          {t('clock.basis')}: <Law locale={locale} basis={clock.basis} />.
        </li>
      </ul>
    </details>
  )
}
