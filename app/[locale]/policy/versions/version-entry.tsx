import { getTranslations } from 'next-intl/server'
import { FactList } from '#components/ui/fact-list.tsx'
import { Fingerprint } from '#components/ui/fingerprint.tsx'
import { Section } from '#components/ui/section.tsx'
import type { VersionEntry as Entry } from '#domain/policy/versions/read-policy.ts'
import { type ChoiceTitles, choiceTitle } from '#i18n/choice-title.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { comparePath } from '../compare-path.ts'

type Props = {
  entry: Entry
  locale: Locale
  current: boolean
  /** The version before this one. */
  before: number | undefined
  /** Of purposes, also those of the operator. */
  titles: ChoiceTitles
}

/** One version in the list: its number in the margin, what changed in words, then its facts. */
export async function VersionEntry({ entry, locale, current, before, titles }: Props) {
  const t = await getTranslations('policy')
  const askedAgain = entry.purposes.map((purpose) =>
    choiceTitle(locale, { purpose, topic: '', channel: '' }, titles),
  )
  const day = (on: string) => <time dateTime={on}>{longDate(locale, on)}</time>
  return (
    <Section
      title={t('version', { version: entry.version })}
      note={current ? t('versions.current') : t('versions.past')}
    >
      <p className="max-w-measure font-read text-read leading-[1.62]">{entry.summary}</p>
      {entry.wording === 'portal' ? (
        <p className="mt-2 max-w-measure text-small text-soft">
          {t('notes.wording', { date: longDate(locale, entry.lastUpdatedOn) })}
        </p>
      ) : null}
      <p className="mt-3 mb-6">
        <a className="font-semibold" href={`/${locale}/policy/versions/${entry.version}`}>
          {t('versions.read')}
        </a>
        {before === undefined ? null : (
          <a className="ml-6" href={comparePath(locale, before, entry.version)}>
            {t('versions.compare', { version: before })}
          </a>
        )}
      </p>
      <FactList
        facts={[
          { term: t('about.updated'), value: day(entry.lastUpdatedOn) },
          ...(entry.effectiveOn ? [{ term: t('about.effective'), value: day(entry.effectiveOn) }] : []),
          {
            term: t('versions.change'),
            value:
              entry.version === 1
                ? t('versions.first')
                : entry.material
                  ? t('versions.material')
                  : t('versions.notMaterial'),
            ...(entry.version > 1 && { note: t(`versions.${entry.change}`) }),
          },
          ...(askedAgain.length > 0
            ? [{ term: t('versions.askedAgain'), value: askedAgain.join(' · ') }]
            : []),
          { term: t('about.sha'), value: <Fingerprint hex={entry.sha256} /> },
        ]}
      />
    </Section>
  )
}
