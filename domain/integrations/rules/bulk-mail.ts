/** Letters that may go to everybody at once, by their job. */
export const bulkMails = [
  'send-incident-mail',
  'send-policy-mail',
  'send-term-over',
  'send-term-reminder',
] as const

/** The jobs that try a kept letter again: each in the lane of the letters that it sends. */
export const retryJobs = ['retry-mail', 'retry-bulk-mail'] as const

export const retryJobOf = (task: string): (typeof retryJobs)[number] =>
  bulkMails.some((one) => one === task) ? 'retry-bulk-mail' : 'retry-mail'
