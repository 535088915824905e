'use server'

import { z } from 'zod'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import { readStatedFacts } from '#domain/fulfilment/map/stated-processing.ts'
import { searchOwnData } from '#domain/fulfilment/own-data/read-own-data.ts'
import { translator } from '#i18n/translator.ts'
import { defineAction } from '../../../_server/actions/define-action.ts'
import { subjectOf } from '../../../_server/session/request-context.ts'
import { shownGroups } from './shown-data.ts'

export const searchData = defineAction({
  input: z.strictObject({ search: z.string().trim().min(1).max(200) }),
  run: async (ctx, { search }) => {
    const { locale } = ctx
    const subjectId = subjectOf(ctx, 'own-data.read')
    const { groups, found, more } = await searchOwnData(ctx, subjectId, search)
    const t = translator(locale, 'ownData')
    const said = more
      ? t('foundMany', { count: found })
      : found > 0
        ? t('found', { count: found })
        : t('nothing')
    const stated = await readStatedFacts(ctx)
    const titles = await readChoiceTitles(ctx, locale)
    return {
      groups: shownGroups(groups, { locale, subjectId, stated, keys: ctx.services.keys, titles }),
      said,
      typed: search,
    }
  },
})
