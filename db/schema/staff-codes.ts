export const staffStatuses = ['invited', 'active', 'disabled'] as const
/** What an authenticator is asked for. */
export const passkeyUses = ['register', 'sign-in', 'step-up'] as const
