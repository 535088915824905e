/** Which data an incident is about: the groups of the policy, and what only the portal holds. */
export const incidentData = ['registration', 'learning', 'technical', 'choices', 'requests', 'staff'] as const

/** In which system it happened. */
export const incidentSystems = ['portal', 'platform', 'email', 'backups', 'device', 'other'] as const

export const incidentRisks = ['low', 'medium', 'high'] as const

/** Who must be told. */
export const noticeDuties = ['authority', 'subjects'] as const

/** What is done about an incident: each is a row that nobody changes. */
export const incidentSteps = [
  'open',
  'amend',
  'list-people',
  'write-notice',
  'notify-authority',
  'notify-subjects',
  'propose-no-notice',
  'confirm-no-notice',
  'reject-no-notice',
  'close',
] as const

/** What has become of one duty. */
export const dutyStates = ['waiting', 'proposed', 'told', 'not-needed'] as const

export const incidentStatuses = ['open', 'authority-notified', 'subjects-notified', 'closed'] as const
