import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { IndexList } from '#components/ui/index-list.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { readRepresented } from '#domain/people/minors/represent.ts'
import { localeOf, subjectContext } from '../../../_server/session/request-context.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'guardians' })
  return { title: t('represented.title') }
}

export default async function RepresentedPeople({ params }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await subjectContext(locale, `/${locale}/my/represented`)
  if (!ctx.services.env.guardians) notFound()
  const t = await getTranslations('guardians')
  const all = await readRepresented(ctx, ctx.actor.subjectId)
  return (
    <>
      <PageTitle lead={t('represented.lead')}>{t('represented.title')}</PageTitle>
      <div className="sheet">
        <div />
        {all.length === 0 ? (
          <Notice word={t('represented.none')}>{t('represented.noneText')}</Notice>
        ) : (
          <IndexList
            entries={all.map(({ representationId, name, capacity, band, asked }) => ({
              href: `/${locale}/my/represented/${representationId}`,
              title: name ?? t('represented.noName'),
              children: t(`capacities.${capacity}`),
              aside:
                band === '14-17' && asked.length > 0 ? t('represented.asks', { count: asked.length }) : null,
            }))}
          />
        )}
      </div>
    </>
  )
}
