import type { Permission } from '#domain/access/permissions.ts'

/** The staff pages with the permission that shows each in the menu. */
export const staffPlaces = [
  { key: 'desk', path: '/staff', permission: 'staff-console.open' },
  { key: 'requests', path: '/staff/requests', permission: 'requests.queue' },
  { key: 'people', path: '/staff/people', permission: 'people.find' },
  { key: 'consent', path: '/staff/consent', permission: 'consent-states.read' },
  { key: 'accessReports', path: '/staff/access-reports', permission: 'access-reports.read' },
  { key: 'incidents', path: '/staff/incidents', permission: 'incidents.read' },
  { key: 'registers', path: '/staff/registers', permission: 'registers.read' },
  { key: 'policy', path: '/staff/policy', permission: 'policy-drafts.read' },
  { key: 'calendar', path: '/staff/calendar', permission: 'calendar.read' },
  { key: 'integrations', path: '/staff/integrations', permission: 'integrations.read' },
  { key: 'dataMap', path: '/staff/data-map', permission: 'data-map.read' },
  { key: 'statistics', path: '/staff/statistics', permission: 'statistics.read' },
  { key: 'courseUsage', path: '/staff/statistics/courses', permission: 'usage.read' },
  { key: 'mail', path: '/staff/mail', permission: 'mail.read' },
  { key: 'backups', path: '/staff/backups', permission: 'backups.read' },
  { key: 'audits', path: '/staff/registers/audits', permission: 'audits.read' },
  { key: 'subprocessors', path: '/staff/registers/subprocessors', permission: 'subprocessors.read-register' },
  { key: 'log', path: '/staff/audit-log', permission: 'audit.read' },
  { key: 'quarter', path: '/staff/reports/quarter', permission: 'reports.read' },
  { key: 'training', path: '/staff/registers/training', permission: 'staff-clearances.read' },
  { key: 'security', path: '/staff/security', permission: 'access-review.read' },
  { key: 'team', path: '/staff/team', permission: 'staff.read' },
  { key: 'settings', path: '/staff/settings', permission: 'settings.read' },
] as const satisfies readonly { key: string; path: string; permission: Permission }[]
