import { createTransport } from 'nodemailer'

export type Mail = {
  to: string
  subject: string
  text: string
  html: string
  language: string
  /** The same for every attempt at the same mail, so that a repeat can be recognised. */
  messageId: string
  headers?: Record<string, string>
}

export type Mailer = {
  /** Throws `MailServerUnavailable` or `MailRejected`; neither says to whom the mail was going. */
  send(mail: Mail): Promise<void>
  /** Connects, greets and signs in without sending. Throws `MailServerUnavailable`. */
  check(): Promise<void>
  close(): void
}

/** The mail server does not answer or cannot take mail now: the same mail may pass later. */
export class MailServerUnavailable extends Error {
  override name = 'MailServerUnavailable'
}

/** The mail server takes mail, but not this one. */
export class MailRejected extends Error {
  override name = 'MailRejected'
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
      }
      await transport.sendMail(message).catch((error: unknown) => {
        throw withoutAddresses(error)
      })
    },
    async check() {
      await transport.verify().catch((error: unknown) => {
        throw new MailServerUnavailable(`mail server away (${codesOf(error).join(' ')})`)
      })
    },
    close: () => transport.close(),
  }
}

/** The words of the mail server quote addresses, and errors end in the log and the queue: only its codes go on. */
function withoutAddresses(error: unknown): Error {
  const [reason, reply] = codesOf(error)
  const codes = [reason, reply].filter(Boolean).join(' ')
  const temporary = reply === '' ? reason !== 'EENVELOPE' && reason !== 'EMESSAGE' : reply?.startsWith('4')
  if (temporary || reason === 'EAUTH') return new MailServerUnavailable(`mail server away (${codes})`)
  return new MailRejected(`mail refused (${codes})`)
}

function codesOf(error: unknown): [string, string] {
  if (!(error instanceof Error)) return ['unknown', '']
  const reason = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  const reply = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : ''
  return [reason, String(reply)]
}
