import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Clock } from '#components/requests/clock.tsx'
import { Messages } from '#components/requests/messages.tsx'
import { kindTitle, StatusWord, statusWord } from '#components/requests/status-texts.tsx'
import { Timeline } from '#components/requests/timeline.tsx'
import { PrintButton } from '#components/staff/print-button.tsx'
import { CaseSection } from '#components/staff/request-section.tsx'
import { CaseSteps } from '#components/staff/request-steps.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { readStaffRequest } from '#domain/requests/queue/read-request.ts'
import type { AttachmentView } from '#domain/requests/record/request-views.ts'
import { longDate, longMoment } from '#i18n/dates.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'
import { unsentOwner } from '../../../../_server/session/unsent-owner.ts'
import { takeStep } from '../actions.ts'
import { casePath } from '../queue-texts.ts'
import { requestErrors } from '../request-errors.ts'
import { Assigned } from './assigned.tsx'
import { Decision } from './decision.tsx'
import { Details } from './details.tsx'
import { ErasureRun } from './erasure-run.tsx'
import { LockedRequest } from './locked-request.tsx'
import { Notes } from './notes.tsx'
import { PackageRun } from './package-run.tsx'
import { ReceiptDay } from './receipt-day.tsx'
import { Recipients } from './recipients.tsx'
import { Restriction } from './restriction.tsx'
import { SourceChanges } from './source-changes.tsx'
import { letterWords, stepForms, stepTexts } from './step-forms.ts'
import { Who } from './who.tsx'
import { Write } from './write.tsx'

type Props = {
  params: Promise<{ locale: string; reference: string }>
  searchParams: Promise<{ done?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).reference.toUpperCase() }
}

export default async function Case({ params, searchParams }: Props) {
  const { locale: given, reference } = await params
  const locale = localeOf(given)
  const here = casePath(locale, encodeURIComponent(reference))
  const ctx = await staffContext(locale, here, 'requests.read')
  const shown = await readStaffRequest(ctx, reference)
  if (!shown) return <LockedRequest ctx={ctx} reference={reference} />
  const t = await getTranslations('staffRequests')
  const parts = await getTranslations('staffRequests.case.sections')
  const mayWork = isAllowed(ctx.actor, 'requests.work')
  const reads = isAllowed(ctx.actor, 'requests.read-words')
  const desk = {
    here,
    words: requestErrors(locale, shown),
    signInPath: `/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`,
    unsentOwner: unsentOwner(ctx),
  }
  const hrefOf = (file: AttachmentView) => `${casePath(locale, shown.reference)}/files/${file.attachmentId}`
  const staffOf = (seq: number) => shown.timeline.find((entry) => entry.seq === seq)?.staff
  return (
    <>
      <StaffTitle
        sticky
        above={
          <a className="inline-flex min-h-9 items-center" href={`/${locale}/staff/requests`}>
            {t('case.back')}
          </a>
        }
        meta={
          <p className="flex flex-wrap items-baseline gap-x-5 gap-y-1">
            <span className="text-ink">
              <StatusWord locale={locale} request={shown} side="staff" />
            </span>
            <span className="tabular-nums">{shown.reference}</span>
            {shown.closedAt ? (
              <span>{t('case.closedOn', { day: longDate(locale, new Date(shown.closedAt)) })}</span>
            ) : (
              <span>
                {shown.dueAt
                  ? t('case.dueBy', { day: longDate(locale, new Date(shown.dueAt)) })
                  : t('case.noDue')}
              </span>
            )}
            {shown.channel === 'portal' ? null : (
              <span>{t('case.by', { channel: t(`channels.${shown.channel}`) })}</span>
            )}
          </p>
        }
        actions={
          <>
            {shown.offered.length > 0 ? (
              <a className="inline-flex min-h-10 items-center text-small" href="#steps">
                {t('case.toSteps')}
              </a>
            ) : null}
            <PrintButton word={t('case.print')} />
          </>
        }
      >
        {kindTitle(locale, shown.kind)}
      </StaffTitle>
      <Said done={(await searchParams).done} status={statusWord(locale, shown, 'staff')} />
      {reads ? null : (
        <Notice word={t('case.hidden')} className="mb-6">
          {t('case.hiddenText')}
        </Notice>
      )}
      <div className="request-columns">
        <div className="request-file">
          <CaseSection id="who" title={parts('who')}>
            <Who ctx={ctx} shown={shown} {...desk} />
          </CaseSection>
          <CaseSection title={parts('what')}>
            <Details locale={locale} shown={shown} hidden={!reads} hrefOf={hrefOf} />
          </CaseSection>
          <CaseSection id="messages" title={parts('messages')}>
            <Messages locale={locale} messages={shown.messages} hrefOf={hrefOf} side="staff" />
            {mayWork && !shown.closedAt ? <Write locale={locale} shown={shown} {...desk} /> : null}
          </CaseSection>
          <CaseSection id="notes" title={parts('notes')} note={t('case.notesNote')}>
            <Notes locale={locale} shown={shown} mayWrite={mayWork} {...desk} />
          </CaseSection>
          <CaseSection title={parts('timeline')}>
            <Timeline
              locale={locale}
              entries={shown.timeline}
              side="staff"
              more={({ seq }) => {
                const staff = staffOf(seq)
                return staff ? <p className="text-small">{staff.name ?? staff.staffId}</p> : null
              }}
            />
          </CaseSection>
        </div>
        <div className="request-rail">
          <ErasureRun ctx={ctx} shown={shown} {...desk} />
          <SourceChanges ctx={ctx} shown={shown} {...desk} />
          <Recipients ctx={ctx} shown={shown} {...desk} />
          <PackageRun ctx={ctx} shown={shown} {...desk} />
          <CaseSection id="deadline" title={parts('deadline')}>
            <Clock
              locale={locale}
              deadlines={shown.deadlines}
              today={almatyDate(ctx.clock.now())}
              closedOn={shown.closedAt && almatyDate(new Date(shown.closedAt))}
            />
            <ReceiptDay ctx={ctx} shown={shown} {...desk} />
          </CaseSection>
          <CaseSection id="assigned" title={parts('assigned')}>
            <Assigned locale={locale} shown={shown} mayAssign={mayWork} {...desk} />
          </CaseSection>
          <CaseSection id="steps" title={parts('decision')}>
            <Restriction
              locale={locale}
              shown={shown}
              mayLift={isAllowed(ctx.actor, 'requests.lift-restriction')}
              {...desk}
            />
            <Decision locale={locale} shown={shown} me={ctx.actor.staffId} />
            {mayWork ? (
              <div className="print:hidden">
                <CaseSteps
                  action={takeStep}
                  based={{ reference: shown.reference, basedOn: shown.lastStepSeq }}
                  forms={stepForms(locale, shown)}
                  letter={letterWords(shown)}
                  texts={stepTexts(locale, shown)}
                  place={`${here}#steps`}
                  words={desk.words}
                  signInPath={desk.signInPath}
                  unsentOwner={desk.unsentOwner}
                />
              </div>
            ) : null}
          </CaseSection>
        </div>
      </div>
      <p className="hidden pt-4 text-small print:block">
        {longMoment(locale, ctx.clock.now().toISOString())}
      </p>
    </>
  )
}

async function Said({ done, status }: { done: string | string[] | undefined; status: string }) {
  if (typeof done !== 'string') return null
  const t = await getTranslations('staffRequests.case')
  const filed = done === 'filed' || done === 'repeated'
  return (
    <Notice id="now" tone="kept" role="status" word={t(filed ? 'filed' : 'done')} className="mb-6">
      {filed ? t(done === 'filed' ? 'filedText' : 'repeated') : t('doneText', { status })}
    </Notice>
  )
}
