import { getTranslations } from 'next-intl/server'
import { PressForm } from '#components/form/press-form.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Section } from '#components/ui/section.tsx'
import { summaryLook } from '#components/ui/summary-look.ts'
import { isAllowed } from '#domain/access/permissions.ts'
import type { Draft } from '#domain/policy/drafts/read-draft.ts'
import { longDate, longMoment } from '#i18n/dates.ts'
import type { StaffContext } from '../../../_server/session/staff-context.ts'
import { approveVersion, discardVersion, proposeVersion, takeVersionBack } from './actions.ts'
import { draftErrors, policyPath, signInPath } from './draft-texts.ts'

type Props = { ctx: StaffContext; draft: Draft }

/** Where the draft stands, what it still needs, and the one thing that its reader can do next. */
export async function DraftState({ ctx, draft }: Props) {
  const { locale } = ctx
  const t = await getTranslations('policyDraft')
  const { version, status } = draft.facts
  const mayEdit = isAllowed(ctx.actor, 'policy-drafts.edit')
  const mayPropose = isAllowed(ctx.actor, 'policy-drafts.propose')
  const words = draftErrors(locale)
  const way = { words, signInPath: signInPath(locale) }
  const press = (name: 'propose' | 'approve' | 'takeBack' | 'discard') => ({
    press: t(`press.${name}`),
    pressing: t('press.pressing'),
  })
  const mayApprove =
    isAllowed(ctx.actor, 'policy-drafts.approve') &&
    status === 'proposed' &&
    draft.facts.proposedBy !== ctx.actor.staffId
  return (
    <Section title={t('state.title', { version })} note={<Links draft={draft} ctx={ctx} />}>
      <Standing ctx={ctx} draft={draft} />
      {mayEdit && !mayPropose && status !== 'scheduled' ? (
        <p className="mt-4 max-w-measure">{t('decides.uncleared')}</p>
      ) : null}
      {mayEdit ? (
        <div className="mt-6 flex flex-wrap items-start gap-4">
          {mayPropose && status === 'draft' && draft.faults.length === 0 ? (
            <PressForm
              action={proposeVersion}
              fields={{ sha256: draft.sha256 }}
              texts={press('propose')}
              {...way}
            />
          ) : null}
          {mayApprove ? (
            <PressForm
              action={approveVersion}
              fields={{ sha256: draft.sha256 }}
              texts={press('approve')}
              {...way}
            />
          ) : null}
          {status === 'draft' ? null : (
            <PressForm action={takeVersionBack} look="plain" texts={press('takeBack')} {...way} />
          )}
          {status === 'draft' ? (
            <details>
              <summary className={`${summaryLook} py-2.5 text-small`}>{t('press.discardOpen')}</summary>
              <p className="mb-3 max-w-measure text-small">{t('press.discardText')}</p>
              <PressForm action={discardVersion} look="plain" texts={press('discard')} {...way} />
            </details>
          ) : null}
        </div>
      ) : null}
    </Section>
  )
}

async function Standing({ ctx, draft }: Props) {
  const { locale } = ctx
  const t = await getTranslations('policyDraft')
  const { status, proposedBy, approvedBy, delayEndsAt, effectiveOn } = draft.facts
  const nameOf = (id: string | null) => (id && draft.names.get(id)) ?? ''
  if (status === 'scheduled')
    return (
      <Notice tone="kept" word={t('state.scheduled', { date: longDate(locale, effectiveOn ?? '') })}>
        {approvedBy ? t('state.approvedBy', { name: nameOf(approvedBy) }) : t('state.approvedByDelay')}
      </Notice>
    )
  if (status === 'proposed')
    return (
      <Notice tone="due" word={t('state.proposed', { name: nameOf(proposedBy) })}>
        {draft.whoDecides === 'nobody'
          ? t('decides.nobody')
          : delayEndsAt
            ? t('state.delay', { time: longMoment(locale, delayEndsAt.toISOString()) })
            : t('state.second')}
      </Notice>
    )
  if (draft.faults.length === 0)
    return (
      <Notice word={t('state.ready')}>
        {isAllowed(ctx.actor, 'policy-drafts.propose') || draft.whoDecides === 'nobody'
          ? t(`decides.${draft.whoDecides}`)
          : null}
      </Notice>
    )
  return (
    <Notice word={t('state.needs')}>
      <ul className="list-disc pl-5">
        {draft.faults.map((fault) => (
          <li key={fault}>{t(`faults.${fault}`)}</li>
        ))}
      </ul>
    </Notice>
  )
}

async function Links({ ctx, draft }: Props) {
  const { locale } = ctx
  const t = await getTranslations('policyDraft')
  return (
    <span className="flex flex-col items-start">
      <a className="inline-flex min-h-9 items-center" href={policyPath(locale, '/preview')}>
        {t('preview.open')}
      </a>
      <a className="inline-flex min-h-9 items-center" href={policyPath(locale, '/compare')}>
        {t('compare.open', { version: draft.beforeVersion })}
      </a>
    </span>
  )
}
