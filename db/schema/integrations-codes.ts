export const apiScopes = [
  'choices:read',
  'choices:write',
  'decisions:read',
  'receipts:read',
  'requests:read',
  'requests:write',
] as const
export const webhookEvents = [
  'choice.recorded',
  'request.opened',
  'request.closed',
  'person.erased',
  'policy.published',
  'webhook.test',
] as const
/** It waits for the mail server, for its next try, or for staff. */
export const undeliveredStates = ['waiting', 'deferred', 'given-up'] as const
/** `sent`: the mail server took it. */
export const mailOutcomes = ['sent', 'given-up'] as const
