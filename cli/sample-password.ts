import { emailSchema } from '#domain/people/rules/person-schemas.ts'
import { type Command, WrongUse } from './command.ts'
import { openSampleMember } from './sample-member.ts'
import { samplePassword } from './sample-secrets.ts'

export const samplePasswordCommand: Command = {
  name: 'sample password',
  summary: 'the password of a sample account of the staff',
  takes: ['email'],
  sampleOnly: true,
  async run({ options, open }) {
    const email = emailSchema.safeParse(options.email)
    if (!email.success) throw new WrongUse('email: not an address')
    const services = open()
    try {
      await openSampleMember(services, email.data)
      const password = samplePassword(services.env.keysDir, email.data)
      return { json: { email: email.data, password }, lines: [password] }
    } finally {
      await services.database.close()
    }
  },
}
