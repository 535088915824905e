import type { Locale } from '#domain/access/locale.ts'
import type { MapItem } from '../rules/data-map.ts'
import type { PackageTexts } from './package-view.ts'

/** A name that Windows, macOS and Linux take: without the characters that one of them refuses, and at most 80 characters. */
export const plainFileName = (name: string): string =>
  name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]/gu, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 80)
    .replace(/^[ .]+|[ .]+$/g, '') || '_'

/** The paths of each item: a folder for its category, and its title. A title that repeats gets a number. */
export function packagePaths(
  items: readonly MapItem[],
  locale: Locale,
  texts: PackageTexts,
): ReadonlyMap<string, { json: string; csv: string; schema: string }> {
  const used = new Set<string>()
  return new Map(
    items.map((item) => {
      const folder = plainFileName(texts.categoryTitle(locale, item.category))
      const title = plainFileName(texts.itemTitle(locale, item))
      let path = `${folder}/${title}`
      for (let n = 2; used.has(path.toLocaleLowerCase()); n++) path = `${folder}/${title} (${n})`
      used.add(path.toLocaleLowerCase())
      return [
        item.id,
        { json: `${path}.json`, csv: `${path}.csv`, schema: `schema/${item.id}.schema.json` },
      ] as const
    }),
  )
}
