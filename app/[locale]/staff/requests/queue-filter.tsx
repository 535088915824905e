import { SelectField } from '#components/form/select-field.tsx'
import { small } from '#components/staff/small-button.ts'
import { Button } from '#components/ui/button.tsx'
import { requestKinds } from '#db/schema/request-codes.ts'
import { type QueueFilters, queueGroups } from '#domain/requests/forms/queue-filters.ts'
import type { QueueCounts } from '#domain/requests/queue/staff-request-views.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { queuePath, sortOptions, sortValue } from './queue-order.ts'
import { rightTitle } from './queue-texts.ts'

type Props = { locale: Locale; filters: QueueFilters }

type GroupProps = Props & { counts: QueueCounts }

/** Tabs of the queue with their counts: links, so that each has an address. One row, which scrolls on a phone. */
export function QueueGroups({ locale, filters, counts }: GroupProps) {
  const t = translator(locale, 'staffRequests')
  const number = new Intl.NumberFormat(locale)
  const { assigned, sort, ...kept } = filters
  // The closed ones have an order of their own.
  const others = sort && filters.group !== 'closed' ? { ...kept, sort } : kept
  const mine = assigned === 'me'
  const tabs = [
    ...queueGroups.map((group) => ({
      key: group,
      title: t(`groups.${group}`),
      href: queuePath(locale, tabFilters(mine || !assigned ? others : { ...others, assigned }, group)),
      count: group === 'closed' ? null : counts.groups[group],
      current: group === filters.group && !mine,
    })),
    {
      key: 'mine',
      title: t('groups.mine'),
      href: queuePath(locale, { ...others, group: 'open', assigned: 'me' }),
      count: counts.mine,
      current: mine,
    },
  ]
  return (
    <nav aria-label={t('groups.label')} className="tab-row print:hidden">
      <ul>
        {tabs.map(({ key, title, href, count, current }) => (
          <li key={key}>
            <a className="menu-link" href={href} aria-current={current ? 'true' : undefined}>
              {title}
              {count === null ? null : (
                <span className="ml-1.5 font-normal text-soft tabular-nums">{number.format(count)}</span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function tabFilters({ sort, ...others }: QueueFilters, group: QueueFilters['group']): QueueFilters {
  return sort && group !== 'closed' ? { ...others, sort, group } : { ...others, group }
}

/** A GET form: filters go into the address, which holds no personal data. */
export function QueueFilter({ locale, filters }: Props) {
  const t = translator(locale, 'staffRequests')
  const path = `/${locale}/staff/requests`
  const { right, assigned, due } = filters
  const chosen = [right, assigned, due].filter(Boolean).length
  const form = (
    <form
      method="get"
      action={path}
      className="flex flex-wrap items-end gap-x-3 gap-y-2 text-small max-md:grid max-md:w-full max-md:grid-cols-2 max-md:[&>div:first-of-type]:col-span-2"
    >
      {filters.group === 'open' ? null : <input type="hidden" name="group" value={filters.group} />}
      <SelectField
        name="right"
        label={t('filter.right')}
        defaultValue={right ?? ''}
        className="md:max-w-52"
        options={[
          { value: '', word: t('filter.anyRight') },
          ...requestKinds.map((kind) => ({ value: kind, word: rightTitle(locale, kind) })),
        ]}
      />
      <SelectField
        name="assigned"
        label={t('filter.assigned')}
        defaultValue={assigned ?? ''}
        options={[
          { value: '', word: t('filter.anybody') },
          { value: 'me', word: t('filter.me') },
          { value: 'nobody', word: t('filter.nobody') },
        ]}
      />
      {filters.group === 'closed' ? null : (
        <SelectField
          name="due"
          label={t('filter.due')}
          defaultValue={due ?? ''}
          options={[
            { value: '', word: t('filter.anyDue') },
            { value: 'overdue', word: t('filter.overdue') },
            { value: 'today', word: t('filter.today') },
          ]}
        />
      )}
      {filters.group === 'closed' ? null : (
        <SelectField
          name="sort"
          label={t('sort.label')}
          defaultValue={sortValue(filters)}
          className="md:max-w-52"
          options={sortOptions(locale)}
        />
      )}
      <Button look="plain" className={small}>
        {t('filter.show')}
      </Button>
      {right || assigned || due ? (
        <a className="inline-flex min-h-10 items-center" href={path}>
          {t('filter.reset')}
        </a>
      ) : null}
    </form>
  )
  return (
    <details className="phone-fold max-md:w-full">
      <summary className="min-h-11 cursor-pointer content-center text-small text-accent">
        {t('filter.fold', { count: chosen })}
      </summary>
      {form}
    </details>
  )
}
