import { getTranslations } from 'next-intl/server'
import { PressForm } from '#components/form/press-form.tsx'
import { WordedState } from '#components/staff/worded-state.tsx'
import { Section } from '#components/ui/section.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import type { Draft } from '#domain/policy/drafts/read-draft.ts'
import { longMoment } from '#i18n/dates.ts'
import { locales } from '#i18n/locales.ts'
import type { StaffContext } from '../../../_server/session/staff-context.ts'
import { approveWords } from './actions.ts'
import { draftErrors, policyPath, signInPath } from './draft-texts.ts'

/** Whether the text of each language is approved as it is now. */
export async function DraftLanguages({ ctx, draft }: { ctx: StaffContext; draft: Draft }) {
  const { locale } = ctx
  const t = await getTranslations('policyDraft')
  const mayApprove = isAllowed(ctx.actor, 'policy-drafts.approve') && draft.facts.status === 'draft'
  return (
    <Section id="languages" title={t('approval.title')} note={t('approval.note')}>
      <ul>
        {locales.map((one) => {
          const approval = draft.approved.includes(one) ? draft.facts.approvals[one] : undefined
          const name = t(`languages.${one}`)
          return (
            <li key={one} className="border-t border-rule py-4 first:border-t-0 first:pt-0">
              <h3 className="font-ui text-body tracking-normal first-letter:uppercase">{name}</h3>
              {approval ? (
                <WordedState
                  tone="kept"
                  word={t('approval.by', {
                    name: draft.names.get(approval.by) ?? approval.by,
                    time: longMoment(locale, approval.at),
                  })}
                />
              ) : (
                <WordedState tone="due" word={t('approval.open')} />
              )}
              <p className="mt-1 flex flex-wrap gap-x-5 text-small">
                <a className="inline-flex min-h-9 items-center" href={policyPath(one, '/preview')}>
                  {t('approval.read', { language: name })}
                </a>
                <a className="inline-flex min-h-9 items-center" href={policyPath(one, '/compare')}>
                  {t('approval.compare', { language: name })}
                </a>
              </p>
              {mayApprove && !approval ? (
                <PressForm
                  action={approveWords}
                  fields={{ locale: one, sha256: draft.languageHashes[one] }}
                  look="plain"
                  words={draftErrors(locale)}
                  texts={{ press: t('approval.press', { language: name }), pressing: t('press.pressing') }}
                  signInPath={signInPath(locale)}
                />
              ) : null}
            </li>
          )
        })}
      </ul>
    </Section>
  )
}
