import { stickyHead } from '#components/staff/table-head.ts'
import { WordedState } from '#components/staff/worded-state.tsx'
import type { CalendarYear } from '#domain/requests/record/request-views.ts'
import { dayAndMonth, longDate, weekday } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { dayInWords } from './day-words.ts'

type Props = {
  locale: Locale
  calendar: CalendarYear
  /** Where a day is changed; null for who only reads. */
  changePath: string | null
}

const tones = { official: 'plain', computed: 'due', estimated: 'due' } as const
const cell = 'align-baseline md:px-2.5 md:py-1.5 md:first:pl-0 md:last:pr-0'

/** The days of a year as a dense table, cards on a phone. */
export function DayTable({ locale, calendar: { year, days }, changePath }: Props) {
  const t = translator(locale, 'calendar')
  const heads = ['date', 'kind', 'name', 'state', 'source', 'changed'] as const
  return (
    <table className="w-full border-separate border-spacing-0 text-left text-small leading-snug max-md:block">
      <caption className="sr-only">{t('caption', { year: String(year) })}</caption>
      <thead className="max-md:sr-only">
        <tr>
          {heads.map((name) => (
            <th key={name} scope="col" className={stickyHead}>
              {t(`columns.${name}`)}
            </th>
          ))}
          {changePath ? (
            <th scope="col" className={stickyHead}>
              <span className="sr-only">{t('change')}</span>
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody className="max-md:block">
        {days.map((day) => (
          <tr
            key={day.date}
            className="hover:bg-wash max-md:block max-md:space-y-0.5 max-md:border-b max-md:border-rule max-md:py-3 md:[&>*]:border-b md:[&>*]:border-rule"
          >
            <th scope="row" className={`${cell} font-semibold whitespace-nowrap max-md:block`}>
              <time dateTime={day.date}>{dayWords(locale, day.date)}</time>
            </th>
            <td className={`${cell} max-md:block`}>{t(`kinds.${day.kind}`)}</td>
            <td className={`${cell} max-md:block`}>{dayInWords(locale, day)}</td>
            <td className={`${cell} max-md:block`}>
              <WordedState tone={tones[day.state]} word={t(`states.${day.state}`)} />
            </td>
            <td className={`${cell} break-words max-md:block`}>
              <Source text={day.source} />
            </td>
            <td className={`${cell} text-soft max-md:block`}>
              {day.changedBy
                ? `${day.changedBy.name ?? day.changedBy.staffId}, ${longDate(locale, new Date(day.changedAt))}`
                : t('withPortal')}
            </td>
            {changePath ? (
              <td className={`${cell} max-md:block md:text-right`}>
                <a
                  className="-my-2 inline-flex min-h-9 items-center"
                  href={`${changePath}?year=${year}&day=${day.date}#change`}
                  aria-label={t('changeDay', { day: longDate(locale, day.date) })}
                >
                  {t('change')}
                </a>
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The source of the day: a URL becomes a link with its host as text. */
function Source({ text }: { text: string }) {
  const [, before = '', url, after = ''] = /^(.*?)(https?:\/\/[^\s)]+)(.*)$/.exec(text) ?? []
  if (!url || !URL.canParse(url)) return text
  return (
    <>
      {before}
      <a href={url} rel="noreferrer">
        {new URL(url).hostname}
      </a>
      {after}
    </>
  )
}

const dayWords = (locale: Locale, date: string) => `${dayAndMonth(locale, date)}, ${weekday(locale, date)}`
