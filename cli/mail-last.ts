import { authorize } from '#domain/access/permissions.ts'
import { listMails, readMail } from '#platform/mail/mailbox.ts'
import { type Command, CommandFailed } from './command.ts'

export const mailLast: Command = {
  name: 'mail last',
  summary: 'the newest mail to an address in the sample mailbox, with its code and links',
  options: [{ flags: '--to <email>', summary: 'the address', required: true }],
  sampleOnly: true,
  async run({ options, open }) {
    authorize({ kind: 'system', task: 'mail last' }, 'mailbox.read')
    const { env, database } = open()
    await database.close()
    const to = options.to ?? ''
    const [newest] = await listMails(env.dataDir, { to, limit: 1 })
    const mail = newest && (await readMail(env.dataDir, newest.id))
    if (!mail) throw new CommandFailed(`no mail to ${to}`)
    const code = /(?<!\d)\d{6}(?!\d)/.exec(mail.text.replace(/https?:\S+/g, ''))?.[0] ?? null
    const { subject, receivedAt, text, links, messageId } = mail
    return {
      json: { to, subject, receivedAt, messageId, code, links, text },
      lines: [`To:      ${to}`, `Subject: ${subject}`, `Time:    ${receivedAt}`, '', text],
    }
  },
}
