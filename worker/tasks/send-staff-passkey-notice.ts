import { z } from 'zod'
import { passkeyChanges, readPasskeyNotice } from '#domain/staff/passkeys/passkey-notice.ts'
import { defineMail } from '../mail/define-mail.ts'
import { staffPasskeyMessage } from '../mail/staff-passkey-message.ts'

const noticeSchema = z.object({
  staffId: z.uuid(),
  passkeyId: z.uuid(),
  change: z.enum(passkeyChanges),
  at: z.iso.datetime().transform((text) => new Date(text)),
})

/** To the member whose passkey it is or was. */
export const sendStaffPasskeyNotice = defineMail({
  task: 'send-staff-passkey-notice',
  payload: noticeSchema,
  read: (ctx, { staffId }) => readPasskeyNotice(ctx, staffId),
  write: ({ locale }, portal, { change, at }) => staffPasskeyMessage({ locale, change, at }, portal),
  id: ({ change, passkeyId }) => [`staff-passkey-${change}`, passkeyId],
})
