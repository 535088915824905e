'use server'

import { z } from 'zod'
import type { Checked } from '#components/receipt/check-form.tsx'
import { type ReceiptCheck, readPresented, verifyReceipt } from '#domain/consent/receipts/verify-receipt.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { actionError } from '../../_server/actions/action-error.ts'
import { defineAction } from '../../_server/actions/define-action.ts'
import { uploadedFiles } from '../../_server/actions/uploaded-files.ts'
import { receiptStatusText } from '../../_server/texts/receipt-status.ts'

/** Checks whether the pasted text or file is a receipt of this portal and still in force. Nothing of it is stored. */
export const checkReceipt = defineAction({
  input: z.strictObject({ receipt: z.string().max(60_000).default('') }),
  run: async (ctx, input, form) => {
    const [file] = await uploadedFiles(form)
    const text = file ? new TextDecoder().decode(file.content) : input.receipt
    if (text.trim() === '') return actionError('required', 'receipt')
    return { said: inWords(ctx.locale, await verifyReceipt(ctx, readPresented(text.replace(/^\uFEFF/, '')))) }
  },
})

function inWords(locale: Locale, check: ReceiptCheck): Checked['said'] {
  const t = translator(locale, 'receipt')
  if (!check.genuine)
    return {
      tone: 'broken',
      word: t(`check.${check.reason}`),
      text: t(`check.${check.reason}Text`),
    }
  const { receiptId, event } = check
  const { tone, word, text } = receiptStatusText(locale, event, check)
  return {
    tone,
    word: t('check.genuine'),
    text: t('check.genuineText', { id: receiptId }),
    standing: `${word}. ${text}`,
  }
}
