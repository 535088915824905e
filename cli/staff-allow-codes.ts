import { contextFor } from '#domain/access/context.ts'
import { stopRequiringPasskeys } from '#domain/staff/settings/stop-requiring-passkeys.ts'
import type { Command } from './command.ts'

export const staffAllowCodes: Command = {
  name: 'staff allow-codes',
  summary: 'privacy officers and administrators may work with password and code: if none can use passkeys',
  async run({ open }) {
    const services = open()
    try {
      const actor = { kind: 'system', task: 'staff allow-codes' } as const
      const { changed } = await stopRequiringPasskeys(contextFor(services, { actor, locale: 'en' }))
      return {
        json: { changed },
        lines: [
          changed
            ? 'Passkeys are no longer required. An administrator requires them again at /staff/settings.'
            : 'Passkeys are not required.',
        ],
      }
    } finally {
      await services.database.close()
    }
  },
}
