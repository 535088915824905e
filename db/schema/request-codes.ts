// Codes of requests, apart from the tables: forms and rules share them with the browser.

export const requestKinds = [
  'access',
  'rectification',
  'erasure',
  'restriction',
  'portability',
  'withdrawal',
  'objection',
  'question',
] as const
/** Empty for a kind that has only one form. `service`, `optional`: which consent is withdrawn. */
export const requestVariants = ['', 'wish', 'unlawful', 'disputed', 'service', 'optional'] as const
export const requestStatuses = [
  'awaiting-verification',
  'received',
  'in-progress',
  'awaiting-person',
  'awaiting-approval',
  'fulfilled',
  'refused',
  'cancelled',
  'lapsed',
] as const
/** What became of a request by the end of its term. `cancelled`: no longer wanted by then. */
export const requestCountStates = ['open', 'in-time', 'late', 'cancelled'] as const
export const requestSteps = [
  'verify',
  'lapse',
  'take',
  'ask',
  'answer',
  'resume',
  'decide',
  'propose',
  'approve',
  'approve-after-delay',
  'send-back',
  'execute',
  'stop-executing',
  'fulfil',
  'answer-question',
  'refuse',
  'refuse-unverified',
  'cancel',
  'cancel-on-behalf',
] as const
export const requestChannels = ['portal', 'platform', 'phone', 'letter', 'visit'] as const
export const requestOutcomes = ['fulfil', 'refuse'] as const
export const refusalCodes = [
  'IdentityVerificationFailure',
  'LegalObligation',
  'UnfulfilledObligation',
  'FulfilmentImpossible',
  'ProcessExcessive',
  'NotOurs',
  'DataAccurate',
  'DocumentsMissing',
  'ConditionsKept',
  'NotAutomated',
] as const
export const messageAuthors = ['person', 'staff', 'system'] as const
export const calendarKinds = ['off', 'worked'] as const
export const calendarStates = ['official', 'computed', 'estimated'] as const
/** Holidays of Kazakhstan by the occasion of a day off; the last two are never moved. */
export const holidays = [
  'new-year',
  'women',
  'constitution',
  'nauryz',
  'unity',
  'defender',
  'victory',
  'capital',
  'republic',
  'independence',
  'christmas',
  'kurban-ait',
] as const
/** What the security officer found about an access that a person did not recognise. */
export const accessFindings = ['in-order', 'not-in-order'] as const
