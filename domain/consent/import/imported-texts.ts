import { and, eq, min } from 'drizzle-orm'
import { z } from 'zod'
import { consentText } from '#db/schema/consent.ts'
import { isUniqueViolation } from '#db/unique-violation.ts'
import type { Context } from '#domain/access/context.ts'
import { type Locale, locales } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { type ChoiceKey, choiceName, recordableChoices } from '../rules/catalogue.ts'
import { type ConsentText, consentTextHash, textResource } from '../texts/consent-texts.ts'
import type { WordsFor } from './import-row.ts'

/** `communication/new-materials`, `analytics`: a text belongs to a purpose or a topic, whatever the channel. */
const topicName = ({ purpose, topic }: ChoiceKey) => choiceName({ purpose, topic, channel: '' })
const topicNames = [...new Set(recordableChoices.map(topicName))]

/** By language, then by purpose or topic: the text that people agreed to before this portal. */
export const importedTextsSchema = z.partialRecord(
  z.enum(locales),
  z.partialRecord(z.enum(topicNames as [string, ...string[]]), z.string().trim().min(1).max(20_000)),
)
export type ImportedText = z.infer<typeof importedTextsSchema>

type Entry = { shown: ConsentText; locale: Locale; sha256: Buffer }

/** An event must cite a text: when none was kept, it cites this one, which says so. */
export const notKept: ConsentText['words'] = { source: 'import', kept: 'no' }

/** The texts of an import. `null`: none were kept. */
export function importedText(given: ImportedText | null): { entries: Entry[]; wordsFor: WordsFor } {
  const entries = locales.flatMap((locale) =>
    topicNames.flatMap((name) => {
      const key = recordableChoices.find((one) => topicName(one) === name)
      const text = given?.[locale]?.[name]
      if (!key || (given && text === undefined)) return []
      const words = text === undefined ? notKept : { source: 'import', text: text.normalize('NFC') }
      const shown = { purpose: key.purpose, topic: key.topic, words }
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
      return one && { sha256: one.sha256.toString('hex'), locale: one.locale }
    },
  }
}

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
        const { purpose, topic, words } = shown
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
        await tx
          .insert(consentText)
          .values({ purpose, topic, locale, version, words, sha256, firstShownAt: ctx.clock.now() })
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
