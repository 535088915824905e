import { contextFor } from '#domain/access/context.ts'
import { createApiKey } from '#domain/integrations/keys/create-api-key.ts'
import { newApiKeySchema } from '#domain/integrations/rules/integration-schemas.ts'
import { defaultLocale } from '#i18n/locales.ts'
import { type Command, WrongUse } from './command.ts'

const dayMs = 86_400_000

export const apiKeyCreate: Command = {
  name: 'api-key create',
  summary: 'makes a key for a program and prints it, once',
  options: [
    { flags: '--name <name>', summary: 'which program it is for', required: true },
    {
      flags: '--scopes <scopes>',
      summary: 'what it may, with commas: choices:read,choices:write',
      required: true,
    },
    { flags: '--calls-per-minute <number>', summary: '60000 when left out' },
    { flags: '--days <number>', summary: 'after how many days it ends; never when left out' },
  ],
  async run({ options, open }) {
    const days = options.days === undefined ? null : Number(options.days)
    if (days !== null && !(Number.isInteger(days) && days > 0 && days <= 3650))
      throw new WrongUse('--days: 1 to 3650')
    const parsed = newApiKeySchema.safeParse({
      name: options.name,
      scopes: options.scopes?.split(','),
      ...(options.callsPerMinute !== undefined && { callsPerMinute: options.callsPerMinute }),
    })
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      throw new WrongUse(`--${String(issue?.path[0] ?? 'name')}: ${issue?.message ?? 'wrong'}`)
    }
    const services = open()
    try {
      const actor = { kind: 'system', task: 'api-key create' } as const
      const ctx = contextFor(services, { actor, locale: defaultLocale })
      const expiresAt = days === null ? null : new Date(ctx.clock.now().getTime() + days * dayMs)
      const made = await createApiKey(ctx, { ...parsed.data, expiresAt })
      return {
        json: made,
        lines: [made.key, 'This is shown once. Keep it where the program reads its secrets.'],
      }
    } finally {
      await services.database.close()
    }
  },
}
