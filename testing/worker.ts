import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

export type CatchingServer = { port: number; mails: Email[]; close: () => Promise<void> }

/** A mail server for tests that keeps what it is sent; `onMail` runs before the sender hears that a mail was taken. */
export async function catchMail(port = 0, onMail: (mail: Email) => void = () => {}): Promise<CatchingServer> {
  const mails: Email[] = []
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo: ({ address }, _session, done) => {
      const refused = address.startsWith('refused')
      done(refused ? Object.assign(new Error(`${address} is unknown`), { responseCode: 550 }) : null)
    },
    onData: (stream, _session, done) => {
      buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then((mail) => {
          mails.push(mail)
          onMail(mail)
        })
        .then(() => done(), done)
    },
  })
  server.on('error', () => {})
  const listening = server.listen(port, '127.0.0.1')
  await new Promise<void>((ready) => listening.once('listening', ready))
  const address = listening.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, mails, close: () => new Promise((done) => server.close(() => done())) }
}

/** Polls every 50 ms until the condition is true; fails after `limitMs`. */
export async function until(holds: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  for (const end = performance.now() + limitMs; performance.now() < end; await sleep(50)) {
    if (await holds()) return
  }
  throw new Error(`did not come true within ${limitMs} ms`)
}
