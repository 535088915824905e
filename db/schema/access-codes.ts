export const actorKinds = ['visitor', 'subject', 'representative', 'staff', 'program', 'system'] as const
export const locales = ['kk', 'ru', 'en'] as const
/** Roles of staff, the one with the fewest permissions first. */
export const staffRoles = [
  'auditor',
  'support',
  'privacy-officer',
  'security-officer',
  'administrator',
] as const
/** Roles that give others access or decide about people's data: their members are asked for passkeys. */
export const passkeyRoles = [
  'privacy-officer',
  'administrator',
] as const satisfies (typeof staffRoles)[number][]
/** What a proof by link, code or authenticator is for. */
export const verificationPurposes = [
  'sign-in',
  'visitor-request',
  'open-request',
  'email-change-old',
  'email-change-new',
  'staff-sign-in',
  'representative',
] as const
