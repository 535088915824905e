import { type ChildProcess, spawn } from 'node:child_process'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import type { Services } from '#platform/services.ts'

export type CatchingServer = {
  port: number
  mails: Email[]
  /** What it answers, as `451 4.7.1 later`, to every sender or every recipient until changed; null: it takes mail. */
  answers: { sender: string | null; recipient: string | null }
  /** How often a sender was named to it. */
  senders: number
  close: () => Promise<void>
}

const smtpError = (answer: string) =>
  Object.assign(new Error(answer.slice(4)), { responseCode: Number(answer.slice(0, 3)) })

/** A mail server for tests that keeps what it is sent; `onMail` runs before the sender hears that a mail was taken. */
export async function catchMail(
  port = 0,
  onMail: (mail: Email) => void | Promise<void> = () => {},
): Promise<CatchingServer> {
  const mails: Email[] = []
  const answers: CatchingServer['answers'] = { sender: null, recipient: null }
  let senders = 0
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onMailFrom: (_address, _session, done) => {
      senders += 1
      done(answers.sender ? smtpError(answers.sender) : null)
    },
    onRcptTo: ({ address }, _session, done) => {
      const answer = address.startsWith('refused') ? `550 ${address} is unknown` : answers.recipient
      done(answer ? smtpError(answer) : null)
    },
    onData: (stream, _session, done) => {
      buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then((mail) => {
          mails.push(mail)
          return onMail(mail)
        })
        .then(() => done(), done)
    },
  })
  server.on('error', () => {})
  const listening = server.listen(port, '127.0.0.1')
  await new Promise<void>((ready) => listening.once('listening', ready))
  const address = listening.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    mails,
    answers,
    get senders() {
      return senders
    },
    close: () => new Promise((done) => server.close(() => done())),
  }
}

/** Polls every 50 ms until the condition is true; fails after `limitMs`. */
export async function until(holds: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  for (const end = performance.now() + limitMs; performance.now() < end; await sleep(50)) {
    if (await holds()) return
  }
  throw new Error(`did not come true within ${limitMs} ms`)
}

/** The worker as a process of its own, over the database and the keys of a test. */
export function startWorker({ env }: Services, given: Record<string, string> = {}): ChildProcess {
  const { AUTH_SECRET, SNAPSHOT_TOKEN, PORTAL_SAMPLE_DATA, DATABASE_URL, SMTP_URL, dataDir, keysDir } = env
  const own = { AUTH_SECRET, SNAPSHOT_TOKEN, PORTAL_SAMPLE_DATA, DATABASE_URL, SMTP_URL }
  const folders = {
    PORTAL_DATA_DIR: dataDir,
    PORTAL_KEYS_DIR: keysDir,
    PACKAGES_DIR: env.packagesDir,
    DELETION_LIST_FILE: env.deletionListFile,
  }
  return spawn(process.execPath, [new URL('../worker/main.ts', import.meta.url).pathname], {
    env: { NODE_ENV: 'test', ...own, ...folders, ...given },
    stdio: 'ignore',
  })
}
