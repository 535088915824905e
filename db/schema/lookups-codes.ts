/** By what a person was looked for. */
export const lookupKeys = ['reference', 'platform-id', 'address'] as const
