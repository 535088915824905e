import { buffer } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import { storeMail } from '#platform/mail/mailbox.ts'

/**
 * The mail server of the sample: takes every mail from this machine, delivers none, keeps them for the mailbox page.
 * Returns what closes it.
 */
export async function openMailbox(dataDir: string, port: number): Promise<() => Promise<void>> {
  const server = new SMTPServer({
    size: 10_000_000,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: false,
    logger: false,
    onData(stream, session, done) {
      const recipients = session.envelope.rcptTo.map(({ address }) => address)
      buffer(stream)
        .then(async (raw) => {
          if (stream.sizeExceeded)
            throw Object.assign(new Error('the mail is too large'), { responseCode: 552 })
          await storeMail(dataDir, raw, recipients)
        })
        .then(() => done(), done)
    },
  })
  await new Promise<void>((ready, fail) => {
    server.once('error', fail)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', fail)
      ready()
    })
  })
  // A client that vanishes in the middle of a mail is its own trouble.
  server.on('error', () => {})
  return () => new Promise((closed) => server.close(() => closed()))
}

if (import.meta.main) {
  const { MAILBOX_PORT = '2525', PORTAL_DATA_DIR = '.data' } = process.env
  const close = await openMailbox(PORTAL_DATA_DIR, Number(MAILBOX_PORT))
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void close())
}
