import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { staffRoles } from '#db/schema/access-codes.ts'
import { contextFor } from '#domain/access/context.ts'
import { defaultLocale } from '#i18n/locales.ts'
import { type Command, WrongUse } from './command.ts'
import { addSampleMember } from './prepare/sample-staff.ts'

export const sampleStaffCommand: Command = {
  name: 'sample staff',
  summary: 'makes one more sample account of the staff, with an agreement and training of today',
  options: [{ flags: '--role <role>', summary: staffRoles.join(', '), required: true }],
  sampleOnly: true,
  async run({ options, open }) {
    const role = z.enum(staffRoles).safeParse(options.role)
    if (!role.success) throw new WrongUse(`role: one of ${staffRoles.join(', ')}`)
    const services = open()
    try {
      const actor = { kind: 'system', task: 'sample' } as const
      const ctx = contextFor(services, { actor, locale: defaultLocale })
      const email = `${role.data}-${randomBytes(4).toString('hex')}@sample.test`
      const made = await addSampleMember(
        ctx,
        {
          email,
          fullName: 'Айнұр Сәрсенова',
          role: role.data,
          locale: 'ru',
          ndaDaysAgo: 0,
          trainingDaysAgo: 0,
        },
        services.clock.now(),
      )
      const { password, totpSecret, staffId } = made
      return {
        json: { email, password, totpSecret, staffId, role: role.data },
        lines: [`${email}  ${password}`, `code: npm run portal -- sample totp ${email}`],
      }
    } finally {
      await services.database.close()
    }
  },
}
