import { changesTitle, SourceChange } from '#components/requests/source-change.tsx'
import { CaseSection } from '#components/staff/request-section.tsx'
import type { Context } from '#domain/access/context.ts'
import { isAllowed } from '#domain/access/permissions.ts'
import { type ChangeView, readChanges } from '#domain/fulfilment/changes/read-changes.ts'
import type { StaffRequestView } from '#domain/requests/queue/staff-request-views.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { settleSourceChange } from '../actions.ts'
import type { DeskProps } from './request-props.ts'
import { SettleFailed } from './settle-failed.tsx'

type Props = DeskProps & { ctx: Context; shown: StaffRequestView }

/** What each system changed for a correction, a restriction or an objection, and what can be done about one that did not. */
export async function SourceChanges({ ctx, shown, ...desk }: Props) {
  const title = changesTitle(shown.kind)
  if (!title) return null
  const changes = await readChanges(ctx, shown.reference)
  if (changes.length === 0) return null
  const { locale } = ctx
  const t = translator(locale, 'changes')
  const maySettle = isAllowed(ctx.actor, 'changes.settle')
  return (
    <CaseSection id="changes" title={t(`run.${title}`)} note={t('run.note')}>
      {changes.map((change) => (
        <div key={change.changeId} className="border-t border-rule py-3 first:border-t-0 first:pt-0">
          <SourceChange locale={locale} change={change} side="staff" />
          {maySettle && change.state === 'failed' ? (
            <Settle locale={locale} reference={shown.reference} change={change} {...desk} />
          ) : null}
        </div>
      ))}
    </CaseSection>
  )
}

type SettleProps = DeskProps & { locale: Locale; reference: string; change: ChangeView }

function Settle({ locale, reference, change: { changeId }, ...desk }: SettleProps) {
  const t = translator(locale, 'changes')
  const erasure = translator(locale, 'erasure')
  return (
    <SettleFailed
      action={settleSourceChange}
      fields={{ reference, change: changeId }}
      place="changes"
      retry={{ press: erasure('staff.retry'), pressing: erasure('staff.retrying') }}
      record={erasure('staff.record')}
      ways={[
        {
          how: 'skip',
          title: erasure('staff.skip'),
          label: t('staff.skipNote'),
          pressing: erasure('staff.skipping'),
        },
        {
          how: 'by-hand',
          title: erasure('staff.byHandTitle'),
          say: t('staff.byHandDo'),
          label: t('staff.byHandNote'),
          pressing: erasure('staff.recording'),
        },
      ]}
      {...desk}
    />
  )
}
