import { purposeCodes } from '#db/schema/consent-codes.ts'
import type { ProposalNames } from '#domain/policy/drafts/proposed-texts.ts'
import { countryNames } from '#i18n/countries.ts'
import { type Locale, locales } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

/** What the three languages call purposes and countries. */
export function proposalNames(): ProposalNames {
  const purposes = locales.map((locale) => {
    const t = translator(locale, 'purposes')
    return [locale, Object.fromEntries(purposeCodes.map((code) => [code, t(`${code}.title`)]))]
  })
  return {
    purposes: Object.fromEntries(purposes) as Record<Locale, Record<string, string>>,
    countries: countryNames,
  }
}
