import { RecipientNotice } from '#components/requests/recipient-notice.tsx'
import { FieldForm } from '#components/staff/field-form.tsx'
import { CaseSection } from '#components/staff/request-section.tsx'
import { summaryLook } from '#components/ui/summary-look.ts'
import type { Context } from '#domain/access/context.ts'
import { isAllowed } from '#domain/access/permissions.ts'
import { readNotices } from '#domain/fulfilment/changes/tell-recipient.ts'
import { stepsFrom } from '#domain/fulfilment/rules/recipients.ts'
import type { StaffRequestView } from '#domain/requests/queue/staff-request-views.ts'
import { translator } from '#i18n/translator.ts'
import { recordRecipient } from '../actions.ts'
import type { DeskProps } from './request-props.ts'

type Props = DeskProps & { ctx: Context; shown: StaffRequestView }

/** Who received what was corrected: staff tell them, and record how and what they answered. */
export async function Recipients({ ctx, shown, here, ...desk }: Props) {
  if (shown.kind !== 'rectification') return null
  const notices = await readNotices(ctx, shown.reference)
  if (notices.length === 0) return null
  const { locale } = ctx
  const t = translator(locale, 'changes')
  const maySettle = isAllowed(ctx.actor, 'changes.settle')
  return (
    <CaseSection id="recipients" title={t('recipients.title')} note={t('recipients.do')}>
      {notices.map((notice) => (
        <div key={notice.noticeId} className="border-t border-rule py-3 first:border-t-0 first:pt-0">
          <RecipientNotice locale={locale} notice={notice} />
          {maySettle
            ? stepsFrom(notice.state).map((how) => (
                <details key={how} className="print:hidden">
                  <summary className={`${summaryLook} inline-flex min-h-11 items-center`}>
                    {t(`recipients.steps.${how}.title`)}
                  </summary>
                  <FieldForm
                    action={recordRecipient}
                    hidden={{ reference: shown.reference, notice: notice.noticeId, how }}
                    field={{ as: 'text', name: 'note', label: t(`recipients.steps.${how}.label`) }}
                    texts={{ press: t('recipients.record'), pressing: t('recipients.recording') }}
                    place={`${here}#recipients`}
                    {...desk}
                  />
                </details>
              ))
            : null}
        </div>
      ))}
    </CaseSection>
  )
}
