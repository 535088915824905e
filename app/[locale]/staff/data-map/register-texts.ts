import type { ProcessingEntry, Register } from '#domain/fulfilment/register/read-register.ts'
import { choiceTitle, noTitles } from '#i18n/choice-title.ts'
import { countryNames } from '#i18n/countries.ts'
import { fieldTitle, itemTitle, sourceTitle } from '#i18n/data-map-texts.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'

/** What the operator's settings say about an entry, in words; what they do not say is said to be missing. */
export function entryFacts(locale: Locale, { recipients, countries, period, keeping }: ProcessingEntry) {
  const t = translator(locale, 'staffDataMap')
  const notStated = t('notStated')
  const named = recipients?.map(({ name, country }) => `${name[locale]} (${countryNames(locale, [country])})`)
  return {
    recipients: named ? named.join('; ') || t('nobody') : notStated,
    countries: countries ? countryNames(locale, countries) : notStated,
    retention: period?.[locale] ?? notStated,
    kept: keeping && t('kept', { law: keeping.law[locale], months: keeping.months }),
  }
}

/** What a purpose is called; `own`: those that the operator has added. */
export const purposeTitle = (locale: Locale, purpose: string, own: Register['ownPurposes']) =>
  own.find((one) => one.purpose === purpose)?.titles[locale] ??
  choiceTitle(locale, { purpose, topic: '', channel: '' }, noTitles)

/** “collect, correct; on erasure: deleted”, each as a word. */
export function supportWords(locale: Locale, { supports }: ProcessingEntry): string[] {
  const t = translator(locale, 'staffDataMap')
  const can = (['collect', 'correct', 'restrict', 'object'] as const).filter((one) => supports[one])
  return [...can.map((one) => t(one)), messages[locale].dataMap.erase[supports.erase]]
}

/** A register as a table, its head first. */
export function registerRows(
  locale: Locale,
  kind: 'processing' | 'transfers',
  register: Register,
): string[][] {
  return kind === 'processing' ? processingRows(locale, register) : transferRows(locale, register)
}

function processingRows(locale: Locale, { processing, ownPurposes }: Register) {
  const { columns } = messages[locale].staffDataMap
  const words = messages[locale].dataMap
  const names = [
    'record',
    'source',
    'table',
    'category',
    'fields',
    'purpose',
    'basis',
    'recipients',
    'countries',
    'retention',
    'law',
    'months',
    'erase',
    'supports',
  ] as const
  const head = names.map((name) => columns[name])
  const rows = processing.map((entry) => {
    const { item, keeping } = entry
    const facts = entryFacts(locale, entry)
    return [
      itemTitle(locale, item),
      sourceTitle(locale, item.source, item.system?.title),
      item.table,
      words.categories[item.category],
      item.fields.map((field) => fieldTitle(locale, field)).join(', '),
      purposeTitle(locale, item.purpose, ownPurposes),
      words.bases[item.basis],
      facts.recipients,
      facts.countries,
      facts.retention,
      keeping?.law[locale] ??
        (item.erase.how === 'keep' ? translator(locale, 'staffDataMap')('notStated') : ''),
      keeping ? String(keeping.months) : '',
      words.erase[item.erase.how],
      supportWords(locale, entry).slice(0, -1).join(', '),
    ]
  })
  return [head, ...rows]
}

function transferRows(locale: Locale, register: Register) {
  const { transfers, operator, notStated, ownPurposes } = register
  const t = translator(locale, 'staffDataMap')
  const { columns } = messages[locale].staffDataMap
  const words = messages[locale].dataMap
  const term = operator.consentTermMonths === undefined ? '' : String(operator.consentTermMonths)
  const published = (purpose: string) => publishedText(locale, register, purpose)
  const names = [
    'recipient',
    'country',
    'abroad',
    'channel',
    'purpose',
    'basis',
    'records',
    'term',
    'published',
  ] as const
  const head = names.map((name) => columns[name])
  const rows = transfers.map(({ recipient, country, abroad, channel, purpose, items, bases }) => [
    recipient[locale],
    countryNames(locale, [country]),
    abroad ? t('yes') : t('no'),
    channel ? messages[locale].choices.channels[channel] : '',
    purposeTitle(locale, purpose, ownPurposes),
    bases.map((basis) => words.bases[basis]).join('; '),
    items.map((item) => itemTitle(locale, item)).join(', '),
    term,
    published(purpose),
  ])
  const missing = notStated.map((purpose) => [
    t('notStated'),
    '',
    '',
    '',
    purposeTitle(locale, purpose, ownPurposes),
    '',
    '',
    term,
    published(purpose),
  ])
  return [head, ...rows, ...missing]
}

/** Whether data of a purpose is published, as the operator says it. */
export function publishedText(
  locale: Locale,
  { operator, ownPurposes }: Pick<Register, 'operator' | 'ownPurposes'>,
  purpose: string,
) {
  const t = translator(locale, 'staffDataMap')
  const own = ownPurposes.find((one) => one.purpose === purpose)?.facts
  const set: Partial<Record<string, { published: false | Record<Locale, string> }>> = operator.processing
  const facts = own ?? set[purpose]
  return facts ? (facts.published ? facts.published[locale] : t('no')) : t('notStated')
}

/** The same for programs: codes, and the operator's texts in every language. */
export function registerJson(kind: 'processing' | 'transfers', register: Register) {
  const { name, bin, address, responsiblePerson, sample, consentTermMonths } = register.operator
  const operator = { name, bin, address, responsiblePerson, sample }
  if (kind === 'transfers')
    return {
      operator,
      consentTermMonths: consentTermMonths ?? null,
      notStated: register.notStated,
      transfers: register.transfers.map(({ items, ...transfer }) => ({
        ...transfer,
        records: items.map(({ id }) => id),
      })),
    }
  return {
    operator,
    processing: register.processing.map(({ item, ...facts }) => ({
      record: item.id,
      source: item.source,
      table: item.table,
      category: item.category,
      purpose: item.purpose,
      basis: item.basis,
      fields: item.fields.map(({ column }) => column),
      ...facts,
    })),
  }
}
