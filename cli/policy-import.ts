import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { basename, resolve } from 'node:path'
import { contextFor } from '#domain/access/context.ts'
import { locales } from '#domain/access/locale.ts'
import { type ImportRefusal, type ImportResult, importPolicy } from '#domain/policy/import/import-draft.ts'
import { defaultLocale } from '#i18n/locales.ts'
import { DocumentUnreadable } from '#platform/documents/document-block.ts'
import { maxFileBytes, readDocument } from '#platform/documents/read-document.ts'
import { isLocalDate } from '#platform/time/local-date.ts'
import { type Command, CommandFailed, WrongUse } from './command.ts'

export const policyImport: Command = {
  name: 'policy import',
  summary: 'reads the policy that you had before into a draft, in one language; publishes nothing',
  takes: ['file'],
  options: [
    { flags: '--locale <locale>', summary: 'kk, ru or en: the language of the file', required: true },
    { flags: '--date <date>', summary: 'when the document was last updated, 2025-01-15; else its date line' },
    { flags: '--encoding <name>', summary: 'windows-1251, for a text that is not UTF-8' },
    { flags: '--replace', summary: 'throw the open draft away' },
    { flags: '--dry-run', summary: 'only read the file and say what was found' },
  ],
  help: `
The file is plain text, Markdown (.md) or a Word document (.docx). In plain text the first line is the title, a line with
a date says when it was updated, and a heading is a short line without a full stop: two headings in a row are a part and
its first clause. Numbers before headings are left out, because the page numbers them itself. Import each language in turn:
the second one joins the draft of the first. Read, complete and publish the draft at /staff/policy.`,
  async run({ options, open }) {
    const locale = locales.find((one) => one === options.locale)
    if (!locale) throw new WrongUse(`--locale: one of ${locales.join(', ')}`)
    const { date, encoding } = options
    if (date !== undefined && !isLocalDate(date)) throw new WrongUse('--date: a day as 2025-01-15')
    if (encoding !== undefined && encoding !== 'windows-1251')
      throw new WrongUse('--encoding: windows-1251, or leave it out')
    const path = resolve(process.env.INIT_CWD ?? process.cwd(), options.file ?? '')
    const found = await stat(path).catch(() => null)
    if (!found?.isFile()) throw new WrongUse(`${options.file}: no such file`)
    if (found.size > maxFileBytes) throw new CommandFailed(`${options.file}: too large for a policy`)
    const bytes = await readFile(path)
    const name = basename(path)
    const blocks = await readDocument(bytes, { name, encoding }).catch((error: unknown) => {
      throw error instanceof DocumentUnreadable ? new CommandFailed(`${name}: ${error.message}`) : error
    })
    const services = open()
    try {
      const actor = { kind: 'system', task: `policy import by ${userInfo().username}` } as const
      const onlyTry = options.dryRun !== undefined
      const result = await importPolicy(contextFor(services, { actor, locale: defaultLocale }), {
        locale,
        blocks,
        file: { name, sha256: createHash('sha256').update(bytes).digest('hex') },
        date,
        replace: options.replace !== undefined,
        onlyTry,
      })
      if (result.status === 'refused') throw new CommandFailed(reasons[result.code])
      const { version, parsed, missing } = result
      return {
        json: { version, locale, ...parsed, date: result.date, missing, dryRun: onlyTry },
        lines: linesOf(result, onlyTry),
      }
    } finally {
      await services.database.close()
    }
  },
}

const reasons: Record<ImportRefusal['code'], string> = {
  'draft-open': 'a version is being written at /staff/policy; to throw it away add --replace',
  'not-a-draft': 'a version is proposed or waits for its date: take it back at /staff/policy first',
  'no-clauses': 'no headings were found: a heading is a short line without a full stop',
  'no-date': 'the file does not say when it was last updated: add --date',
  'date-future': 'the date of the document has not come yet',
  'other-date': 'the language that was imported before has another date; say --date, or --replace',
}

function linesOf({ version, date, parsed, missing }: ImportResult, tried: boolean): string[] {
  const list = (heading: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', heading, ...lines.map((line) => `  ${line}`)]
  const cut = (text: string) => (text.length > 90 ? `${text.slice(0, 89)}\u2026` : text)
  const pieces = parsed.parts.flatMap((part) => [
    `${part.id}${part.isKnown ? '' : ' (new)'}  ${cut(part.title)}`,
    ...part.clauses.map(({ id, isKnown, title }) => `  ${id}${isKnown ? '' : ' (new)'}  ${cut(title)}`),
  ])
  const clauses = parsed.parts.reduce((sum, part) => sum + part.clauses.length, 0)
  return [
    `${parsed.title || 'no title'}, last updated ${date}: ${parsed.parts.length} parts, ${clauses} clauses`,
    ...list('Parts and clauses:', pieces),
    ...list(
      'Without a place, kept beside the draft:',
      parsed.unplaced.map(({ line, text }) => `line ${line}: ${cut(text)}`),
    ),
    ...list(
      'Without a heading of their own, put under that of their part:',
      parsed.guesses.map(({ line, text }) => `line ${line}: ${cut(text)}`),
    ),
    ...list('In the version in force and not in the file:', missing),
    '',
    tried
      ? 'Nothing was written.'
      : `Version ${version} is a draft at /staff/policy. Nothing is published. Other languages have our wording until you import or edit them.`,
  ]
}
