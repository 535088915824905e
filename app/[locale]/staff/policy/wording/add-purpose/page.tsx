import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { purposeFields } from '#domain/consent/wording/wordings.ts'
import { readDraft } from '#domain/policy/drafts/read-draft.ts'
import { locales } from '#i18n/locales.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { localeOf } from '../../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../../_server/session/staff-context.ts'
import { draftErrors, policyPath, signInPath } from '../../draft-texts.ts'
import { purposeFactTexts } from '../../fact-texts.ts'
import { WordingForm } from '../../wording-form.tsx'
import { addNewPurpose } from '../actions.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'policyDraft' })
  return { title: t('wordings.addPurpose') }
}

/** A new purpose, in the draft of the next version. */
export default async function AddPurpose({ params }: Props) {
  const locale = localeOf((await params).locale)
  const here = policyPath(locale, '/wording/add-purpose')
  const ctx = await staffContext(locale, here, 'policy-drafts.edit')
  const draft = await readDraft(ctx)
  if (draft?.facts.status !== 'draft') notFound()
  const t = await getTranslations('policyDraft')
  return (
    <>
      <StaffTitle
        above={<a href={`${policyPath(locale)}#wordings`}>{t('edit.back')}</a>}
        meta={t('wordings.addPurposeLead')}
      >
        {t('wordings.addPurpose')}
      </StaffTitle>
      <WordingForm
        action={addNewPurpose}
        name="new-purpose"
        hidden={{}}
        code={{ label: t('wordings.code'), hint: t('wordings.purposeCodeHint') }}
        facts={purposeFactTexts(locale, null)}
        fields={purposeFields.map((one) => ({ name: one, label: t(`wordings.fields.${one}`) }))}
        languages={locales.map((one) => ({ locale: one, name: t(`languages.${one}`), words: {} }))}
        texts={pickTexts(t, ['edit.save', 'edit.saving'])}
        words={draftErrors(locale)}
        signInPath={signInPath(locale, here)}
        unsentOwner={ctx.actor.staffId}
      />
    </>
  )
}
