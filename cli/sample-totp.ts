import { setTimeout as sleep } from 'node:timers/promises'
import { emailSchema } from '#domain/people/rules/person-schemas.ts'
import { codeOfStep, timeStepOf } from '#domain/staff/rules/totp.ts'
import { type Command, WrongUse } from './command.ts'
import { openSampleMember } from './sample-member.ts'

const PERIOD_MS = 30_000

export const sampleTotp: Command = {
  name: 'sample totp',
  summary: 'a code of the authenticator of a sample account, one that was not used before',
  takes: ['email'],
  sampleOnly: true,
  async run({ options, open }) {
    const email = emailSchema.safeParse(options.email)
    if (!email.success) throw new WrongUse('email: not an address')
    const services = open()
    try {
      const { secret, lastStep } = await openSampleMember(services, email.data)
      const now = services.clock.unmoved()
      // A code is good once, and from half a minute before its time: only after two uses in a row there is one to wait for.
      const step = Math.max(timeStepOf(now), lastStep + 1)
      const early = (step - 1) * PERIOD_MS - now.getTime()
      if (early > 0) await sleep(early)
      const goodUntil = new Date((step + 2) * PERIOD_MS).toISOString()
      const code = codeOfStep(secret, step)
      return { json: { email: email.data, code, goodUntil }, lines: [code] }
    } finally {
      await services.database.close()
    }
  },
}
