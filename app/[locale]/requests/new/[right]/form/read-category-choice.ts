import { dataCategories } from '#db/schema/fulfilment-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { countOwnData } from '#domain/fulfilment/own-data/count-own-data.ts'
import { itemTitle } from '#i18n/data-map-texts.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import type { CategoryChoice } from './category-field.tsx'

/** What a copy of the signed-in person's data would have today, category by category. */
export async function readCategoryChoice(ctx: Context, subjectId: string): Promise<CategoryChoice> {
  const { locale } = ctx
  const counts = await countOwnData(ctx, subjectId)
  const t = translator(locale, 'dataPackage')
  const { legend, hint, uncounted } = messages[locale].requestForm.categories
  const isCounted = counts.every(({ counted }) => ['done', 'unidentified'].includes(counted.status))
  const options = dataCategories.map((category) => {
    const held = counts.flatMap(({ item, counted }) =>
      item.category === category && counted.status === 'done' && counted.rows > 0
        ? [`${itemTitle(locale, item)}: ${counted.rows}`]
        : [],
    )
    const isRead = counts.every(
      ({ item, counted }) => item.category !== category || counted.status === 'done',
    )
    const none = t(isRead ? 'file.states.nothing' : 'file.states.waiting')
    return {
      category,
      label: messages[locale].dataMap.categories[category],
      contents: held.length > 0 ? held.join('; ') : none,
    }
  })
  return { legend, hint: isCounted ? hint : `${hint} ${uncounted}`, options }
}
