/** Roles of staff, least power first. */
export const staffRoles = [
  'auditor',
  'support',
  'privacy-officer',
  'security-officer',
  'administrator',
] as const
