import { DenseTable } from '#components/staff/dense-table.tsx'
import type { ProcessingEntry, Register } from '#domain/fulfilment/register/read-register.ts'
import { fieldTitle, itemTitle } from '#i18n/data-map-texts.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { entryFacts, purposeTitle, supportWords } from './register-texts.ts'

type Props = {
  locale: Locale
  caption: string
  entries: readonly ProcessingEntry[]
  ownPurposes: Register['ownPurposes']
}

/** The items of one source in a table. */
export function MapTable({ locale, caption, entries, ownPurposes }: Props) {
  const t = translator(locale, 'staffDataMap')
  const words = messages[locale].dataMap
  const heads = [
    t('records'),
    t('category'),
    t('purpose'),
    t('recipients'),
    t('countries'),
    t('retention'),
    t('supports'),
  ]
  const rows = entries.map((entry) => {
    const { item } = entry
    const facts = entryFacts(locale, entry)
    const cells = [
      { value: words.categories[item.category] },
      {
        value: (
          <>
            {purposeTitle(locale, item.purpose, ownPurposes)}
            <span className="block text-soft">{words.bases[item.basis]}</span>
          </>
        ),
      },
      { value: facts.recipients },
      { value: facts.countries },
      {
        value: (
          <>
            {facts.retention}
            {facts.kept ? <span className="block text-soft">{facts.kept}</span> : null}
          </>
        ),
      },
      { value: supportWords(locale, entry).join(', ') },
    ]
    return {
      key: item.id,
      head: (
        <details>
          <summary className="min-h-8 cursor-pointer font-semibold">{itemTitle(locale, item)}</summary>
          <p className="mt-1 break-words text-soft">
            {t('table')}: <code>{item.table}</code>
          </p>
          <p className="text-soft">
            {t('fields')}: {item.fields.map((field) => fieldTitle(locale, field)).join(', ')}
          </p>
        </details>
      ),
      cells: cells.map((cell, at) => ({ ...cell, label: heads[at + 1] ?? '' })),
    }
  })
  return <DenseTable caption={caption} heads={heads} rows={rows} />
}
