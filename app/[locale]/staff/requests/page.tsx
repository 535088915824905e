import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { FieldForm } from '#components/staff/field-form.tsx'
import { QueueKeys } from '#components/staff/queue-keys.tsx'
import { QueueTable } from '#components/staff/queue-table.tsx'
import { SearchForm } from '#components/staff/search-form.tsx'
import { small } from '#components/staff/small-button.ts'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { TakeForm } from '#components/staff/take-form.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { queueFiltersOf } from '#domain/requests/forms/queue-filters.ts'
import { readQueue } from '#domain/requests/queue/read-queue.ts'
import { listAssignees } from '#domain/requests/steps/assign-requests.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { type StaffContext, staffContext } from '../../../_server/session/staff-context.ts'
import { assignMany, search, takeStep } from './actions.ts'
import { DueCounts } from './due-counts.tsx'
import { QueueExport } from './queue-export.tsx'
import { QueueFilter, QueueGroups } from './queue-filter.tsx'
import { queueOrder, queuePath } from './queue-order.ts'
import { queueRows, queueTexts } from './queue-texts.ts'
import { requestErrors } from './request-errors.ts'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'staffRequests' })
  return { title: t('title') }
}

const pageSize = 40

export default async function Queue({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const given = await searchParams
  const filters = queueFiltersOf(given)
  const at = (more: Record<string, string> = {}) => queuePath(locale, filters, more)
  const ctx = await staffContext(locale, at(), 'requests.queue')
  const after = typeof given.after === 'string' ? given.after : undefined
  const { items, counts, next } = await readQueue(ctx, filters, {
    size: pageSize,
    ...(after === undefined ? {} : { after }),
  })
  const t = await getTranslations('staffRequests')
  const words = requestErrors(locale)
  const signInPath = `/${locale}/staff/sign-in?next=${encodeURIComponent(at())}`
  const rows = queueRows(ctx, items)
  const table = queueTexts(locale)
  const mayAssign = filters.group !== 'closed' && isAllowed(ctx.actor, 'requests.work')
  const link = 'inline-flex min-h-11 items-center'
  return (
    <>
      <StaffTitle
        meta={<DueCounts locale={locale} counts={counts} />}
        actions={
          isAllowed(ctx.actor, 'requests.file-on-behalf') ? (
            <ButtonLink look="plain" className={small} href={`/${locale}/staff/requests/new`}>
              {t('record')}
            </ButtonLink>
          ) : null
        }
      >
        {t('title')}
      </StaffTitle>
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-3 print:hidden">
        {isAllowed(ctx.actor, 'requests.find') ? (
          <SearchForm
            action={search}
            texts={pickTexts(t, [
              'search.label',
              'search.hint',
              'search.press',
              'search.pressing',
              'search.found',
              'search.nothing',
            ])}
            table={table}
            words={words}
            signInPath={signInPath}
          />
        ) : null}
        <QueueFilter locale={locale} filters={filters} />
      </div>
      <Assigned assigned={given.done} refused={given.left} />
      <QueueGroups locale={locale} filters={filters} counts={counts} />
      {rows.length === 0 ? (
        <p className="border-b border-rule py-6 text-soft">{t('empty')}</p>
      ) : (
        <>
          <TakeForm action={takeStep} words={words} signInPath={signInPath}>
            <QueueTable
              rows={rows}
              texts={table}
              taking={rows.some(({ take }) => take)}
              order={queueOrder(locale, filters)}
              selecting={mayAssign ? 'assign-many' : undefined}
            />
          </TakeForm>
          {mayAssign ? <AssignMany ctx={ctx} here={at()} /> : null}
        </>
      )}
      <div className="flex flex-wrap items-center justify-between gap-x-8 gap-y-2 pt-2">
        <p className="flex gap-x-6 text-small">
          {after === undefined ? null : (
            <a className={link} href={at()}>
              {t('first')}
            </a>
          )}
          {next === null ? null : (
            <a className={link} href={at({ after: next })} rel="next">
              {t('next')}
            </a>
          )}
        </p>
        <QueueKeys
          texts={pickTexts(t, [
            'keys.label',
            'keys.title',
            'keys.select',
            'keys.help',
            'keys.close',
            'keys.search',
            'keys.next',
            'keys.take',
            'keys.open',
            'keys.off',
            'keys.on',
          ])}
        />
      </div>
      {isAllowed(ctx.actor, 'requests.export') ? (
        <QueueExport locale={locale} filters={filters} sudo={ctx.actor.sudo === true} here={at()} />
      ) : null}
    </>
  )
}

/** What becomes of the rows that are selected above. */
async function AssignMany({ ctx, here }: { ctx: StaffContext; here: string }) {
  const { locale } = ctx
  const t = await getTranslations('staffRequests')
  const assignees = await listAssignees(ctx)
  const me = ctx.actor.staffId
  const options = [
    ...assignees.filter(({ staffId }) => staffId === me),
    ...assignees.filter(({ staffId }) => staffId !== me),
  ].map(({ staffId, name }) => ({ value: staffId, word: name ?? staffId }))
  return (
    <div className="border-b border-rule py-3 print:hidden">
      <FieldForm
        id="assign-many"
        action={assignMany}
        hidden={{ back: here.split('?')[1] ?? '' }}
        field={{
          as: 'select',
          name: 'to',
          label: t('select.label'),
          chosen: me,
          options: [...options, { value: '', word: t('nobody') }],
        }}
        texts={{ press: t('select.press'), pressing: t('select.pressing') }}
        words={requestErrors(locale)}
        signInPath={`/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`}
        place={`${here}#assign-many`}
      />
    </div>
  )
}

const countIn = (value: unknown) =>
  typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : null

async function Assigned({ assigned, refused }: { assigned: unknown; refused: unknown }) {
  const done = countIn(assigned)
  if (done === null) return null
  const left = countIn(refused) ?? 0
  const t = await getTranslations('staffRequests.select')
  return (
    <Notice
      id="assigned"
      tone={left > 0 ? 'due' : 'kept'}
      role="status"
      word={t('done', { count: done })}
      className="mb-4"
    >
      {left > 0 ? t('refused', { count: left }) : null}
    </Notice>
  )
}
