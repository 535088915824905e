import { Select } from '#components/staff/fields.tsx'
import { small } from '#components/staff/small-button.ts'
import { Button } from '#components/ui/button.tsx'
import { requestKinds } from '#db/schema/request-codes.ts'
import { type QueueFilters, queueGroups, queueParams } from '#domain/requests/shapes/queue-filters.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { rightTitle } from './queue-texts.ts'

type Props = { locale: Locale; filters: QueueFilters }

const queuePath = (locale: Locale) => `/${locale}/staff/requests`

/** What is shown, by state: links, so that each is an address. */
export function QueueGroups({ locale, filters }: Props) {
  const t = translator(locale, 'staffRequests')
  const pathOf = (group: QueueFilters['group']) =>
    `${queuePath(locale)}?${new URLSearchParams(queueParams({ ...filters, group }))}`.replace(/\?$/, '')
  return (
    <nav aria-label={t('groups.label')} className="print:hidden">
      <ul className="flex flex-wrap gap-x-5 text-small">
        {queueGroups.map((group) => (
          <li key={group}>
            <a
              className="menu-link"
              href={pathOf(group)}
              aria-current={group === filters.group ? 'true' : undefined}
            >
              {t(`groups.${group}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** A GET form: filters go into the address, which holds no personal data. */
export function QueueFilter({ locale, filters }: Props) {
  const t = translator(locale, 'staffRequests')
  const path = queuePath(locale)
  const { right, assigned, due } = filters
  return (
    <form
      method="get"
      action={path}
      className="flex flex-wrap items-end gap-x-3 gap-y-2 text-small max-md:grid max-md:w-full max-md:grid-cols-2 max-md:[&>div:first-of-type]:col-span-2"
    >
      {filters.group === 'open' ? null : <input type="hidden" name="group" value={filters.group} />}
      <Select
        name="right"
        label={t('filter.right')}
        defaultValue={right ?? ''}
        className="md:max-w-52"
        options={[
          { value: '', word: t('filter.anyRight') },
          ...requestKinds.map((kind) => ({ value: kind, word: rightTitle(locale, kind) })),
        ]}
      />
      <Select
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
        <Select
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
}
