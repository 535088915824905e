export const staffStatuses = ['invited', 'active', 'disabled'] as const
/** What opens personal data to a member: a signed non-disclosure agreement, and a training. */
export const clearanceKinds = ['agreement', 'training'] as const
/** What came of an alert about unusual reading. */
export const readingFindings = ['explained', 'taken-further'] as const
/** What a review of access says of a role: still needed, or taken away. */
export const reviewDecisions = ['confirmed', 'taken'] as const
/** What an authenticator is asked for. */
export const passkeyUses = ['register', 'sign-in', 'step-up'] as const
