export const purposeCodes = [
  'service',
  'support',
  'security',
  'communication',
  'personalisation',
  'improvement',
  'analytics',
] as const
export const topicCodes = ['new-materials', 'schedule-changes', 'important-updates'] as const
export const channelCodes = ['email', 'sms', 'push'] as const
export const decisions = ['granted', 'withdrawn'] as const
/** The browser's signal when the choice was made: Global Privacy Control, or none. */
export const signals = ['', 'gpc'] as const
