import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { readDraft } from '#domain/policy/drafts/read-draft.ts'
import { locales } from '#i18n/locales.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'
import { addNewClause, addNewPart } from '../actions.ts'
import { draftErrors, policyPath, signInPath } from '../draft-texts.ts'
import { NewPieceForm } from '../new-piece-form.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ kind?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'policyDraft' })
  return { title: t('structure.title') }
}

/** A new clause, or with `?kind=part` a new part, of the draft. */
export default async function AddPiece({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const kind = (await searchParams).kind === 'part' ? 'part' : 'clause'
  const here = policyPath(locale, `/add?kind=${kind}`)
  const ctx = await staffContext(locale, here, 'policy-drafts.edit')
  const draft = await readDraft(ctx)
  if (draft?.facts.status !== 'draft') notFound()
  const t = await getTranslations('policyDraft')
  return (
    <>
      <StaffTitle
        above={<a href={`${policyPath(locale)}#structure`}>{t('edit.back')}</a>}
        meta={t(`structure.${kind === 'part' ? 'partLead' : 'clauseLead'}`)}
      >
        {t(kind === 'part' ? 'structure.addPart' : 'structure.addClause')}
      </StaffTitle>
      <NewPieceForm
        kind={kind}
        action={kind === 'part' ? addNewPart : addNewClause}
        parts={
          kind === 'part'
            ? []
            : draft.texts[locale].parts.map(({ id, title }) => ({ value: id, word: title || id }))
        }
        languages={locales.map((one) => ({ locale: one, name: t(`languages.${one}`) }))}
        texts={{
          part: t('structure.part'),
          name: t('structure.name'),
          nameHint: t('structure.nameHint'),
          title: t('edit.title'),
          press: t('structure.add'),
          pressing: t('press.pressing'),
        }}
        words={draftErrors(locale)}
        signInPath={signInPath(locale, here)}
        unsentOwner={ctx.actor.staffId}
      />
    </>
  )
}
