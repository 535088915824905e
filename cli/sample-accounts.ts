import { authorize } from '#domain/access/permissions.ts'
import { readFact } from '#platform/installation-facts.ts'
import { type Command, CommandFailed } from './command.ts'
import { sampleFactName, sampleFactSchema } from './prepare/sample-fact.ts'

export const sampleAccounts: Command = {
  name: 'sample accounts',
  summary: 'the accounts of the sample and how to sign in with them',
  sampleOnly: true,
  async run({ open }) {
    authorize({ kind: 'system', task: 'sample accounts' }, 'sample.read')
    const { database, env } = open()
    try {
      const fact = sampleFactSchema.optional().parse(await readFact(database, sampleFactName))
      if (!fact) throw new CommandFailed('no sample data is loaded: start the portal once')
      const signIn = `${env.APP_URL}/sign-in`
      const staffSignIn = `${env.APP_URL}/staff/sign-in`
      return {
        json: { accounts: fact.accounts, signIn, staffSignIn },
        lines: [
          ...fact.accounts.map(({ email, kind, role }) => `${email.padEnd(28)} ${role ?? kind}`),
          '',
          `Learners sign in at ${signIn} by the link or the code in a mail: npm run portal -- mail last --to EMAIL`,
          `Staff sign in at ${staffSignIn}: npm run portal -- sample password EMAIL, then sample totp EMAIL`,
        ],
      }
    } finally {
      await database.close()
    }
  },
}
