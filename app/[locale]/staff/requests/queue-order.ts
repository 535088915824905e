import type { QueueOrder } from '#components/staff/queue-table.tsx'
import {
  type QueueFilters,
  type QueueSort,
  queueParams,
  queueSorts,
  usualSort,
} from '#domain/requests/forms/queue-filters.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

/** The address of the queue with these filters. */
export function queuePath(locale: Locale, filters: QueueFilters, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ ...queueParams(filters), ...more }).toString()
  return `/${locale}/staff/requests${query ? `?${query}` : ''}`
}

/** Where the head of each column leads: sorted by it, or the other way round. */
export function queueOrder(locale: Locale, filters: QueueFilters): QueueOrder {
  const t = translator(locale, 'staffRequests')
  const now = filters.sort ?? usualSort(filters.group)
  const columns = filters.group === 'closed' ? (['due'] as const) : queueSorts
  return Object.fromEntries(
    columns.map((by) => {
      const isNow = by === now.by
      return [
        by,
        {
          href: queuePath(locale, sortedBy(filters, { by, down: isNow && !now.down })),
          label: t('sort.by', { column: t(`columns.${by}`) }),
          now: isNow ? (now.down ? 'descending' : 'ascending') : undefined,
        },
      ]
    }),
  )
}

function sortedBy({ sort: _, ...others }: QueueFilters, sort: QueueSort): QueueFilters {
  const usual = usualSort(others.group)
  const isUsual = sort.by === usual.by && sort.down === usual.down
  return isUsual ? others : { ...others, sort }
}

/** The same as a list to choose from, for a phone, where the table has no heads. */
export function sortOptions(locale: Locale) {
  const t = translator(locale, 'staffRequests')
  return queueSorts.flatMap((by) => [
    { value: by === 'due' ? '' : by, word: t(`sort.up.${by}`) },
    { value: `-${by}`, word: t(`sort.down.${by}`) },
  ])
}

export const sortValue = ({ sort }: QueueFilters) => (sort ? `${sort.down ? '-' : ''}${sort.by}` : '')
