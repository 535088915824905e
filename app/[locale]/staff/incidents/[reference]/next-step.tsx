import type { ErrorWords } from '#components/form/action-state.ts'
import { PressForm } from '#components/form/press-form.tsx'
import { Block } from '#components/staff/block.tsx'
import { FieldForm } from '#components/staff/field-form.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { stepSummaryLook } from '#components/ui/summary-look.ts'
import type { IncidentDetails } from '#domain/incidents/register/read-incidents.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { stepIncident } from '../actions.ts'

export type FormBasics = { words: ErrorWords; signInPath: string; unsentOwner: string }

type Props = { locale: Locale; incident: IncidentDetails; form: FormBasics }

/** What is to be done next, and why it may not be needed. */
export function NextStep({ locale, incident, form }: Props) {
  const t = translator(locale, 'incidents')
  const { reference, nextDuty, ladder, people } = incident
  const { words, signInPath } = form
  const pressing = t('sendingStep')
  const press = (step: string, text: string, more: Record<string, string> = {}) => (
    <PressForm
      action={stepIncident}
      fields={{ reference, step, ...more }}
      words={words}
      signInPath={signInPath}
      texts={{ press: text, pressing }}
      look="plain"
    />
  )
  const note = (step: string, field: { label: string; hint?: string; press: string }, duty?: string) => (
    <FieldForm
      action={stepIncident}
      hidden={{ reference, step, ...(duty ? { duty } : {}) }}
      field={{ as: 'text', name: 'note', label: field.label, ...(field.hint ? { hint: field.hint } : {}) }}
      texts={{ press: field.press, pressing }}
      {...form}
      unsentOwner={`${form.unsentOwner}`}
    />
  )
  const isReady = ladder.hasList && ladder.hasNotice
  return (
    <Block id="next" title={t('next')} note={t('nextNote')}>
      <div className="max-w-[40rem] space-y-6">
        {nextDuty === 'authority'
          ? note('notify-authority', {
              label: t('authorityNote'),
              hint: t('authorityHint'),
              press: t('authorityPress'),
            })
          : null}
        {nextDuty === 'subjects' ? (
          <div className="space-y-3">
            <p>{t(isReady ? 'subjectsText' : 'subjectsNeed')}</p>
            {isReady ? press('notify-subjects', t('subjectsPress', { count: people ?? 0 })) : null}
          </div>
        ) : null}
        {nextDuty !== null && ladder[nextDuty] === 'proposed' ? (
          <div className="space-y-3">
            <Notice tone="due" word={t('proposed')}>
              {incident.ownProposal ? t('ownProposal') : null}
            </Notice>
            <div className="flex flex-wrap gap-3">
              {press('confirm-no-notice', t('confirmPress'), { duty: nextDuty })}
              {press('reject-no-notice', t('rejectPress'), { duty: nextDuty })}
            </div>
          </div>
        ) : null}
        {nextDuty !== null && ladder[nextDuty] === 'waiting' ? (
          <details>
            <summary className={stepSummaryLook}>{t('propose')}</summary>
            <div className="mt-2">
              {note(
                'propose-no-notice',
                { label: t('propose'), hint: t('proposeHint'), press: t('proposePress') },
                nextDuty,
              )}
            </div>
          </details>
        ) : null}
        {nextDuty === null ? note('close', { label: t('closeNote'), press: t('closePress') }) : null}
      </div>
    </Block>
  )
}
