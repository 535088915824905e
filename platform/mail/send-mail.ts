import { createTransport } from 'nodemailer'
import { type MailFailure, mailFailure } from './mail-failure.ts'

export type Mail = {
  to: string
  subject: string
  text: string
  html: string
  language: string
  /** The same for every attempt at the same mail, so that a repeat can be recognised. */
  messageId: string
  headers?: Record<string, string>
  /** Files of text, which arrive byte for byte. */
  attachments?: readonly { name: string; text: string }[]
}

export type Mailer = {
  /** Throws `MailNotSent`. */
  send(mail: Mail): Promise<void>
  /** Connects, greets and signs in without sending. Throws `MailNotSent`. */
  check(): Promise<void>
  close(): void
}

/** The mail server rejected a mail. The error never names the recipient. */
export class MailNotSent extends Error {
  override name = 'MailNotSent'
  readonly failure: MailFailure
  constructor(failure: MailFailure) {
    super(`mail not sent: ${failure.reason} (${failure.code})`)
    this.failure = failure
  }
}

const oneLine = (text: string) => text.replace(/[\r\n\u2028\u2029]+/g, ' ').trim()

/** A folded header breaks the DKIM signatures of some mail servers, and theirs must cover these. */
const inOneLine = (headers: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, { prepared: true, value: oneLine(value) }]),
  )

/** Mail over SMTP; certificates are checked wherever the server offers TLS. Throws when the server does not take it. */
export function openMailer(smtpUrl: string, from: string): Mailer {
  const url = new URL(smtpUrl)
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  const transport = createTransport({
    url: smtpUrl,
    requireTLS: !loopback,
    ignoreTLS: loopback,
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 10_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send(mail) {
      const message = {
        from,
        to: { name: '', address: mail.to },
        subject: oneLine(mail.subject),
        text: mail.text,
        html: mail.html,
        messageId: mail.messageId,
        headers: {
          'Content-Language': mail.language,
          'Auto-Submitted': 'auto-generated',
          ...inOneLine(mail.headers ?? {}),
        },
        attachments: (mail.attachments ?? []).map(({ name, text }) => ({
          filename: name,
          content: text,
          contentType: 'text/plain; charset=utf-8',
          contentTransferEncoding: 'base64' as const,
        })),
      }
      // The words of the mail server quote addresses, and errors end in the log and the queue: only its codes go on.
      await transport.sendMail(message).catch((error: unknown) => {
        throw new MailNotSent(mailFailure(error))
      })
    },
    async check() {
      await transport.verify().catch((error: unknown) => {
        throw new MailNotSent({ ...mailFailure(error), kind: 'server', reason: 'server-away' })
      })
    },
    close: () => transport.close(),
  }
}
