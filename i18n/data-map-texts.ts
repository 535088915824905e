import type { Locale } from './locales.ts'
import { messages } from './messages.ts'

type Titled = { title: Record<Locale, string> | null }
type Item = Titled & { table: string }
type Field = Titled & { column: string }

const own = (texts: Record<string, string>, key: string) => texts[key] ?? key

/** What an item of the data map is called: its own title, or for the portal's tables the one among the messages. */
export const itemTitle = (locale: Locale, { title, table }: Item): string =>
  title?.[locale] ?? own(messages[locale].dataMap.items, table.slice(table.lastIndexOf('.') + 1))

export const fieldTitle = (locale: Locale, { title, column }: Field): string =>
  title?.[locale] ?? own(messages[locale].dataMap.fields, column)

/** A source by its name; a system with a title of its own is shown under that, and without one under its name. */
export const sourceTitle = (locale: Locale, source: string, title?: Record<Locale, string>): string =>
  title?.[locale] ?? own(messages[locale].dataMap.sources, source)
