/** The purposes that come with the portal. The operator adds others: `consent_catalogue` has all that are switched on and off. */
export const purposeCodes = [
  'service',
  'support',
  'security',
  'communication',
  'personalisation',
  'improvement',
  'analytics',
] as const
/** The topics that come with the portal. The operator adds others. */
export const topicCodes = ['new-materials', 'schedule-changes', 'important-updates'] as const
/** Whether messages of a topic praise something, or serve the study that a person is enrolled in. */
export const messageClasses = ['advertising', 'service'] as const
export const channelCodes = ['email', 'sms', 'push'] as const
export const decisions = ['granted', 'withdrawn'] as const
/** The browser's signal when the choice was made: Global Privacy Control, or none. */
export const signals = ['', 'gpc'] as const
