import type { channelCodes } from './consent-codes.ts'
import type { dataCategories } from './fulfilment-codes.ts'

type InLanguages = Record<'kk' | 'ru' | 'en', string>

/**
 * The purposes of the W3C Data Privacy Vocabulary 2.3 among which the operator chooses the one that is nearest to a new purpose.
 * `Purpose` is every purpose.
 */
export const dpvPurposeTypes = [
  'Purpose',
  'AcademicResearch',
  'ResearchAndDevelopment',
  'Personalisation',
  'Marketing',
  'ServiceProvision',
  'PublicBenefit',
] as const

/** The data that a purpose of the operator can need: the parts of the policy's clause on collected data. */
export const purposeDataCategories = [
  'registration',
  'learning',
  'technical',
] as const satisfies readonly (typeof dataCategories)[number][]

/** What the law wants said of a purpose beside its words (Art. 8(4)(3)-(7) of Law 94-V), and what programs read of it. */
export type PurposeFacts = {
  recipients: { name: InLanguages; country: string; channel?: (typeof channelCodes)[number] | undefined }[]
  storage: string[]
  published: false | InLanguages
  retention: InLanguages
  categories: (typeof purposeDataCategories)[number][]
  dpvType: (typeof dpvPurposeTypes)[number]
}
