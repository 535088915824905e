import type { ReactNode } from 'react'
import { DenseTable } from '#components/staff/dense-table.tsx'
import type { UsageMeasure } from '#domain/fulfilment/rules/usage.ts'
import type { UsageView } from '#domain/fulfilment/usage/read-usage.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { averageText, peopleText } from './usage-texts.ts'

type Props = {
  locale: Locale
  view: UsageView
  caption: string
  head: string
  measures: readonly UsageMeasure[]
  /** Where one group is shown by month. */
  link?: (key: string) => string
}

/** A figure; where it is withheld quieter, and on a phone said once for the row. */
const figure = (text: string, value: number | null) =>
  value === null
    ? { value: <span className="text-soft">{text}</span>, short: true, wideOnly: true }
    : { value: text, short: true }

/** The last twelve months of every group, and of all together. */
export function GroupTable({ locale, view: { groups, cell }, caption, head, measures, link }: Props) {
  const t = translator(locale, 'courseUsage')
  const averages = measures.includes('tested')
    ? [['tested', t('averages.tested')] as const, ['progressed', t('averages.progressed')] as const]
    : []
  const cells = (key: string) => [
    ...measures.map((measure) => ({
      label: t(`measures.${measure}`),
      ...figure(peopleText(locale, cell(measure, key, '')), cell(measure, key, '').people),
    })),
    ...averages.map(([measure, label]) => ({
      label,
      ...figure(averageText(locale, cell(measure, key, '')), cell(measure, key, '').average),
    })),
  ]
  const row = (key: string, title: ReactNode) => {
    const shown = cells(key)
    const left = shown.filter(({ wideOnly }) => wideOnly).length
    const phoneNote = left === 0 ? null : t(left === shown.length ? 'withheld' : 'restWithheld')
    return { key, head: title, cells: shown, phoneNote }
  }
  const named = groups
    .map(({ key, title }) => ({ key, title: title[locale] }))
    .sort((a, b) => a.title.localeCompare(b.title, locale))
  return (
    <DenseTable
      caption={caption}
      heads={[
        head,
        ...measures.map((measure) => t(`measures.${measure}`)),
        ...averages.map(([, label]) => label),
      ]}
      rows={[
        row('', <b className="font-semibold">{t('all')}</b>),
        ...named.map(({ key, title }) => row(key, link ? <a href={link(key)}>{title}</a> : title)),
      ]}
    />
  )
}
