import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { PressForm } from '#components/form/press-form.tsx'
import { ForgetUnsent } from '#components/form/unsent-text.tsx'
import { Clock } from '#components/requests/clock.tsx'
import { filesTexts, requestErrorWords } from '#components/requests/form-texts.ts'
import { Messages } from '#components/requests/messages.tsx'
import { kindTitle, StatusWord } from '#components/requests/status-texts.tsx'
import { StepsTaken } from '#components/requests/steps-taken.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import type { AttachmentView } from '#domain/requests/record/request-views.ts'
import { readOwnRequest } from '#domain/requests/view/read-own-requests.ts'
import { verificationCookie } from '#domain/requests/visitor/visitor-cookies.ts'
import { longMoment } from '#i18n/dates.ts'
import { newId } from '#platform/ids.ts'
import { services } from '#platform/services.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { isVisitorSessionOver, referenceIn, requestAccess } from '../../../_server/session/request-access.ts'
import { currentSession, localeOf } from '../../../_server/session/request-context.ts'
import { unsentOwner } from '../../../_server/session/unsent-owner.ts'
import { closeHere, writeToUs } from './actions.ts'
import { AskedWords } from './asked-text.tsx'
import { Cancel } from './cancel.tsx'
import { ChangesSection } from './changes-section.tsx'
import { AskPage } from './code-page.tsx'
import { Decision } from './decision.tsx'
import { ErasureSection } from './erasure-section.tsx'
import { FiledFor } from './filed-for.tsx'
import { MessageForm } from './message-form.tsx'
import { Overdue } from './overdue.tsx'
import { PackageSection } from './package-section.tsx'
import { RecipientsSection } from './recipients-section.tsx'
import { TextOfDay } from './text-of-day.tsx'

type Props = {
  params: Promise<{ locale: string; reference: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale: given, reference: typed } = await params
  const t = await getTranslations({ locale: localeOf(given), namespace: 'case.page' })
  const reference = referenceIn(typed)
  return { title: reference ? t('title', { reference }) : undefined, robots: { index: false } }
}

export default async function RequestPage({ params, searchParams }: Props) {
  const { locale: given, reference: typed } = await params
  const locale = localeOf(given)
  const reference = referenceIn(typed)
  if (!reference) notFound()
  const query = await searchParams
  const access = await requestAccess(locale, reference)
  const case_ = access && (await readOwnRequest(access.ctx, { reference }))
  if (!access || !case_) {
    const asked = query.asked !== undefined && (await cookies()).has(verificationCookie(services().env).name)
    const signedIn = (await currentSession()) !== null
    const over = await isVisitorSessionOver(locale)
    return (
      <>
        {query.closed === undefined ? null : <ForgetUnsent />}
        <AskPage locale={locale} reference={reference} signedIn={signedIn} asked={asked} over={over} />
      </>
    )
  }
  const t = await getTranslations('case')
  const hrefOf = ({ attachmentId }: AttachmentView) =>
    `/${locale}/requests/${reference}/files/${attachmentId}`
  const { status, kind, waitingFor, nextStep, takesEffectAt, closedAt } = case_
  const answers = status === 'awaiting-person'
  const next =
    nextStep === 'takes-effect'
      ? t('next.takes-effect', { time: longMoment(locale, takesEffectAt ?? '') })
      : t(`next.${nextStep}`)
  const conversation = (
    <Section title={t('messages.title')} id="messages">
      {answers ? (
        <p className="mb-5 max-w-measure">
          <StatusWord locale={locale} request={case_} />
          <span className="block text-small text-soft">{next}</span>
        </p>
      ) : null}
      <Messages locale={locale} messages={case_.messages} hrefOf={hrefOf} />
      {case_.may.write ? (
        <div id="write" className="mt-8 border-t border-rule pt-6 print:hidden">
          <h3 className="mb-4 text-lead">{answers ? t('page.answerTitle') : t('page.writeTitle')}</h3>
          <MessageForm
            action={writeToUs}
            reference={reference}
            messageId={newId()}
            texts={{
              message: t('page.message'),
              send: t('page.send'),
              sending: t('page.sending'),
              files: filesTexts(locale),
            }}
            words={requestErrorWords(locale)}
            signInPath={`/${locale}/requests/${reference}`}
            unsentOwner={unsentOwner(access.ctx)}
          />
        </div>
      ) : null}
    </Section>
  )
  return (
    <>
      <PageTitle
        meta={
          <>
            <span className="font-semibold tabular-nums">{reference}</span> ·{' '}
            {t('list.received', { date: longMoment(locale, case_.receivedAt) })} ·{' '}
            <TextOfDay ctx={access.ctx} case_={case_} />
          </>
        }
      >
        {kindTitle(locale, kind)}
      </PageTitle>
      <Said query={query} reference={reference} />
      <FiledFor locale={locale} case_={case_} represented={access.represented} />
      <Overdue locale={locale} request={case_} />
      <Decision locale={locale} case_={case_} />
      {answers ? (
        conversation
      ) : (
        <Section title={t('page.status')}>
          <p className="text-lead">
            <StatusWord locale={locale} request={case_} />
          </p>
          {closedAt ? null : (
            <>
              <p className="mt-2 max-w-measure">{next}</p>
              {waitingFor ? (
                <p className="mt-1 text-small text-soft">
                  {t('waiting.label')}: {t(`waiting.${waitingFor}`)}
                </p>
              ) : null}
            </>
          )}
        </Section>
      )}
      <ErasureSection ctx={access.ctx} reference={reference} kind={kind} />
      <ChangesSection ctx={access.ctx} reference={reference} kind={kind} />
      <RecipientsSection ctx={access.ctx} reference={reference} kind={kind} />
      <PackageSection ctx={access.ctx} reference={reference} kind={kind} />
      <Section title={t('deadline.title')} note={t('page.printed')}>
        <Clock
          locale={locale}
          deadlines={case_.deadlines}
          today={almatyDate(access.ctx.clock.now())}
          closedOn={closedAt ? almatyDate(new Date(closedAt)) : null}
        />
      </Section>
      <Section title={t('page.asked')}>
        <AskedWords locale={locale} case_={case_} hrefOf={hrefOf} />
      </Section>
      {answers ? null : conversation}
      <Section title={t('timeline.title')}>
        <StepsTaken locale={locale} entries={case_.timeline} />
      </Section>
      {case_.may.cancel ? (
        <div className="print:hidden">
          <Cancel locale={locale} reference={reference} kind={kind} />
        </div>
      ) : null}
      {access.by === 'key' ? (
        <div className="sheet border-t border-rule pt-6 print:hidden">
          <div />
          <div>
            <p className="mb-3 max-w-measure text-soft">{t('page.thisBrowser')}</p>
            <PressForm
              action={closeHere}
              fields={{ reference }}
              words={requestErrorWords(locale)}
              texts={{ press: t('page.close'), pressing: t('page.closing') }}
              look="plain"
            />
          </div>
        </div>
      ) : null}
    </>
  )
}

/** What was just done here, said once. */
async function Said({
  query,
  reference,
}: {
  query: Record<string, string | string[] | undefined>
  reference: string
}) {
  const t = await getTranslations('case.page')
  const said = (['filed', 'sent', 'cancelled'] as const).find((one) => query[one] !== undefined)
  if (!said) return null
  return (
    <div className="sheet pb-10">
      <div />
      <Notice tone={said === 'cancelled' ? undefined : 'kept'} role="status" word={t(`${said}Word`)}>
        {t(`${said}Text`, { reference })}
      </Notice>
    </div>
  )
}
