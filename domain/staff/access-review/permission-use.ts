import { incidentSteps } from '#db/schema/incidents-codes.ts'
import { requestSteps } from '#db/schema/request-codes.ts'
import type { StaffRole } from '#domain/access/actor.ts'
import { type Permission, rolesOf } from '#domain/access/permissions.ts'

/**
 * Actions of the audit log that show the use of a permission; one that ends in a full stop stands for all that begin with it.
 * Empty: reading it leaves no record, so nothing can be said of its use.
 */
export const permissionUse: Partial<Record<Permission, readonly string[]>> = {
  'policy-drafts.read': [],
  'policy-drafts.edit': [
    'policy-draft.start',
    'policy-draft.edit',
    'policy-draft.discard',
    'policy-draft.take-back',
  ],
  'policy-drafts.propose': ['policy-draft.propose'],
  'policy-drafts.approve': ['policy-draft.approve', 'policy-draft.approve-language'],
  'installation.check': [],
  'staff.read': [],
  'staff.find': [],
  'staff.invite': ['staff.invite'],
  'staff.change-roles': ['staff.grant-role', 'staff.take-role'],
  'staff.disable': ['staff.disable'],
  'staff.enable': ['staff.enable'],
  'staff.end-sessions': [],
  'staff.reset': ['staff.reset'],
  'staff.record-clearance': ['staff.record-clearance', 'staff.end-clearance'],
  'staff-clearances.read': ['staff.open-clearance-document'],
  'staff-clearances.export': ['staff.export-clearances'],
  'reading-alerts.read': [],
  'reading-alerts.answer': ['reading-alert.answer'],
  'unusual-use.read': ['unusual-use.read'],
  'access-review.read': [],
  'access-review.decide': ['access-review.confirm', 'access-review.take'],
  'access-review.export': ['access-review.export'],
  'audits.read': [],
  'audits.record': [
    'security-audit.plan',
    'security-audit.record',
    'security-audit.cancel',
    'audit-finding.',
  ],
  'audits.export': ['security-audit.export'],
  'audits.open-report': ['security-audit.open-report'],
  'subprocessors.read-register': [],
  'subprocessors.record': ['subprocessor.state', 'subprocessor.end'],
  'subprocessors.export': ['subprocessor.export'],
  'audit-kits.ask': ['audit-kit.ask', 'audit-kit.download'],
  'registers.read': [],
  'reports.read': ['report.read'],
  'reports.export': ['report.export'],
  'backups.export': ['report.export'],
  'statistics.read': [],
  'statistics.export': ['statistics.export'],
  'usage.read': [],
  'incidents.read': ['incident.list', 'incident.read', 'incident.export'],
  'incidents.annex': ['incident.annex'],
  'incidents.work': [...incidentSteps.map((step) => `incident.${step}`)],
  'settings.read': [],
  'settings.change': ['settings.change'],
  'limits.clear': ['limits.clear'],
  'access-reports.read': ['access-report.list'],
  'access-reports.answer': ['access-report.answer'],
  'requests.queue': [],
  'requests.export': ['request.export'],
  'requests.find': ['request.search'],
  'requests.read': ['request.read'],
  'requests.read-words': ['request.open-attachment'],
  'requests.work': [
    ...requestSteps.map((step) => `request.${step}`),
    'request.note',
    'request.assign',
    'request.message',
  ],
  'requests.carry-out': [],
  'requests.lift-restriction': ['processing.lift'],
  'requests.correct-receipt': ['request.correct-receipt'],
  'requests.reveal': ['subject.reveal'],
  'requests.file-on-behalf': ['request.file'],
  'consent-states.read': [],
  'consent-states.export': ['consent-state.export'],
  'people.find': ['person.search', 'person.open'],
  'people.read': ['person.read'],
  'packages.read': [],
  'packages.release': ['package.'],
  'erasures.read': ['request.read-locked'],
  'erasures.settle': ['erasure.'],
  'changes.read': [],
  'changes.settle': ['source-change.', 'recipient.'],
  'data-map.read': [],
  'sources.retry': ['source.retry'],
  'data-map.export': ['data-map.export'],
  'integrations.read': ['integrations.export'],
  'integrations.manage': ['webhook.', 'api-key.'],
  'mail.read': [],
  'mail.retry': ['mail.retry'],
  'audit.read': ['audit.read', 'audit.export'],
  'audit.sample': ['audit.sample'],
  'audit.find-person': ['audit.find-person'],
  'backups.read': [],
  'calendar.change': ['calendar.'],
}

/** The permissions of a role that not every role has: only those show whether the role is used. */
export const permissionsOfRole = (role: StaffRole): Permission[] =>
  (Object.keys(permissionUse) as Permission[]).filter((permission) => rolesOf(permission).includes(role))

/** When a permission was last used, by the last use of each action; null: not in the log. Undefined: it leaves no record. */
export function lastUseOf(permission: Permission, uses: ReadonlyMap<string, Date>): Date | null | undefined {
  const actions = permissionUse[permission] ?? []
  if (actions.length === 0) return undefined
  const times = [...uses]
    .filter(([action]) =>
      actions.some((one) => (one.endsWith('.') ? action.startsWith(one) : action === one)),
    )
    .map(([, at]) => at.getTime())
  return times.length > 0 ? new Date(Math.max(...times)) : null
}

export type RoleUse = {
  permissions: { permission: Permission; lastUsedAt: Date | null | undefined }[]
  /** The last use of any of them. */
  lastUsedAt: Date | null
  /** Held and not used for 90 days. */
  unused: boolean
}

const UNUSED_MS = 90 * 86_400_000

/** The use of a role that a member has had since `grantedAt`. */
export function roleUse(
  role: StaffRole,
  given: { uses: ReadonlyMap<string, Date>; grantedAt: Date; now: Date },
): RoleUse {
  const { uses, grantedAt, now } = given
  const used = permissionsOfRole(role).map((permission) => ({
    permission,
    lastUsedAt: lastUseOf(permission, uses),
  }))
  const times = used.flatMap(({ lastUsedAt }) => lastUsedAt?.getTime() ?? [])
  const lastUsedAt = times.length > 0 ? new Date(Math.max(...times)) : null
  const since = Math.max(lastUsedAt?.getTime() ?? 0, grantedAt.getTime())
  return { permissions: used, lastUsedAt, unused: now.getTime() - since >= UNUSED_MS }
}
