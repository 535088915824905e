import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { SelectField } from '#components/form/select-field.tsx'
import { publicMetadata } from '#components/frame/page-metadata.ts'
import { ComparedWordings } from '#components/policy/compared-wordings.tsx'
import { PolicyComparison } from '#components/policy/policy-comparison.tsx'
import { Button } from '#components/ui/button.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import { compareWordings } from '#domain/consent/wording/compare-wordings.ts'
import { readShownWords } from '#domain/consent/wording/read-wordings.ts'
import { compareTexts } from '#domain/policy/rules/compare-texts.ts'
import { listVersions, readPolicy } from '#domain/policy/versions/read-policy.ts'
import { localeOf, visitorContext } from '../../../_server/session/request-context.ts'
import { comparisonTexts, wordingTexts } from '../comparison-texts.ts'
import { versionOf } from '../version-of.ts'

type Given = { from?: string | string[]; to?: string | string[] }
type Props = { params: Promise<{ locale: string }>; searchParams: Promise<Given> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = localeOf((await params).locale)
  const t = await getTranslations('policy')
  return publicMetadata(locale, '/policy/compare', {
    title: t('compare.title'),
    description: t('versions.description'),
  })
}

/** Any two versions clause by clause, the newest and the one before it where none are named. */
export default async function ComparePage({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const given = await searchParams
  const ctx = await visitorContext(locale)
  const versions = (await listVersions(ctx, locale)).map(({ version }) => version)
  const [newest = 0, previous = newest] = versions
  const from = numberIn(given.from) ?? previous
  const to = numberIn(given.to) ?? newest
  const before = await readPolicy(ctx, locale, from)
  const after = await readPolicy(ctx, locale, to)
  if (!before || !after) notFound()
  const t = await getTranslations('policy')
  const texts = comparisonTexts(locale)
  const titles = await readChoiceTitles(ctx, locale)
  const comparison = compareTexts(before, after, locale)
  const wordings = compareWordings(
    await readShownWords(ctx, locale, from),
    await readShownWords(ctx, locale, to),
    locale,
  )
  const options = versions.map((one) => ({ value: String(one), word: t('version', { version: one }) }))
  return (
    <>
      <PageTitle
        lead={t('compare.lead', { from, to })}
        beside={<a href={`/${locale}/policy/versions`}>{t('allVersions')}</a>}
      >
        {t('compare.title')}
      </PageTitle>
      {versions.length > 1 ? (
        <form method="get" className="mb-8 flex flex-wrap items-end gap-4">
          <SelectField name="from" label={t('compare.from')} options={options} defaultValue={String(from)} />
          <SelectField name="to" label={t('compare.to')} options={options} defaultValue={String(to)} />
          <Button look="plain">{t('compare.show')}</Button>
        </form>
      ) : null}
      {comparison.changes > 0 || wordings.length === 0 ? (
        <PolicyComparison comparison={comparison} texts={texts} />
      ) : (
        <p className="text-small text-soft">{texts.legend}</p>
      )}
      <ComparedWordings compared={wordings} texts={wordingTexts(locale, titles)} />
    </>
  )
}

/** The number that an address names; undefined where it names none, 0 (no version) where it is wrong. */
const numberIn = (text: string | string[] | undefined) =>
  text === undefined ? undefined : ((typeof text === 'string' ? versionOf(text) : undefined) ?? 0)
