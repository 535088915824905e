export const actorKinds = ['visitor', 'subject', 'staff', 'program', 'system'] as const
export const locales = ['kk', 'ru', 'en'] as const
/** Roles of staff, the one with the fewest permissions first. */
export const staffRoles = [
  'auditor',
  'support',
  'privacy-officer',
  'security-officer',
  'administrator',
] as const
/** What a proof by link, code or authenticator is for. */
export const verificationPurposes = [
  'sign-in',
  'visitor-request',
  'open-request',
  'email-change-old',
  'email-change-new',
  'staff-sign-in',
] as const
