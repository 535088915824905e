import type { SubprocessorEntry } from '#domain/assurance/subprocessors/read-subprocessors.ts'
import type { EntryValues } from './entry-form.tsx'

/** What the form of a new one begins with. */
export const blankValues = (today: string): EntryValues => ({
  subprocessorId: '',
  effectiveOn: today,
  since: today,
  categories: '',
  nameKk: '',
  nameRu: '',
  nameEn: '',
  serviceKk: '',
  serviceRu: '',
  serviceEn: '',
  country: 'KZ',
  transferBasis: 'home',
  agreementName: '',
  agreementSha256: '',
  agreementOn: '',
  agreementEndsOn: '',
})

/** The last entry, to be changed from today on. */
export const valuesOf = (entry: SubprocessorEntry, today: string): EntryValues => ({
  subprocessorId: entry.subprocessorId,
  effectiveOn: today,
  nameKk: entry.name.kk,
  nameRu: entry.name.ru,
  nameEn: entry.name.en,
  serviceKk: entry.service.kk,
  serviceRu: entry.service.ru,
  serviceEn: entry.service.en,
  country: entry.country,
  transferBasis: entry.transferBasis,
  categories: entry.categories.join(','),
  since: entry.since,
  agreementName: entry.agreementName ?? '',
  agreementSha256: entry.agreement?.sha256 ?? '',
  agreementOn: entry.agreement?.signedOn ?? '',
  agreementEndsOn: entry.agreement?.endsOn ?? '',
})
