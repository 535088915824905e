import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { publicMetadata } from '#components/frame/page-metadata.ts'
import { IndexList } from '#components/ui/index-list.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import type { Right } from '#domain/policy/rules/clauses.ts'
import { localeOf } from '../../../_server/session/request-context.ts'

const groups = [
  { name: 'know', rights: ['access', 'portability'] },
  { name: 'change', rights: ['rectification', 'erasure', 'restriction'] },
  { name: 'stop', rights: ['withdrawal', 'objection'] },
] as const satisfies { name: string; rights: Right[] }[]

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = localeOf((await params).locale)
  const t = await getTranslations('requests')
  return publicMetadata(locale, '/requests/new', { title: t('title'), description: t('description') })
}

/** The seven rights: what one gets, and by when. */
export default async function NewRequestPage({ params }: Props) {
  const locale = localeOf((await params).locale)
  const t = await getTranslations('requests')
  return (
    <>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      <Section title={t('rightsTitle')} note={t('rightsNote')}>
        {groups.map(({ name, rights }) => (
          <div key={name} className="mb-8">
            <h3 className="mb-3 text-small text-soft">{t(`groups.${name}`)}</h3>
            <IndexList
              entries={rights.map((right) => ({
                href: `/${locale}/requests/new/${right}/form`,
                title: t(`rights.${right}.title`),
                children: t(`rights.${right}.get`),
                aside: t(`rights.${right}.due`),
              }))}
            />
          </div>
        ))}
        <p className="text-small text-soft">{t('noIdentityCopy')}</p>
        <p className="mt-2 max-w-measure text-small text-soft">{t('published')}</p>
      </Section>
      <Section title={t('otherTitle')}>
        <IndexList
          entries={[
            {
              href: `/${locale}/requests/new/question/form`,
              title: t('question.title'),
              children: t('question.get'),
              aside: t('question.due'),
            },
          ]}
        />
      </Section>
      <Section title={t('follow.title')}>
        <p className="max-w-measure">{t('follow.text')}</p>
        <p className="mt-2">
          <a className="inline-flex min-h-11 items-center" href={`/${locale}/my/requests`}>
            {t('follow.my')}
          </a>
        </p>
      </Section>
    </>
  )
}
