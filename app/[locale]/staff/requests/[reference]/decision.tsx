import { Law } from '#components/requests/law-texts.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { StaffRequestView } from '#domain/requests/queue/staff-request-views.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'

type Props = {
  locale: Locale
  shown: StaffRequestView
  /** The reader's own id: another member must approve the reader's proposal. */
  me: string
}

export function Decision({ locale, shown, me }: Props) {
  const t = translator(locale, 'staffRequests')
  const { decision, status } = shown
  if (!decision) return shown.closedAt ? null : <p className="mb-4 text-soft">{t('decision.none')}</p>
  const proposed = status === 'awaiting-approval'
  const refuse = decision.outcome === 'refuse'
  const word = proposed
    ? t(refuse ? 'decision.proposedRefuse' : 'decision.proposedFulfil')
    : t(refuse ? 'decision.refuse' : 'decision.fulfil')
  const by = decision.by && (decision.by.name ?? decision.by.staffId)
  const approver = decision.approvedBy && (decision.approvedBy.name ?? decision.approvedBy.staffId)
  const byOne = decision.by !== null && decision.by.staffId === decision.approvedBy?.staffId
  const text = decision.refusal?.reason ?? decision.draft
  return (
    <Notice tone={proposed ? 'due' : 'plain'} word={word} className="mb-6">
      {by && decision.at ? (
        <p className="text-small text-soft">
          {t('decision.by', { name: by, time: longMoment(locale, decision.at) })}
        </p>
      ) : null}
      {decision.approved ? (
        <p className="text-small text-soft">
          {byOne
            ? t('decision.decidedAlone')
            : approver
              ? t('decision.approvedBy', { name: approver })
              : t('decision.approvedByTime')}
        </p>
      ) : null}
      {proposed ? (
        <Waiting locale={locale} decision={decision} me={me} alone={shown.offered.includes('approve')} />
      ) : null}
      {text || decision.refusal ? (
        <div lang={shown.locale} className="mt-3 font-read text-read">
          {decision.refusal ? (
            <p className="font-semibold">{messages[shown.locale].case.refusals[decision.refusal.code]}</p>
          ) : null}
          {text ? <p className="whitespace-pre-wrap">{text}</p> : null}
        </div>
      ) : null}
      {decision.refusal ? (
        <p className="mt-2 text-small text-soft">
          <Law locale={locale} basis={decision.refusal.law} />
        </p>
      ) : null}
    </Notice>
  )
}

/** Who has to act now. Where one officer works alone time does, and everybody is told until when. */
function Waiting({
  locale,
  decision,
  me,
  alone,
}: {
  locale: Locale
  decision: NonNullable<StaffRequestView['decision']>
  me: string
  /** The reader may approve, even their own proposal (one officer works alone). */
  alone: boolean
}) {
  const t = translator(locale, 'staffRequests')
  if (decision.approvalDelayEndsAt)
    return (
      <p className="mt-1">
        <b className="font-semibold">{t('decision.alone')}.</b>{' '}
        {t('decision.aloneText', { time: longMoment(locale, decision.approvalDelayEndsAt) })}
      </p>
    )
  const yours = alone ? 'decision.yoursAlone' : 'decision.yours'
  return <p className="mt-1">{t(decision.by?.staffId === me ? yours : 'decision.waits')}</p>
}
