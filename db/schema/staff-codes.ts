export const staffStatuses = ['invited', 'active', 'disabled'] as const
/** What opens personal data to a member: a signed non-disclosure agreement, and a training. */
export const clearanceKinds = ['agreement', 'training'] as const
/** What an authenticator is asked for. */
export const passkeyUses = ['register', 'sign-in', 'step-up'] as const
