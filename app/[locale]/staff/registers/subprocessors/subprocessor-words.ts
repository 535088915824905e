import type { State } from '#components/ui/state-mark.tsx'
import { transferBases } from '#db/schema/assurance-codes.ts'
import { dataCategories } from '#db/schema/fulfilment-codes.ts'
import type { SubprocessorEntry } from '#domain/assurance/subprocessors/read-subprocessors.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { translator } from '#i18n/translator.ts'

export const registerPath = (locale: Locale) => `/${locale}/staff/registers/subprocessors`

const tones: Record<SubprocessorEntry['agreementState'], State> = {
  none: 'broken',
  over: 'broken',
  soon: 'due',
  valid: 'kept',
}

/** How the agreement stands, in words. */
export function agreementWords(locale: Locale, { agreementState: state, agreement }: SubprocessorEntry) {
  const t = translator(locale, 'subprocessors')
  const day = agreement?.endsOn ? longDate(locale, agreement.endsOn) : ''
  return {
    tone: tones[state],
    word: t(`agreementStates.${state}`, { day }),
    detail: agreement ? t('signed', { day: longDate(locale, agreement.signedOn) }) : undefined,
  }
}

export const categoryWords = (locale: Locale, codes: readonly (typeof dataCategories)[number][]) =>
  codes.map((code) => translator(locale, 'subprocessors')(`categories.${code}`)).join(', ')

/** Texts of the form of an entry. */
export function entryTexts(locale: Locale) {
  const t = translator(locale, 'subprocessors')
  return {
    ...pickTexts(t, [
      ...(['form.effectiveOn', 'form.effectiveHint', 'form.nameKk', 'form.nameRu', 'form.nameEn'] as const),
      ...([
        'form.serviceKk',
        'form.serviceRu',
        'form.serviceEn',
        'form.country',
        'form.countryHint',
      ] as const),
      ...(['form.transferBasis', 'form.categories', 'form.since', 'form.agreementName'] as const),
      ...(['form.agreementHint', 'form.agreementSha256', 'form.sumHint', 'form.agreementOn'] as const),
      ...(['form.agreementEndsOn', 'form.endsHint', 'form.save', 'form.saving'] as const),
    ]),
    bases: transferBases.map((value) => ({ value, word: t(`bases.${value}`) })),
    all: dataCategories.map((value) => ({ value, word: t(`categories.${value}`) })),
  }
}

export const subprocessorErrors = (locale: Locale) => ({
  ...messages[locale].errors,
  ...messages[locale].staffErrors,
  ...messages[locale].subprocessors.errors,
})
