import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { Notice } from '#components/ui/notice.tsx'
import { draftAsPolicy } from '#domain/policy/drafts/draft-as-policy.ts'
import { readDraft } from '#domain/policy/drafts/read-draft.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'
import { PolicyDocument } from '../../../policy/policy-document.tsx'
import { ChangedWordings } from '../compared-wordings.tsx'
import { policyPath } from '../draft-texts.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'policyDraft' })
  return { title: t('preview.title') }
}

/** The draft in the language of the page, with the components of the policy itself. */
export default async function PreviewDraft({ params }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await staffContext(locale, policyPath(locale, '/preview'), 'policy-drafts.read')
  const draft = await readDraft(ctx)
  if (!draft) notFound()
  const t = await getTranslations('policyDraft')
  return (
    <>
      <PolicyDocument
        policy={draftAsPolicy(draft, locale, almatyDate(ctx.clock.now()))}
        current
        notice={
          <Notice tone="due" word={t('preview.word')}>
            <a href={policyPath(locale)}>{t('preview.back')}</a>
          </Notice>
        }
      />
      <ChangedWordings ctx={ctx} draft={draft} />
    </>
  )
}
