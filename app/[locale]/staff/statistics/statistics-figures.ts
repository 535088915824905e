import type { ExportedChart } from '#domain/assurance/statistics/export-statistics.ts'
import type { Statistics } from '#domain/assurance/statistics/read-statistics.ts'
import type { Cell } from '#domain/assurance/statistics/withhold-cells.ts'
import type { ChoiceDimension } from '#domain/consent/daily-counts/read-choice-counts.ts'
import { choiceTitle } from '#i18n/choice-title.ts'
import { sourceTitle } from '#i18n/data-map-texts.ts'
import { monthAndYear, shortDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { locales } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

/** A table of the page or of a file: `format` writes its numbers. */
type Given = { locale: Locale; statistics: Statistics; format: (value: number) => string }
export type Figures = { head: string[]; rows: string[][] }

const cellOf = ({ locale, format }: Given) => {
  const withheld = translator(locale, 'staffStatistics')('withheld')
  return (value: Cell) => (value === null ? withheld : format(value))
}

/** What a purpose, topic, channel or language is called; a code that no longer exists as it was recorded. */
export function dimensionTitle(
  { locale, statistics: { titles } }: Pick<Given, 'locale' | 'statistics'>,
  by: ChoiceDimension,
  of: string,
): string {
  if (by === 'purpose') return choiceTitle(locale, { purpose: of, topic: '', channel: '' }, titles)
  if (by === 'topic') return choiceTitle(locale, { purpose: 'communication', topic: of, channel: '' }, titles)
  if (by === 'channel') return channelTitle(locale, of)
  const language = locales.find((one) => one === of)
  return language ? translator(locale, 'history')(`languages.${language}`) : of
}

const channels = ['email', 'sms', 'push'] as const
function channelTitle(locale: Locale, of: string): string {
  const channel = channels.find((one) => one === of)
  return channel ? translator(locale, 'choices')(`channels.${channel}`) : of
}

function requestFigures(given: Given): Figures {
  const t = translator(given.locale, 'staffStatistics')
  const cell = cellOf(given)
  return {
    head: [t('month'), t('requests.inTime'), t('requests.late'), t('requests.overdue')],
    rows: given.statistics.requests.map(({ inTime, late, overdue }, at) => [
      monthOf(given, at),
      cell(inTime),
      cell(late),
      cell(overdue),
    ]),
  }
}

/** Of one purpose, topic, channel or language, or of all of them side by side. */
export function choiceFigures(given: Given, by: ChoiceDimension, only?: string): Figures {
  const t = translator(given.locale, 'staffStatistics')
  const cell = cellOf(given)
  const series = given.statistics.choices.filter(({ of }) => only === undefined || of === only)
  return {
    head: [
      t('month'),
      ...series.flatMap(({ of }) => {
        const what = dimensionTitle(given, by, of)
        return only === undefined
          ? [t('choices.givenOf', { what }), t('choices.withdrawnOf', { what })]
          : [t('choices.given'), t('choices.withdrawn')]
      }),
    ],
    rows: given.statistics.months.map((_, at) => [
      monthOf(given, at),
      ...series.flatMap(({ given: granted, withdrawn }) => [
        cell(granted[at] ?? null),
        cell(withdrawn[at] ?? null),
      ]),
    ]),
  }
}

export function batchFigures(given: Given): Figures {
  const t = translator(given.locale, 'staffStatistics')
  const cell = cellOf(given)
  return {
    head: (['from', 'to', 'choice', 'messages', 'before', 'after'] as const).map((key) =>
      t(`batches.${key}`),
    ),
    rows: given.statistics.batches.map(({ topic, channel, from, to, messages, before, after }) => [
      shortDate(given.locale, from),
      shortDate(given.locale, to),
      choiceTitle(given.locale, { purpose: 'communication', topic, channel }, given.statistics.titles),
      given.format(messages),
      cell(before),
      cell(after),
    ]),
  }
}

function mailFigures(given: Given): Figures {
  const t = translator(given.locale, 'staffStatistics')
  return {
    head: [t('month'), t('mail.sent'), t('mail.givenUp')],
    rows: given.statistics.mail.map(({ sent, givenUp }, at) => [
      monthOf(given, at),
      given.format(sent),
      given.format(givenUp),
    ]),
  }
}

function systemFigures(given: Given): Figures {
  const { locale, statistics, format } = given
  return {
    head: [
      translator(locale, 'staffStatistics')('month'),
      ...statistics.systems.map(({ source, title }) => sourceTitle(locale, source, title)),
    ],
    rows: statistics.months.map((_, at) => [
      monthOf(given, at),
      ...statistics.systems.map(({ hours }) => format(hours[at] ?? 0)),
    ]),
  }
}

const monthOf = ({ locale, statistics }: Given, at: number) =>
  monthAndYear(locale, statistics.months[at] ?? '')

/** The whole table of a chart, as its file has it. */
export function figuresOf(chart: ExportedChart, given: Given, by: ChoiceDimension): Figures {
  switch (chart) {
    case 'requests':
      return requestFigures(given)
    case 'choices':
      return choiceFigures(given, by)
    case 'batches':
      return batchFigures(given)
    case 'mail':
      return mailFigures(given)
    case 'systems':
      return systemFigures(given)
  }
}
