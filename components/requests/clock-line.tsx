import type { DeadlineView } from '#domain/requests/record/request-views.ts'
import { dayAndMonth, weekday } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { dayOfWeek } from '#platform/time/local-date.ts'

type Props = {
  locale: Locale
  deadline: DeadlineView
  /** Today, or the day on which the request was closed. */
  at: string
  closed: boolean
}

/** With more days than this there is no space for a name each on a phone. */
const allNamed = 9
const MONDAY = 1

/**
 * The drawing alone: a cell a day, a tick for each day that counts, a dotted line under those that do not, what has passed
 * drawn heavy. Hidden from screen readers, who get the words beside it. Borders only, so that it prints.
 */
export function ClockLine({ locale, deadline, at, closed }: Props) {
  const t = translator(locale, 'case')
  const { days } = deadline
  const last = days.length - 1
  const over = at > deadline.dueOn
  const mark = closed ? t('deadline.answered') : t('deadline.today')
  return (
    <div
      role="img"
      aria-label={t('deadline.drawing', {
        received: dayAndMonth(locale, deadline.receivedOn),
        due: dayAndMonth(locale, deadline.dueOn),
      })}
      className="clock-line"
    >
      <ol aria-hidden="true" data-long={days.length > allNamed || undefined}>
        {days.map(({ date, counted }, index) => {
          const number = Number(date.slice(8))
          const named =
            days.length <= allNamed || (dayOfWeek(date) === MONDAY && index > 1 && index < last - 1)
              ? number
              : null
          return (
            <li
              key={date}
              data-day={index === 0 ? 'received' : counted === null ? 'off' : 'counted'}
              data-last={index === last || undefined}
              data-past={date < at || undefined}
              data-at={date === at || undefined}
              data-edge={index * 4 < last ? 'start' : index * 4 > last * 3 ? 'end' : undefined}
            >
              {date === at ? (
                <>
                  <span className="clock-passed" />
                  <span className="clock-at">{mark}</span>
                </>
              ) : null}
              {named ? (
                <span className="clock-name">
                  {days.length <= allNamed ? <i>{weekday(locale, date)}</i> : null}
                  {named}
                </span>
              ) : null}
            </li>
          )
        })}
        {over ? (
          <li data-day="over" data-at data-edge="end">
            <span className="clock-at">{mark}</span>
          </li>
        ) : null}
      </ol>
    </div>
  )
}
