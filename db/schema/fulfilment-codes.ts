/** The three parts of the policy's clause on collected data, and the portal's own records. */
export const dataCategories = ['registration', 'learning', 'technical', 'portal'] as const
/** Why processing is lawful (Art. 7, 9, 24, 25 of Law 94-V). */
export const legalBases = ['consent', 'protection', 'proof-of-consent', 'rights-of-subjects'] as const
export const fieldKinds = ['text', 'number', 'yes-no', 'moment', 'date', 'json', 'file'] as const
export const sourceKinds = ['portal', 'postgresql', 'http'] as const
/** Why a source could not do what was asked. Nothing was changed. */
export const sourceFailures = [
  'unavailable',
  'refused',
  'not-configured',
  'not-supported',
  'unreadable',
  'stopped',
] as const
