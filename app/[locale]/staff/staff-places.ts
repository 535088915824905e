import type { Permission } from '#domain/access/permissions.ts'

/** The pages of the desk, below the language, each with what one must be allowed to see in order to be shown it. */
export const staffPlaces = [
  { key: 'desk', path: '/staff', permission: 'staff-console.open' },
  { key: 'requests', path: '/staff/requests', permission: 'requests.queue' },
  { key: 'calendar', path: '/staff/calendar', permission: 'calendar.read' },
  { key: 'integrations', path: '/staff/integrations', permission: 'integrations.read' },
  { key: 'team', path: '/staff/team', permission: 'staff.read' },
  { key: 'settings', path: '/staff/settings', permission: 'settings.read' },
] as const satisfies readonly { key: string; path: string; permission: Permission }[]
