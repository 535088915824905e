import { purposeCodes } from '#db/schema/consent-codes.ts'
import firstEn from '#db/seed/policy/version-1/en.json' with { type: 'json' }
import firstKk from '#db/seed/policy/version-1/kk.json' with { type: 'json' }
import firstRu from '#db/seed/policy/version-1/ru.json' with { type: 'json' }
import en from '#db/seed/policy/version-2/en.json' with { type: 'json' }
import kk from '#db/seed/policy/version-2/kk.json' with { type: 'json' }
import ru from '#db/seed/policy/version-2/ru.json' with { type: 'json' }
import { type Locale, locales } from '#domain/access/locale.ts'
import type { Operator } from '../operator/operator.ts'
import { type DraftItem, type ItemText, partItem } from '../rules/draft.ts'

/** What only the pages know: how a language calls purposes and countries. */
export type ProposalNames = {
  purposes: Record<Locale, Record<string, string>>
  countries: (locale: Locale, codes: readonly string[]) => string
}

type Proposed = { title?: string; body: string; why: string }
const seeds = { kk, ru, en }
const first = { kk: firstKk, ru: firstRu, en: firstEn }
const clausesIn = (locale: Locale): Record<string, Proposed> => seeds[locale].clauses
/** Titles of the first version, for a document in force that does not have the part or the clause. */
const partTitle = (locale: Locale, id: string): string =>
  (seeds[locale].parts as Record<string, string>)[id] ??
  first[locale].parts.find((part) => part.id === id)?.title ??
  ''
const clauseTitle = (locale: Locale, id: string): string =>
  first[locale].parts.flatMap(({ clauses }) => clauses).find((clause) => clause.id === id)?.title ?? ''

export const proposedSummary: Record<Locale, string> = {
  kk: kk.summary,
  ru: ru.summary,
  en: en.summary,
}

/** Why the proposed version says something else than the first one, by clause; null where it does not. */
export function whyProposed(locale: Locale, item: string): string | null {
  return clausesIn(locale)[item]?.why ?? null
}

/**
 * The words in force made lawful: clauses that say too little or too much have other words, missing ones are added at the end
 * of their part. What only the operator knows comes from the settings; a sentence whose facts are not set is left out.
 */
export function proposedItems(
  inForce: readonly DraftItem[],
  { operator, names }: { operator: Operator; names: ProposalNames },
): DraftItem[] {
  const facts = Object.fromEntries(
    locales.map((locale) => [locale, operatorFacts(locale, operator, names)]),
  ) as Record<Locale, Record<string, string>>
  const result = [...inForce]
  for (const item of Object.keys(ru.clauses)) {
    const at = result.findIndex((one) => one.item === item)
    const texts = inAll((locale): ItemText => {
      const proposed = clausesIn(locale)[item]
      return {
        title: proposed?.title ?? result[at]?.texts[locale].title ?? clauseTitle(locale, item),
        body: filled(proposed?.body ?? '', facts[locale]),
      }
    })
    if (at >= 0) result[at] = { item, texts }
    else result.splice(placeIn(result, item), 0, { item, texts })
  }
  return result
}

/** Behind the last clause of the part, which is added where it is missing. */
function placeIn(items: DraftItem[], item: string): number {
  const partId = item.slice(0, item.indexOf('.'))
  const part = partItem(partId)
  if (!items.some((one) => one.item === part))
    items.push({ item: part, texts: inAll((locale) => ({ title: partTitle(locale, partId), body: '' })) })
  const start = items.findIndex((one) => one.item === part)
  const next = items.findIndex((one, at) => at > start && one.item.startsWith('part:'))
  return next === -1 ? items.length : next
}

const inAll = (read: (locale: Locale) => ItemText) =>
  Object.fromEntries(locales.map((locale) => [locale, read(locale)])) as Record<Locale, ItemText>

/** Without the places that have no value, and without the empty lines that they leave. */
function filled(body: string, facts: Record<string, string>): string {
  return body
    .replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n')
}

function operatorFacts(locale: Locale, operator: Operator, names: ProposalNames): Record<string, string> {
  const { sentences } = seeds[locale]
  const { name, bin, address, responsiblePerson, email, phone, complaint } = operator
  const known = purposeCodes.flatMap((code) => {
    const processing = operator.processing[code]
    return processing ? [{ code, ...processing }] : []
  })
  // "Nobody receives data" can be said only where the settings describe every purpose.
  const isWhole = known.length === purposeCodes.length
  const list = (texts: readonly string[]) => [...new Set(texts)].join('; ')
  const country = (codes: readonly string[]) => names.countries(locale, codes)
  const recipients = list(
    known.flatMap((one) => one.recipients.map((to) => `${to.name[locale]} (${country([to.country])})`)),
  )
  const places = [
    ...new Set(known.flatMap((one) => [...one.storage, ...one.recipients.map((to) => to.country)])),
  ]
  const abroad = places.filter((code) => code !== 'KZ')
  const published = list(known.flatMap((one) => (one.published === false ? [] : [one.published[locale]])))
  const either = (found: string, some: string, none: string) =>
    found !== '' ? some.replace('{list}', found) : isWhole ? none : ''
  return {
    name: name[locale],
    bin,
    address: address[locale],
    responsiblePerson: responsiblePerson[locale],
    email,
    phone,
    recipients: either(recipients, sentences.recipients, sentences.noRecipients),
    abroad: either(abroad.length > 0 ? country(abroad) : '', sentences.abroad, sentences.notAbroad),
    published: either(published, sentences.published, sentences.notPublished),
    retention: known
      .map(({ code, retention }) =>
        filled(sentences.retention, {
          purpose: names.purposes[locale][code] ?? code,
          term: retention[locale],
        }),
      )
      .join('\n'),
    stored:
      isWhole && known.every(({ storage }) => storage.every((code) => code === 'KZ')) ? sentences.stored : '',
    complaint: complaint
      ? filled(sentences.complaint, {
          authority: complaint.authority[locale],
          address: complaint.address[locale],
          site: complaint.site,
          eOtinish: complaint.eOtinish,
          court: complaint.court[locale],
        })
      : '',
  }
}
