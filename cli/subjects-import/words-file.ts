import { readFile } from 'node:fs/promises'
import { locales } from '#domain/access/locale.ts'
import type { Columns } from '#domain/consent/import/import-columns.ts'
import type { WordsFor } from '#domain/consent/import/import-row.ts'
import { type ImportedText, importedTextsSchema } from '#domain/consent/import/imported-texts.ts'
import type { Catalogue } from '#domain/consent/rules/catalogue.ts'
import { WrongUse } from '../command.ts'

/** The file of `--words`. Throws `WrongUse`, one line that says where it is wrong. */
export async function readWordsFile(path: string, catalogue: Catalogue): Promise<ImportedText> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new WrongUse(`--words: ${path} cannot be read`)
  })
  const parsed = importedTextsSchema(catalogue).safeParse(jsonIn(text, path))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new WrongUse(`--words: ${path}: ${issue?.path.join(' › ') || 'file'}: ${issue?.message ?? 'wrong'}`)
}

function jsonIn(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    throw new WrongUse(`--words: ${path} is not JSON`)
  }
}

/** Before anything is written: a choice whose words are in no language would be refused in every row. */
export function checkWords({ choices }: Columns, given: 'file' | 'not-kept' | undefined, wordsFor: WordsFor) {
  if (choices.length === 0) return
  if (!given)
    throw new WrongUse(
      'the file has choices: --words FILE.json must say which words people agreed to, or --words-not-kept that nobody kept them',
    )
  const missing = choices.find(({ key }) => !locales.some((locale) => wordsFor(key, locale)))
  if (missing) throw new WrongUse(`--words: no words for ${missing.name}`)
}
