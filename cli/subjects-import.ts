import { stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { type Context, contextFor } from '#domain/access/context.ts'
import { recordImportRun } from '#domain/consent/import/import-people.ts'
import {
  type ImportedTerms,
  importedText,
  oneTerm,
  readImportedTerms,
  saveImportedTexts,
} from '#domain/consent/import/imported-texts.ts'
import type { Catalogue } from '#domain/consent/rules/catalogue.ts'
import { readCatalogue } from '#domain/consent/texts/read-catalogue.ts'
import { defaultLocale } from '#i18n/locales.ts'
import { readEnvironment } from '#platform/env.ts'
import { openServices, type Services } from '#platform/services.ts'
import { type Command, CommandFailed, WrongUse } from './command.ts'
import { headerHelp } from './subjects-import/header-help.ts'
import { type ImportCounts, importFile } from './subjects-import/import-file.ts'
import { duration, openProgress } from './subjects-import/progress.ts'
import { type Encoding, encodings, openSourceFile } from './subjects-import/source-file.ts'
import { checkWords, readWordsFile } from './subjects-import/words-file.ts'

/** For one batch, on a machine that does much else. */
const deadlineMs = 60_000

export const subjectsImport: Command = {
  name: 'subjects import',
  summary: 'brings people and the consents that they gave elsewhere in from a CSV file; safe to repeat',
  takes: ['file'],
  options: [
    { flags: '--words <file>', summary: 'JSON: the words that people agreed to' },
    { flags: '--words-not-kept', summary: 'nobody kept the words; the record of each consent says so' },
    {
      flags: '--term <months>',
      summary: 'how long imported consents last from their date: months, or none; else as the purpose says',
    },
    { flags: '--encoding <name>', summary: `of the file: ${encodings.join(', ')}; else found out` },
    { flags: '--rejected <file>', summary: 'where rows go that cannot be taken; else FILE.rejected.csv' },
    { flags: '--dry-run', summary: 'only check, write nothing to the database' },
  ],
  help: headerHelp,
  async run({ options, open }) {
    const path = typedPath(options.file ?? '')
    const beside = (what: string) => typedPath(`${options.file?.replace(/\.csv$/i, '')}.${what}.csv`)
    const rejectedPath = options.rejected ? typedPath(options.rejected) : beside('rejected')
    if (rejectedPath === path) throw new WrongUse('--rejected: is the file itself')
    if (options.words && options.wordsNotKept) throw new WrongUse('--words and --words-not-kept: one of them')
    const onlyTry = options.dryRun !== undefined
    const file = await stat(path).catch(() => null)
    if (!file?.isFile()) throw new WrongUse(`${options.file}: no such file`)
    const given = options.words ? 'file' : options.wordsNotKept ? 'not-kept' : undefined
    const source = await openSourceFile(path, readEncoding(options.encoding))

    const began = performance.now()
    const services = open({ deadlineMs })
    const ctx = asOperator(services)
    const counts: ImportCounts = {
      rows: 0,
      rejected: 0,
      rejectedFile: null,
      warnings: 0,
      warningsFile: null,
      olderFile: null,
      people: { created: 0, changed: 0, unchanged: 0 },
      choices: { recorded: 0, unchanged: 0, older: 0, ended: 0 },
    }
    try {
      const catalogue = await readCatalogue(ctx)
      const typedTerm = readTerm(options.term, catalogue)
      const agreed = options.words ? await readWordsFile(typedPath(options.words), catalogue) : null
      const words = importedText(agreed, catalogue, typedTerm ?? (await readImportedTerms(ctx)))
      await importFile(
        ctx,
        {
          source,
          rejectedPath,
          warningsPath: beside('warnings'),
          olderPath: beside('older'),
          wordsFor: words.wordsFor,
          onlyTry,
          progress: openProgress(file.size),
          onColumns: async (columns) => {
            checkWords(columns, given, words.wordsFor)
            if (columns.choices.length > 0 && !onlyTry) await keepAsOwner(words.entries)
          },
        },
        counts,
        onlyTry
          ? async () => {}
          : (sha256, end) => recordImportRun(ctx, { sha256, end, counts: flat(counts) }),
      )
      const seconds = Math.round((performance.now() - began) / 100) / 10
      return {
        failed: counts.rejected > 0 || counts.warnings > 0 || counts.choices.older > 0,
        json: { ...counts, encoding: source.encoding, sha256: source.sha256, seconds, dryRun: onlyTry },
        lines: linesOf(counts, source.encoding, seconds, onlyTry),
      }
    } finally {
      await services.database.close()
    }
  },
}

/** Relative to the folder in which npm was called. */
const typedPath = (typed: string) => resolve(process.env.INIT_CWD ?? process.cwd(), typed)

function asOperator(services: Services): Context {
  const actor = { kind: 'system', task: `subjects import by ${userInfo().username}` } as const
  return contextFor(services, { actor, locale: defaultLocale })
}

/** Words are written by the role that owns the tables, as those of the portal are. */
async function keepAsOwner(entries: Parameters<typeof saveImportedTexts>[1]) {
  const env = readEnvironment(process.env)
  if (!env.DATABASE_OWNER_URL)
    throw new CommandFailed('DATABASE_OWNER_URL: needed to keep the words that people agreed to')
  const owner = openServices({ ...env, DATABASE_URL: env.DATABASE_OWNER_URL }, 'cli')
  try {
    await saveImportedTexts(asOperator(owner), entries)
  } finally {
    await owner.database.close()
  }
}

/** Null: as the purpose says. */
function readTerm(typed: string | undefined, catalogue: Catalogue): ImportedTerms | null {
  if (typed === undefined) return null
  if (typed === 'none') return new Map()
  if (/^[1-9]\d{0,2}$/.test(typed)) return oneTerm(Number(typed), catalogue)
  throw new WrongUse('--term: months, from 1 to 999, or none')
}

function readEncoding(typed: string | undefined): Encoding | undefined {
  if (typed === undefined) return undefined
  const known = encodings.find((one) => one === typed.toLowerCase())
  if (!known) throw new WrongUse(`--encoding: one of ${encodings.join(', ')}`)
  return known
}

const flat = ({ rows, rejected, warnings, people, choices }: ImportCounts) => ({
  rows,
  rejected,
  warnings,
  ...people,
  'choices-recorded': choices.recorded,
  'choices-unchanged': choices.unchanged,
  'choices-older': choices.older,
  'choices-ended': choices.ended,
})

function linesOf(
  { rows, rejected, rejectedFile, warnings, warningsFile, olderFile, people, choices }: ImportCounts,
  encoding: string,
  seconds: number,
  tried: boolean,
) {
  return [
    `${rows} rows${encoding === 'utf-8' ? '' : ` of ${encoding}`} in ${duration(seconds)}${tried ? '; nothing was written to the database' : ''}`,
    `people   ${people.created} created, ${people.changed} changed, ${people.unchanged} unchanged`,
    `choices  ${choices.recorded} recorded, ${choices.unchanged} unchanged, ${choices.older} older than what is held here${olderFile ? `, in ${olderFile}` : ''}`,
    ...(choices.ended > 0
      ? [`ended    ${choices.ended} of the recorded: their term is over, or the policy has changed since`]
      : []),
    warningsFile ? `warnings ${warnings} rows without some cells, in ${warningsFile}` : 'warnings 0',
    rejectedFile ? `rejected ${rejected}, in ${rejectedFile}` : 'rejected 0',
  ]
}
