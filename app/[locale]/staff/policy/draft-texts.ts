import type { ErrorWords } from '#components/form/action-state.ts'
import type { DraftItemRow } from '#domain/policy/drafts/draft-row.ts'
import { documentItem } from '#domain/policy/rules/draft.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { staffErrorTexts } from '../../../_server/texts/staff-texts.ts'

export const policyPath = (locale: Locale, more = '') => `/${locale}/staff/policy${more}`
export const editPath = (locale: Locale, item: string) => policyPath(locale, `/edit?item=${item}`)
/** The page of one purpose or topic, by its name: `analytics`, `communication/new-materials`. */
export const wordingPath = (locale: Locale, name: string) =>
  policyPath(locale, `/wording?of=${encodeURIComponent(name)}`)
export const signInPath = (locale: Locale, path = policyPath(locale)) =>
  `/${locale}/staff/sign-in?next=${encodeURIComponent(path)}`

/** Words of every code that a form about a draft can answer. */
export const draftErrors = (locale: Locale): ErrorWords => ({
  ...staffErrorTexts(locale),
  ...messages[locale].policyDraft.errors,
  ...messages[locale].policyDraft.faults,
})

/** What a piece is called: the title of a part or a clause, or that it is the beginning of the document. */
export const itemTitle = (locale: Locale, { item, texts }: Pick<DraftItemRow, 'item' | 'texts'>) =>
  item === documentItem ? translator(locale, 'policyDraft')('pieces.document') : texts[locale].title
