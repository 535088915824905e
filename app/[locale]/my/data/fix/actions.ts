'use server'

import { fileCorrection } from '#domain/fulfilment/changes/file-correction.ts'
import { correctionFormSchema } from '#domain/fulfilment/rules/correction-form.ts'
import { fieldTitle, itemTitle, sourceTitle } from '#i18n/data-map-texts.ts'
import { actionError } from '../../../../_server/actions/action-error.ts'
import { defineAction } from '../../../../_server/actions/define-action.ts'
import { requestError, uploadedFiles } from '../../../../_server/actions/uploaded-files.ts'
import { subjectOf } from '../../../../_server/session/request-context.ts'
import { valueInWords } from '../shown-data.ts'

/** Asks for one value to be corrected, with the old and the new one in the person's words. */
export const fixValue = defineAction({
  input: correctionFormSchema,
  run: async (ctx, input, form) => {
    subjectOf(ctx, 'requests.file')
    const { locale } = ctx
    const named = ({ item, field, held, to }: Parameters<Parameters<typeof fileCorrection>[2]>[0]) => ({
      item: `${fieldTitle(locale, field)} (${itemTitle(locale, item)}, ${sourceTitle(locale, item.source)})`,
      old: valueInWords(item, field, held, locale),
      correct: valueInWords(item, field, to, locale),
    })
    const result = await fileCorrection(ctx, input, named, await uploadedFiles(form))
    if (result.status === 'invalid') return actionError(result.code, 'value')
    if (result.status === 'refused')
      return requestError(result, result.code === 'same-value' ? 'value' : undefined)
    return { to: `/${locale}/requests/${result.reference}?filed=1` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})
