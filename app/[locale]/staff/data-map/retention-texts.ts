import type { RetentionLine, RetentionReport } from '#domain/fulfilment/retention/read-retention.ts'
import { itemTitle } from '#i18n/data-map-texts.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

/** When the rows of an item end, in words. */
export function ruleText(locale: Locale, { rule, months }: RetentionLine): string {
  const t = translator(locale, 'staffDataMap')
  switch (rule.how) {
    case 'days':
      return t('byTerm.days', { days: rule.days })
    case 'request':
      return months === null ? t('byTerm.noRequest') : t('byTerm.request', { months })
    case 'log':
      return t('byTerm.log', { months: months ?? 0 })
    default:
      return t(`byTerm.${rule.how}`)
  }
}

/** What the latest run did with an item, in words. */
export function resultText(locale: Locale, { last, rule, months }: RetentionLine): string {
  const t = translator(locale, 'staffDataMap')
  const isTimed =
    rule.how === 'days' || rule.how === 'log' || rule.how === 'erasure' || (rule.how === 'request' && months)
  if (!last) return isTimed ? t('byTerm.notYet') : t('byTerm.untimed')
  return last.code === null ? t('byTerm.ok') : t('byTerm.failed', { code: last.code })
}

/** The report as a table, its head first. */
export function retentionRows(locale: Locale, { lines }: RetentionReport): string[][] {
  const t = translator(locale, 'staffDataMap')
  const head = [
    t('columns.record'),
    t('columns.table'),
    t('byTerm.rule'),
    t('byTerm.day'),
    t('byTerm.deleted'),
    t('byTerm.overdue'),
    t('byTerm.state'),
  ]
  const rows = lines.map((line) => [
    itemTitle(locale, line.item),
    line.item.table,
    ruleText(locale, line),
    line.last?.day ?? '',
    String(line.last?.deleted ?? ''),
    String(line.last?.overdue ?? ''),
    resultText(locale, line),
  ])
  return [head, ...rows]
}
