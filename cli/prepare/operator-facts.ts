import type { Processing } from '#domain/policy/operator/operator.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

/** Data that leaves it is a cross-border transfer (Art. 16 of Law 94-V). */
const home = 'KZ'

/**
 * What the operator's settings say about a purpose: sentences for people, and the same for programs (`thirdParties`,
 * `abroad`, `published`, `storage`). All of it is part of the consent text and its hash, so that a receipt never says more
 * than was shown.
 */
export function operatorFacts(locale: Locale, facts: Processing): Record<string, string> {
  const t = translator(locale, 'purposes')
  const { recipients, storage, published, retention } = facts
  const countryName = new Intl.DisplayNames(locale, { type: 'region' })
  const countries = (codes: readonly string[]) => codes.map((code) => countryName.of(code) ?? code).join(', ')
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
