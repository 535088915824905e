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

/** The last twelve months of every group, and of all together. */
export function GroupTable({ locale, view: { groups, cell }, caption, head, measures, link }: Props) {
  const t = translator(locale, 'courseUsage')
  const averages = measures.includes('tested')
    ? [['tested', t('averages.tested')] as const, ['progressed', t('averages.progressed')] as const]
    : []
  const cells = (key: string) => [
    ...measures.map((measure) => ({
      label: t(`measures.${measure}`),
      value: peopleText(locale, cell(measure, key, '')),
      short: true,
    })),
    ...averages.map(([measure, label]) => ({
      label,
      value: averageText(locale, cell(measure, key, '')),
      short: true,
    })),
  ]
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
        { key: '', head: <b className="font-semibold">{t('all')}</b>, cells: cells('') },
        ...named.map(({ key, title }) => ({
          key,
          head: link ? <a href={link(key)}>{title}</a> : title,
          cells: cells(key),
        })),
      ]}
    />
  )
}
