import { contextFor } from '#domain/access/context.ts'
import { parseEmailAddress } from '#domain/people/rules/email-address.ts'
import { clearLimits } from '#domain/staff/team/clear-limits.ts'
import { type Command, WrongUse } from './command.ts'

export const limitsClear: Command = {
  name: 'limits clear',
  summary: 'let people try again at once who were told to wait after wrong attempts',
  options: [{ flags: '--email <email>', summary: 'only of this address; without it, of everybody' }],
  async run({ options, open }) {
    const address = options.email === undefined ? null : parseEmailAddress(options.email)
    if (address && !address.ok) throw new WrongUse(`not an email address: ${options.email}`)
    const services = open()
    try {
      const ctx = contextFor(services, { actor: { kind: 'system', task: 'limits clear' }, locale: 'en' })
      const { cleared } = await clearLimits(ctx, address?.address ?? null)
      return { json: { cleared }, lines: [`Counters removed: ${cleared}`] }
    } finally {
      await services.database.close()
    }
  },
}
