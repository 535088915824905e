/**
 * What a failure says about. `server`: it takes no mail from us now, for any recipient. `later`: it puts off this
 * message. `never`: it refuses this message for good.
 */
export type FailureKind = 'server' | 'later' | 'never'

export const mailReasons = [
  'server-away',
  'mailbox-full',
  'mailbox-closed',
  'unknown-address',
  'invalid-address',
  'too-large',
  'refused-by-rules',
  'put-off',
  'refused',
] as const
export type MailReason = (typeof mailReasons)[number]

export type MailFailure = {
  kind: FailureKind
  reason: MailReason
  /** The server's codes, as `451 4.7.1`, or the error's own name. Never its words: they quote addresses. */
  code: string
}

/** What nodemailer says of an error. */
type SmtpError = { code?: unknown; responseCode?: unknown; response?: unknown; command?: unknown }

/** Sorts an error of the mail server: by the step that failed, the reply (RFC 5321) and its enhanced code (RFC 3463). */
export function mailFailure(error: unknown): MailFailure {
  const { code: name, responseCode, response, command }: SmtpError = error instanceof Object ? error : {}
  if (typeof responseCode !== 'number') return withoutReply(error, name)
  const text = typeof response === 'string' ? response : ''
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1] ?? ''
  const code = [responseCode, enhanced].filter(Boolean).join(' ')
  const detail = enhanced.slice(2)
  const step = command === 'RCPT TO' || command === 'DATA' || command === 'MAIL FROM' ? command : 'before'
  const reason = reasonOf(responseCode, detail, step)
  if (step === 'before' || responseCode === 421) return { kind: 'server', reason: 'server-away', code }
  if (responseCode >= 500 && (step !== 'MAIL FROM' || reason === 'too-large'))
    return { kind: 'never', reason, code }
  // 3: the mail system itself. A sender that is not accepted is a setting of ours, not the message's fault.
  if (step === 'MAIL FROM' || detail.startsWith('3.')) return { kind: 'server', reason: 'server-away', code }
  return { kind: 'later', reason, code }
}

/** The message cannot be sent at all, a fault of this program stopped it, or nobody was there. */
function withoutReply(error: unknown, code: unknown): MailFailure {
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return { kind: 'never', reason: 'invalid-address', code }
  if (typeof code === 'string') return { kind: 'server', reason: 'server-away', code }
  return { kind: 'later', reason: 'put-off', code: error instanceof Error ? error.name : 'unknown' }
}

function reasonOf(reply: number, detail: string, step: string): MailReason {
  if (detail === '3.4' || detail === '2.3') return 'too-large'
  if (detail === '2.2') return 'mailbox-full'
  if (detail === '2.1' || detail === '2.0') return 'mailbox-closed'
  if (/^1\.([1236]|10)$/.test(detail)) return 'unknown-address'
  if (detail.startsWith('7.')) return reply < 500 ? 'put-off' : 'refused-by-rules'
  if (reply === 552) return step === 'RCPT TO' ? 'mailbox-full' : 'too-large'
  if (detail === '' && step === 'RCPT TO') {
    if (reply === 550 || reply === 551 || reply === 553) return 'unknown-address'
    if (reply === 452) return 'mailbox-full'
  }
  return reply < 500 ? 'put-off' : 'refused'
}
