import { BackupError } from './backup-error.ts'

export type TargetCountry = {
  /** Where the folder of the backups is, two letters; undefined if the settings do not say. */
  country: string | undefined
  allowed: readonly string[]
}

/** The country of the target. Throws `BackupError`. Law 94-V, Art. 12: personal data is stored in a database in Kazakhstan. */
export function requireCountry({ country, allowed }: TargetCountry): string {
  if (country === undefined) throw new BackupError('country-unknown', 'backup')
  if (!allowed.includes(country)) throw new BackupError('country-not-allowed', country)
  return country
}
