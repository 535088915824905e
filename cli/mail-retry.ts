import { contextFor } from '#domain/access/context.ts'
import { retryUndelivered } from '#domain/integrations/mail/retry-undelivered.ts'
import { defaultLocale } from '#i18n/locales.ts'
import type { Command } from './command.ts'

export const mailRetry: Command = {
  name: 'mail retry',
  summary: 'sends again every mail that was given up; staff pages list them under Mail',
  async run({ open }) {
    const services = open()
    try {
      const actor = { kind: 'system', task: 'mail retry' } as const
      const ctx = contextFor(services, { actor, locale: defaultLocale })
      let mails = 0
      for (let more = await retryUndelivered(ctx, {}); more > 0; more = await retryUndelivered(ctx, {}))
        mails += more
      return {
        json: { mails },
        lines: [mails === 0 ? 'No mail was given up.' : `${mails} on the way again.`],
      }
    } finally {
      await services.database.close()
    }
  },
}
