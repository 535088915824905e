export const policyStatuses = ['draft', 'published'] as const
