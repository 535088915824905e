import { getTranslations } from 'next-intl/server'
import { FactList } from '#components/ui/fact-list.tsx'
import { readingFindings } from '#db/schema/staff-codes.ts'
import { isAllowed } from '#domain/access/permissions.ts'
import type { ReadingAlert } from '#domain/staff/reading-alerts/answer-alert.ts'
import { longDate, longMoment } from '#i18n/dates.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import type { StaffContext } from '../../../_server/session/staff-context.ts'
import { unsentOwner } from '../../../_server/session/unsent-owner.ts'
import { staffErrorTexts } from '../../../_server/texts/staff-texts.ts'
import { answerAlert } from './actions.ts'
import { AlertForm } from './alert-form.tsx'

type Props = { ctx: StaffContext; alerts: readonly ReadingAlert[] }

/** Who opened unusually many records, and what was found. */
export async function AlertList({ ctx, alerts }: Props) {
  const { locale, actor } = ctx
  const t = await getTranslations('security.alerts')
  if (alerts.length === 0) return <p className="text-soft">{t('none')}</p>
  const mayAnswer = isAllowed(actor, 'reading-alerts.answer')
  return alerts.map((alert) => {
    const { alertId, staffId, member, day, opened, usualOwn, usualTeam, answer } = alert
    const log = `/${locale}/staff/audit-log?actor=staff&actorId=${staffId}&day=${day}`
    const facts = [
      {
        term: t('member'),
        value: member,
        ...(isAllowed(actor, 'audit.read') && { note: <a href={log}>{t('log')}</a> }),
      },
      { term: t('day'), value: longDate(locale, day) },
      { term: t('opened'), value: t('people', { count: opened }) },
      { term: t('usual'), value: t('usually', { own: usualOwn, team: usualTeam }) },
      ...(answer
        ? [
            {
              term: t(`findings.${answer.finding}`),
              value: <span className="break-words whitespace-pre-line">{answer.text}</span>,
              note: t('by', { name: answer.by, at: longMoment(locale, answer.at) }),
            },
          ]
        : []),
    ]
    return (
      <article key={alertId} className="border-t border-rule py-5 first:border-t-0 first:pt-0">
        <FactList facts={facts} />
        {answer || !mayAnswer ? null : actor.staffId === staffId ? (
          <p className="mt-3 text-small text-soft">{t('own')}</p>
        ) : (
          <AlertForm
            action={answerAlert}
            alertId={alertId}
            options={readingFindings.map((value) => ({ value, word: t(`findings.${value}`) }))}
            texts={pickTexts(t, ['finding', 'answer', 'save', 'saving'])}
            words={staffErrorTexts(locale)}
            unsentOwner={unsentOwner(ctx)}
            signInPath={`/${locale}/staff/sign-in?next=${encodeURIComponent(`/${locale}/staff/security`)}`}
          />
        )}
      </article>
    )
  })
}
