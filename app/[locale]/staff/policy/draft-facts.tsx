import { getTranslations } from 'next-intl/server'
import { FactList } from '#components/ui/fact-list.tsx'
import { Section } from '#components/ui/section.tsx'
import { policyChanges } from '#db/schema/policy-codes.ts'
import { isAllowed } from '#domain/access/permissions.ts'
import { isOperatorPurpose } from '#domain/consent/rules/catalogue.ts'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import { readCatalogue } from '#domain/consent/texts/read-catalogue.ts'
import type { Draft } from '#domain/policy/drafts/read-draft.ts'
import { touchablePurposes } from '#domain/policy/rules/purpose-clauses.ts'
import { choiceTitle } from '#i18n/choice-title.ts'
import { longDate } from '#i18n/dates.ts'
import { locales } from '#i18n/locales.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import type { StaffContext } from '../../../_server/session/staff-context.ts'
import { saveVersionFacts } from './actions.ts'
import { draftErrors, signInPath } from './draft-texts.ts'
import { FactsForm } from './facts-form.tsx'

/** What kind of change it is, why, and from when: as a form while it is written, as facts afterwards. */
export async function DraftFactsSection({ ctx, draft }: { ctx: StaffContext; draft: Draft }) {
  const { locale } = ctx
  const { facts } = draft
  const t = await getTranslations('policyDraft')
  const titles = await readChoiceTitles(ctx, locale)
  const { purposes: switches } = await readCatalogue(ctx)
  const titleOf = (purpose: string) => choiceTitle(locale, { purpose, topic: '', channel: '' }, titles)
  const mayEdit = isAllowed(ctx.actor, 'policy-drafts.edit') && facts.status === 'draft'
  const purposeWords = facts.purposes.map(titleOf)
  const touchable = [...touchablePurposes, ...switches.filter(isOperatorPurpose)]
  return (
    <Section id="facts" title={t('facts.title')} note={t('facts.note')}>
      {mayEdit ? (
        <FactsForm
          key={facts.revision}
          action={saveVersionFacts}
          revision={facts.revision}
          initial={{
            change: facts.change ?? '',
            material: facts.material ? 'yes' : facts.change === null ? '' : 'no',
            purposes: facts.purposes,
            effectiveOn: facts.effectiveOn ?? '',
          }}
          summaries={locales.map((one) => ({
            locale: one,
            name: t(`languages.${one}`),
            text: facts.summary[one],
          }))}
          changes={policyChanges.map((value) => ({
            value,
            word: t(`changes.${value}`),
            note: t(`changeNotes.${value}`),
          }))}
          materials={(['yes', 'no'] as const).map((value) => ({ value, word: t(`materials.${value}`) }))}
          purposes={touchable.map((code) => ({ code, word: titleOf(code) }))}
          texts={pickTexts(t, [
            'facts.change',
            'facts.material',
            'facts.purposes',
            'facts.purposesHint',
            'facts.summary',
            'facts.summaryHint',
            'facts.effectiveOn',
            'facts.effectiveOnHint',
            'facts.save',
            'facts.saving',
          ])}
          words={draftErrors(locale)}
          signInPath={signInPath(locale)}
          unsentOwner={ctx.actor.staffId}
        />
      ) : (
        <FactList
          facts={[
            { term: t('facts.change'), value: facts.change ? t(`changes.${facts.change}`) : t('facts.open') },
            { term: t('facts.material'), value: t(`materials.${facts.material ? 'yes' : 'no'}`) },
            ...(purposeWords.length > 0
              ? [{ term: t('facts.purposes'), value: purposeWords.join(' · ') }]
              : []),
            ...locales.map((one) => ({
              term: `${t('facts.summary')}, ${t(`languages.${one}`)}`,
              value: <span lang={one}>{facts.summary[one] || t('facts.open')}</span>,
            })),
            {
              term: t('facts.effectiveOn'),
              value: facts.effectiveOn ? longDate(locale, facts.effectiveOn) : t('facts.open'),
            },
          ]}
        />
      )}
    </Section>
  )
}
