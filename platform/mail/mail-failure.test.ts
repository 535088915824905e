import { expect, test } from 'vitest'
import { mailFailure } from './mail-failure.ts'

const said = (command: string, response: string, code = 'EENVELOPE') =>
  Object.assign(new Error(response), { code, command, response, responseCode: Number(response.slice(0, 3)) })

test.each([
  // Greylisting, a full mailbox, a mailbox of its own trouble: this message waits, others go on.
  ['RCPT TO', '451 4.7.1 Greylisted, try again in 5 minutes', 'later', 'put-off', '451 4.7.1'],
  ['RCPT TO', '450 4.2.0 mailbox busy', 'later', 'mailbox-closed', '450 4.2.0'],
  ['RCPT TO', '451 Requested action aborted', 'later', 'put-off', '451'],
  ['RCPT TO', '452 4.2.2 The email account is over quota', 'later', 'mailbox-full', '452 4.2.2'],
  ['RCPT TO', '452 too much mail', 'later', 'mailbox-full', '452'],
  ['RCPT TO', '450 4.1.1 unknown for now', 'later', 'unknown-address', '450 4.1.1'],
  ['DATA', '451 4.7.0 try again later', 'later', 'put-off', '451 4.7.0'],
  // The mail system itself: no message has a chance now.
  ['RCPT TO', '452 4.3.1 Insufficient system storage', 'server', 'server-away', '452 4.3.1'],
  ['DATA', '451 4.3.0 queue file write error', 'server', 'server-away', '451 4.3.0'],
  ['DATA', '421 4.3.2 closing down', 'server', 'server-away', '421 4.3.2'],
  ['RCPT TO', '421 too many connections', 'server', 'server-away', '421'],
  ['MAIL FROM', '451 4.7.1 rate limited', 'server', 'server-away', '451 4.7.1'],
  ['MAIL FROM', '550 5.7.1 sender not allowed', 'server', 'server-away', '550 5.7.1'],
  ['CONN', '554 5.7.1 no service', 'server', 'server-away', '554 5.7.1'],
  ['AUTH PLAIN', '535 5.7.8 bad password', 'server', 'server-away', '535 5.7.8'],
  // Refused for good.
  ['RCPT TO', '550 5.1.1 no such user', 'never', 'unknown-address', '550 5.1.1'],
  ['RCPT TO', '550 unknown', 'never', 'unknown-address', '550'],
  ['RCPT TO', '550 5.2.1 disabled', 'never', 'mailbox-closed', '550 5.2.1'],
  ['RCPT TO', '552 5.2.2 over quota', 'never', 'mailbox-full', '552 5.2.2'],
  ['RCPT TO', '550 5.7.1 not from you', 'never', 'refused-by-rules', '550 5.7.1'],
  ['DATA', '554 5.7.1 spam', 'never', 'refused-by-rules', '554 5.7.1'],
  ['DATA', '552 5.3.4 too large', 'never', 'too-large', '552 5.3.4'],
  ['MAIL FROM', '552 5.3.4 too large', 'never', 'too-large', '552 5.3.4'],
  ['DATA', '554 no', 'never', 'refused', '554'],
] as const)('%s answered %s', (command, response, kind, reason, code) => {
  expect(mailFailure(said(command, response))).toEqual({ kind, reason, code })
})

test.each([
  [Object.assign(new Error('x'), { code: 'ECONNECTION', command: 'CONN' }), 'server', 'ECONNECTION'],
  [Object.assign(new Error('x'), { code: 'EDNS' }), 'server', 'EDNS'],
  [Object.assign(new Error('x'), { code: 'ETLS' }), 'server', 'ETLS'],
  [Object.assign(new Error('x'), { code: 'EENVELOPE', command: 'API' }), 'never', 'EENVELOPE'],
  [new TypeError('x'), 'later', 'TypeError'],
  ['x', 'later', 'unknown'],
] as const)('without a reply: %s', (error, kind, code) => {
  expect(mailFailure(error)).toMatchObject({ kind, code })
})
