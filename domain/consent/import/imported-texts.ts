import { and, eq, min } from 'drizzle-orm'
import { z } from 'zod'
import { consentText } from '#db/schema/consent.ts'
import { isUniqueViolation } from '#db/unique-violation.ts'
import type { Context } from '#domain/access/context.ts'
import { type Locale, locales } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import {
  type Catalogue,
  type ChoiceKey,
  choiceName,
  optionalChoices,
  recordableChoices,
} from '../rules/catalogue.ts'
import { type ConsentText, consentTextHash, readConsentTexts, textResource } from '../texts/consent-texts.ts'
import type { WordsFor } from './import-row.ts'

/** `communication/new-materials`, `analytics`: a text belongs to a purpose or a topic, whatever the channel. */
const topicName = ({ purpose, topic }: ChoiceKey) => choiceName({ purpose, topic, channel: '' })
const choicesByText = (catalogue: Catalogue) =>
  new Map(recordableChoices(catalogue).map((key) => [topicName(key), key]))

/** By language, then by purpose or topic: the text that people agreed to before this portal. */
export const importedTextsSchema = (catalogue: Catalogue) =>
  z.partialRecord(
    z.enum(locales),
    z.partialRecord(
      z.enum([...choicesByText(catalogue).keys()] as [string, ...string[]]),
      z.string().trim().min(1).max(20_000),
    ),
  )
export type ImportedText = z.infer<ReturnType<typeof importedTextsSchema>>

type Entry = { shown: ConsentText; locale: Locale; sha256: Buffer }

/** How long consents under imported texts last, in months by purpose or topic (`analytics`); absent: until withdrawn. */
export type ImportedTerms = ReadonlyMap<string, number>

/** An event must cite a text: when none was kept, it cites this one, which says so. */
export const notKept: ConsentText['words'] = { source: 'import', kept: 'no' }

/** The texts of an import. `null`: none were kept. Those of a term are other texts than those of another one. */
export function importedText(
  given: ImportedText | null,
  catalogue: Catalogue,
  terms: ImportedTerms = new Map(),
): { entries: Entry[]; wordsFor: WordsFor } {
  const entries = locales.flatMap((locale) =>
    [...choicesByText(catalogue)].flatMap(([name, key]) => {
      const text = given?.[locale]?.[name]
      if (given && text === undefined) return []
      const words = text === undefined ? notKept : { source: 'import', text: text.normalize('NFC') }
      const termMonths = terms.get(name)
      const shown = {
        purpose: key.purpose,
        topic: key.topic,
        words,
        ...(termMonths !== undefined && { termMonths }),
      }
      return [{ name, shown, locale, sha256: consentTextHash(shown, locale) }]
    }),
  )
  const byName = Map.groupBy(entries, ({ name }) => name)
  return {
    entries,
    wordsFor: (key, locale) => {
      const found = byName.get(topicName(key)) ?? []
      // People who were asked in one language only agreed in that one, whichever they read the portal in.
      const one = found.length === 1 ? found[0] : found.find((entry) => entry.locale === locale)
      if (!one) return undefined
      const { shown, sha256 } = one
      return { sha256: sha256.toString('hex'), locale: one.locale, termMonths: shown.termMonths ?? null }
    },
  }
}

/** The terms of the portal's own consents, which imported ones get as well (Art. 8(4)(3), 8(5) of Law 94-V). */
export async function readImportedTerms(ctx: Context): Promise<ImportedTerms> {
  const texts = await Promise.all(locales.map((locale) => readConsentTexts(ctx, locale)))
  return new Map(
    texts.flat().flatMap(({ purpose, topic, termMonths }) => {
      const name = choiceName({ purpose, topic, channel: '' })
      return termMonths === undefined ? [] : [[name, termMonths] as const]
    }),
  )
}

/** One term for every optional choice. */
export const oneTerm = (months: number, catalogue: Catalogue): ImportedTerms =>
  new Map(optionalChoices(catalogue).map((key) => [topicName(key), months]))

/**
 * Stores the texts that imported choices cite, once, under negative versions, so that they are never shown as
 * current. Only the owner's role may write texts.
 */
export async function saveImportedTexts(
  ctx: Context,
  entries: readonly Entry[],
  attempt = 1,
): Promise<number> {
  authorize(ctx.actor, 'subjects.import')
  try {
    return await ctx.transaction(async (tx) => {
      let kept = 0
      for (const { shown, locale, sha256 } of entries) {
        const { purpose, topic, words, termMonths } = shown
        const place = and(
          eq(consentText.purpose, purpose),
          eq(consentText.topic, topic),
          eq(consentText.locale, locale),
        )
        const [known] = await tx
          .select({ version: consentText.version })
          .from(consentText)
          .where(and(place, eq(consentText.sha256, sha256)))
          .limit(1)
        if (known) continue
        const [lowest] = await tx
          .select({ version: min(consentText.version) })
          .from(consentText)
          .where(place)
        const version = Math.min(lowest?.version ?? 0, 0) - 1
        const firstShownAt = ctx.clock.now()
        await tx
          .insert(consentText)
          .values({ purpose, topic, locale, version, words, sha256, termMonths, firstShownAt })
        const resource = textResource({ purpose, topic, locale, version })
        await append(tx, ctx.auditedAs, { action: 'consent-text.import', resource })
        kept += 1
      }
      return kept
    })
  } catch (error) {
    if (!isUniqueViolation(error) || attempt === 5) throw error
    return saveImportedTexts(ctx, entries, attempt + 1)
  }
}
