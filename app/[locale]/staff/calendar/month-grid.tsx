import {
  type DayMark,
  holidayOn,
  isWeekend,
  markOf,
  weeksOfMonth,
} from '#domain/requests/deadlines/holiday-dates.ts'
import type { CalendarYear } from '#domain/requests/record/request-views.ts'
import { dayAndMonth, longDate, monthName, weekday } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import type { LocalDate } from '#platform/time/local-date.ts'
import { dayInWords, doubtInWords } from './day-words.ts'

type Day = CalendarYear['days'][number]
type Props = {
  locale: Locale
  calendar: CalendarYear
  today: LocalDate
  /** Where a day is changed; null for who only reads. */
  changePath: string | null
}

/** The sign of a day: told apart by shape and weight, with colour only beside them. */
export const signs: Record<DayMark, string> = {
  holiday: 'border-[1.5px] border-ink bg-ink text-paper font-bold',
  'day-off': 'border-[1.5px] border-ink bg-ink text-paper font-bold',
  'moved-off': 'border-[1.5px] border-dashed border-ink font-bold',
  'worked-weekend': 'rounded-full! border-[1.5px] border-ink font-bold',
  worked: 'rounded-full! border-[1.5px] border-ink font-bold',
}

const box = 'mx-auto flex size-8 items-center justify-center rounded-[3px] tabular-nums'

/** The twelve months of a year, each with its days by name under it. */
export function MonthGrid(props: Props) {
  const months = Array.from({ length: 12 }, (_, at) => at + 1)
  return (
    <ul className="grid gap-x-12 gap-y-8 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4">
      {months.map((month) => (
        <li key={month} className="min-w-0">
          <Month {...props} month={month} />
        </li>
      ))}
    </ul>
  )
}

function Month({ month, ...props }: Props & { month: number }) {
  const { locale, calendar } = props
  const weeks = weeksOfMonth(calendar.year, month)
  const byDate = new Map(calendar.days.map((day) => [day.date, day]))
  const dates = weeks.flat().filter((date) => date !== null)
  const heads = weeks[1] ?? []
  return (
    <>
      <table className="w-full table-fixed text-center text-small">
        <caption className="pb-1 text-left font-ui font-semibold first-letter:uppercase">
          {monthName(locale, `${calendar.year}-${String(month).padStart(2, '0')}`)}
        </caption>
        <thead>
          <tr>
            {heads.map((date) => (
              <th key={date} scope="col" className="py-1 font-normal text-soft">
                {date ? weekday(locale, date) : null}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week.find((date) => date !== null)}>
              {week.map((date, at) =>
                // The columns are the days of the week: an empty cell has no other name.
                // biome-ignore lint/suspicious/noArrayIndexKey: see above
                date ? <Cell key={date} {...props} date={date} day={byDate.get(date)} /> : <td key={at} />,
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <Named {...props} dates={dates} byDate={byDate} />
    </>
  )
}

function Cell({ locale, date, day, today }: Props & { date: LocalDate; day: Day | undefined }) {
  const t = translator(locale, 'calendar')
  const sign = day ? signs[markOf(day)] : isWeekend(date) ? 'text-soft' : ''
  const said = [day ? dayInWords(locale, day) : null, day ? doubtInWords(locale, day) : null]
  if (date === today) said.push(t('months.today'))
  const words = said.filter((word) => word !== null).join(', ')
  return (
    <td className="p-0.5" aria-current={date === today ? 'date' : undefined}>
      <span className={`${box} ${sign} ${date === today ? 'underline decoration-2 underline-offset-4' : ''}`}>
        {Number(date.slice(8))}
        {day && day.state !== 'official' ? <span aria-hidden="true">?</span> : null}
        {words ? <span className="sr-only">{words}</span> : null}
      </span>
    </td>
  )
}

type NamedProps = Props & { dates: readonly LocalDate[]; byDate: ReadonlyMap<LocalDate, Day> }

/** The days of a month that have a name, and the holidays on a weekend that no table lists. */
function Named({ locale, calendar, changePath, dates, byDate }: NamedProps) {
  const t = translator(locale, 'calendar')
  const entries = dates.flatMap((date) => {
    const day = byDate.get(date)
    const holiday = holidayOn(date)
    if (day) return [{ date, words: dayInWords(locale, day), doubt: doubtInWords(locale, day), listed: true }]
    if (!holiday || !isWeekend(date)) return []
    return [
      { date, words: t('onWeekend', { holiday: t(`holidays.${holiday}`) }), doubt: null, listed: false },
    ]
  })
  if (entries.length === 0) return null
  return (
    <ul className="mt-2 space-y-1.5 text-small leading-snug">
      {entries.map(({ date, words, doubt, listed }) => (
        <li key={date} className="grid grid-cols-[5.75rem_minmax(0,1fr)] gap-x-3">
          {changePath && listed ? (
            <a
              className="-my-1 justify-self-start py-1 font-semibold"
              href={`${changePath}?year=${calendar.year}&day=${date}#change`}
              aria-label={t('changeDay', { day: longDate(locale, date) })}
            >
              {dayAndMonth(locale, date)}
            </a>
          ) : (
            <span className="font-semibold">{dayAndMonth(locale, date)}</span>
          )}
          <span>
            {words}
            {doubt ? <span className="text-due">{` (${doubt})`}</span> : null}
          </span>
        </li>
      ))}
    </ul>
  )
}

const shown = ['holiday', 'moved-off', 'worked-weekend'] as const

/** What the signs mean. */
export function Legend({ locale }: { locale: Locale }) {
  const t = translator(locale, 'calendar')
  return (
    <ul aria-label={t('months.legend')} className="mb-6 flex flex-wrap gap-x-6 gap-y-2 text-small">
      {shown.map((mark) => (
        <li key={mark} className="flex items-center gap-2">
          <span aria-hidden="true" className={`${box} ${signs[mark]} mx-0! size-7!`}>
            1
          </span>
          {t(`marks.${mark}`)}
        </li>
      ))}
      <li className="flex items-center gap-2">
        <span aria-hidden="true" className={`${box} ${signs.holiday} mx-0! size-7!`}>
          1?
        </span>
        {t('states.computed')} / {t('states.estimated')}
      </li>
    </ul>
  )
}
