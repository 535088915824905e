import type { PurposeFacts } from '#db/schema/purpose-codes.ts'
import { countryNames } from './countries.ts'
import type { Locale } from './locales.ts'
import { messages } from './messages.ts'
import { translator } from './translator.ts'

/** Data that leaves it is a cross-border transfer (Art. 16 of Law 94-V). */
const home = 'KZ'

type Processing = Pick<PurposeFacts, 'recipients' | 'storage' | 'published' | 'retention'>

/**
 * What the operator says about a purpose: sentences for people, and the same for programs (`thirdParties`, `abroad`, `published`,
 * `storage`). All of it is part of the consent text and its hash, so that a receipt never says more than was shown.
 */
export function operatorFacts(locale: Locale, facts: Processing): Record<string, string> {
  const t = translator(locale, 'purposes')
  const { recipients, storage, published, retention } = facts
  const countries = (codes: readonly string[]) => countryNames(locale, codes)
  const abroad = [...new Set([...storage, ...recipients.map(({ country }) => country)])].filter(
    (country) => country !== home,
  )
  const named = recipients.map(({ name, country, channel }) => {
    const recipient = t('shared.recipient', { name: name[locale], country: countries([country]) })
    return channel ? `${t(`shared.channels.${channel}`)}: ${recipient}` : recipient
  })
  return {
    recipients: named.length > 0 ? `${named.join('; ')}.` : t('shared.noRecipients'),
    crossBorder:
      abroad.length > 0
        ? t('shared.abroad', { countries: countries(abroad), storage: countries(storage) })
        : t('shared.crossBorder'),
    publication: published ? published[locale] : t('shared.publication'),
    retention: retention[locale],
    thirdParties: recipients.map(({ name, country }) => `${name[locale]} (${country})`).join('; ') || 'no',
    abroad: abroad.join(' ') || 'no',
    published: published ? 'yes' : 'no',
    storage: storage.join(' '),
  }
}

/** What is said alike of every purpose with a switch: how long a consent lasts, and how it is withdrawn. */
export function switchWords(locale: Locale, termMonths: number | undefined): Record<string, string> {
  const t = translator(locale, 'purposes')
  return {
    ...(termMonths ? { term: t('shared.termMonths', { months: termMonths }) } : {}),
    withdrawal: messages[locale].purposes.shared.withdrawal.switch,
  }
}

export type PurposeBase = { words: Record<string, string>; termMonths?: number }

/**
 * What the text of a purpose of the operator says beside their own words. The last two are for programs and for receipts, which
 * must always say the same.
 */
export function purposeBase(
  locale: Locale,
  facts: PurposeFacts,
  termMonths: number | undefined,
): PurposeBase {
  const { dpvType, categories } = facts
  return {
    words: {
      term: messages[locale].purposes.analytics.term,
      ...switchWords(locale, termMonths),
      ...operatorFacts(locale, facts),
      dpvType,
      dataCategories: categories.join(' '),
    },
    ...(termMonths ? { termMonths } : {}),
  }
}
