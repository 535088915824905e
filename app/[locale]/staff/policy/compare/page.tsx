import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { PolicyComparison } from '#components/policy/policy-comparison.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { readDraft } from '#domain/policy/drafts/read-draft.ts'
import { compareTexts } from '#domain/policy/rules/compare-texts.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'
import { comparisonTexts } from '../../../policy/comparison-texts.ts'
import { ChangedWordings } from '../compared-wordings.tsx'
import { policyPath } from '../draft-texts.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'policyDraft' })
  return { title: t('compare.title') }
}

/** The draft beside the version in force, in the language of the page. */
export default async function CompareDraft({ params }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await staffContext(locale, policyPath(locale, '/compare'), 'policy-drafts.read')
  const draft = await readDraft(ctx)
  if (!draft) notFound()
  const t = await getTranslations('policyDraft')
  return (
    <>
      <StaffTitle
        above={<a href={policyPath(locale)}>{t('preview.back')}</a>}
        meta={t('compare.meta', { from: draft.beforeVersion, to: draft.facts.version })}
      >
        {t('compare.title')}
      </StaffTitle>
      <PolicyComparison
        comparison={compareTexts(draft.before[locale], draft.texts[locale], locale)}
        texts={comparisonTexts(locale)}
      />
      <ChangedWordings ctx={ctx} draft={draft} />
    </>
  )
}
