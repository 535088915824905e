import { z } from 'zod'
import { passkeyChanges, readPasskeyNotice } from '#domain/staff/passkeys/passkey-notice.ts'
import { messageId } from '../mail/message-id.ts'
import { staffPasskeyMessage } from '../mail/staff-passkey-message.ts'
import { systemContext, type Task } from '../task.ts'

const noticeSchema = z.object({
  staffId: z.uuid(),
  passkeyId: z.uuid(),
  change: z.enum(passkeyChanges),
  at: z.iso.datetime().transform((text) => new Date(text)),
})

/** To the member whose passkey it is or was. */
export const sendStaffPasskeyNotice: Task = async ({ services, mailer }, payload, job) => {
  const { staffId, passkeyId, change, at } = noticeSchema.parse(payload)
  const ctx = systemContext(services, 'send-staff-passkey-notice', job)
  const mail = await readPasskeyNotice(ctx, staffId)
  if (!mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  await mailer.send({
    to: mail.to,
    ...staffPasskeyMessage({ locale: mail.locale, change, at }, { appUrl, sample }),
    messageId: messageId(appUrl, `staff-passkey-${change}`, passkeyId),
  })
}
