import { builtInCatalogue, choiceName, recordableChoices } from '#domain/consent/rules/catalogue.ts'

/** The header of the file, as `--help` tells it and docs/operations.md repeats it. */
export const headerHelp = `
The first line names the columns, in any order; only external_id is required. CSV in UTF-8 or UTF-16; cells are parted
by commas, semicolons or tabs. A cell that cannot be read costs a warning; the rest of its row is imported.
  external_id       the id by which the learning platform knows the person
  email, full_name, phone
  language          kk, ru or en
  registered_at     since when the platform has known the person
  choices_given_at  when the choices of this row were made
  choices_language  the language of the words that were agreed to, where it is not that of the person
and for existing consents one column for each choice, holding granted, withdrawn or nothing (not known):
${recordableChoices(builtInCatalogue)
  .map((key) => `  ${choiceName(key)}`)
  .join('\n')}
  CHOICE given_at   when this one choice was made, where it differs: "analytics given_at"
and the same for each topic that the operator has added: communication/CODE/email, /sms, /push
Moments: 2023-05-01, 2023-05-01T13:45:00Z, 2023-05-01 13:45:00+06, 01.05.2023 13:45; without a zone the time of Almaty.
An empty cell, like a missing column, leaves what the portal holds as it is.

--words FILE.json: the words that people agreed to, by language, then by purpose or topic:
  { "ru": { "communication/new-materials": "Согласен получать ...", "analytics": "..." } }
`
