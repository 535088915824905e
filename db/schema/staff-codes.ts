export const staffStatuses = ['invited', 'active', 'disabled'] as const
