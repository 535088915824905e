import { type Catalogue, type ChoiceKey, choiceName, recordableChoices } from '../rules/catalogue.ts'

/** Columns about the person. Only the first is required; a missing column leaves the stored value unchanged. */
export const personColumns = [
  'external_id',
  'email',
  'full_name',
  'phone',
  'language',
  'registered_at',
  'choices_given_at',
  'choices_language',
] as const
export type PersonColumn = (typeof personColumns)[number]

/** Extra columns of the file of rejected rows; ignored, so that a corrected file can be imported directly. */
export const rejectedColumns = [
  'rejected_line',
  'rejected_column',
  'rejected_code',
  'rejected_reason',
] as const

export type ChoiceColumn = { key: ChoiceKey; name: string; at: number; givenAt?: number }
export type Columns = {
  names: readonly string[]
  person: Partial<Record<PersonColumn, number>>
  choices: readonly ChoiceColumn[]
}
export type HeaderFault = { code: 'unknown-column' | 'repeated-column' | 'missing-column'; column: string }

const GIVEN_AT = ' given_at'

/**
 * The position of each column, by the header line; names are case-insensitive. `CHOICE given_at` dates one choice. Columns
 * without a name are empty ones that a spreadsheet has left.
 */
export function readColumns(header: readonly string[], catalogue: Catalogue): Columns | HeaderFault {
  const choiceNames = new Map(recordableChoices(catalogue).map((key) => [choiceName(key), key]))
  const names = header.map((cell) => cell.trim().toLowerCase())
  const repeated = names.find((name, at) => name !== '' && names.indexOf(name) !== at)
  if (repeated !== undefined) return { code: 'repeated-column', column: repeated }
  const known = new Set<string>([...personColumns, ...rejectedColumns])
  const choices: ChoiceColumn[] = []
  for (const [at, name] of names.entries()) {
    if (name === '' || known.has(name)) continue
    const key = choiceNames.get(name)
    if (key) {
      const givenAt = names.indexOf(name + GIVEN_AT)
      choices.push({ key, name, at, ...(givenAt !== -1 && { givenAt }) })
    } else if (!name.endsWith(GIVEN_AT) || !names.includes(name.slice(0, -GIVEN_AT.length)))
      return { code: 'unknown-column', column: header[at] ?? '' }
  }
  const person = Object.fromEntries(
    personColumns.flatMap((name) => (names.includes(name) ? [[name, names.indexOf(name)]] : [])),
  )
  if (person.external_id === undefined) return { code: 'missing-column', column: 'external_id' }
  const undated = choices.find(({ givenAt }) => givenAt === undefined)
  if (undated && person.choices_given_at === undefined)
    return { code: 'missing-column', column: `choices_given_at, or ${undated.name}${GIVEN_AT}` }
  return { names, person, choices }
}
