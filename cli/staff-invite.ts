import { z } from 'zod'
import { staffRoles } from '#db/schema/access-codes.ts'
import { contextFor } from '#domain/access/context.ts'
import { emailSchema, fullNameSchema, localeSchema } from '#domain/people/rules/person-schemas.ts'
import { resetStaff } from '#domain/staff/team/change-staff.ts'
import { findStaff } from '#domain/staff/team/find-staff.ts'
import { inviteStaff } from '#domain/staff/team/invite-staff.ts'
import { defaultLocale } from '#i18n/locales.ts'
import { type Command, CommandFailed, WrongUse } from './command.ts'

const given = z.object({
  email: emailSchema,
  role: z
    .string()
    .transform((roles) => roles.split(','))
    .pipe(z.array(z.enum(staffRoles)).min(1)),
  name: fullNameSchema.optional(),
  locale: localeSchema.optional(),
})

export const staffInvite: Command = {
  name: 'staff invite',
  summary: 'mails somebody a link to set up an account; how the first administrator comes in',
  takes: ['email'],
  options: [
    { flags: '--role <role>', summary: `${staffRoles.join(', ')}; several with commas`, required: true },
    { flags: '--name <name>', summary: 'first and last name' },
    { flags: '--locale <locale>', summary: 'kk, ru or en: the language of the mail' },
    { flags: '--again', summary: 'the account exists: void its password and authenticator, send a new link' },
  ],
  async run({ options, open }) {
    const parsed = given.safeParse(options)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      throw new WrongUse(`${String(issue?.path[0] ?? 'staff invite')}: ${issue?.message ?? 'wrong'}`)
    }
    const { email, role: roles, name, locale = defaultLocale } = parsed.data
    const services = open()
    try {
      const actor = { kind: 'system', task: 'staff invite' } as const
      const ctx = contextFor(services, { actor, locale })
      const known = await findStaff(ctx, email)
      if (known && options.again === undefined)
        throw new CommandFailed(`${email} has an account; to void it and send a new link add --again`)
      if (known) {
        const result = await resetStaff(ctx, known)
        if (result.status === 'refused') throw new CommandFailed(`${email}: ${result.code}`)
      } else await inviteStaff(ctx, { email, fullName: name ?? null, roles, locale })
      return {
        json: { email, roles: known ? null : roles, again: known !== null },
        lines: [
          known
            ? `A new link is on its way to ${email}; the old password and authenticator no longer work; roles stay.`
            : `A link is on its way to ${email}; it works for 72 hours.`,
        ],
      }
    } finally {
      await services.database.close()
    }
  },
}
