'use server'

import { z } from 'zod'
import type { Checked } from '#components/receipt/check-form.tsx'
import { momentText } from '#components/requests/case-dates.ts'
import { readPresented, type Verdict, verifyReceipt } from '#domain/consent/verify-receipt.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { defineAction, Refused } from '../../../_server/define-action.ts'
import { uploadedFiles } from '../../../_server/uploaded-files.ts'

/** Whether what was pasted, or the file, is a receipt of this portal, and whether it stands. Nothing of it is kept. */
export const checkReceipt = defineAction({
  input: z.strictObject({ receipt: z.string().max(60_000).default('') }),
  limit: 'form',
  run: async (ctx, input, form) => {
    const [file] = await uploadedFiles(form)
    const text = file ? new TextDecoder().decode(file.content) : input.receipt
    if (text.trim() === '') throw new Refused('required', 'receipt')
    return { said: inWords(ctx.locale, await verifyReceipt(ctx, readPresented(text.replace(/^\uFEFF/, '')))) }
  },
})

function inWords(locale: Locale, verdict: Verdict): Checked['said'] {
  const t = translator(locale, 'receipt')
  if (!verdict.genuine)
    return {
      tone: 'broken',
      word: t(`check.${verdict.reason}`),
      text: t(`check.${verdict.reason}Text`),
    }
  const { receiptId, stands, standing, since } = verdict
  const at = since ? momentText(locale, since.toISOString()) : ''
  return {
    tone: stands ? 'kept' : 'plain',
    word: t('check.genuine'),
    text: t('check.genuineText', { id: receiptId }),
    standing: `${t(`standing.${standing}`)}. ${t(`standing.${standing}Text`, { at })}`,
  }
}
