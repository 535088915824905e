import { staffRoles } from '#db/schema/access-codes.ts'
import type { Actor, StaffActor, StaffRole } from './actor.ts'

/** What a permission may reach: nothing, what belongs to the person, or everything. */
type Reach = 'own' | 'any'
type Rule = {
  visitor?: 'any'
  subject?: Reach
  /** For the minor that the representative acts for. */
  representative?: Reach
  /** The scope of its key that it needs, or any of several; empty: none. */
  program?: string | readonly string[]
  system?: 'any'
  staff?: readonly StaffRole[]
  /** It shows or touches personal data of data subjects: staff then also need clearance (non-disclosure, training). */
  personal?: true
  /** Open also to a session that waits for passkeys: what it takes to add them, or to leave. */
  waiting?: true
  /** It decides what holds for everybody: the same clearance. */
  cleared?: true
}

/** The one table of permissions: action x who x reach. What is not here is denied. */
export const permissions = {
  'policy.read': {
    visitor: 'any',
    subject: 'any',
    representative: 'any',
    program: '',
    system: 'any',
    staff: staffRoles,
  },
  'sign-in.ask': { visitor: 'any', subject: 'any' },
  'sign-in.prove': { visitor: 'any', subject: 'any' },
  'sign-out': { subject: 'own' },
  'profile.read': { subject: 'own', system: 'any' },
  'profile.change': { subject: 'own' },
  'profile.correct': { system: 'any' },
  'own-data.read': { subject: 'own' },
  'email-change.confirm': { visitor: 'any', subject: 'any' },
  'minors.read': { subject: 'own' },
  'minors.read-many': { system: 'any' },
  'minors.name-representative': { subject: 'own' },
  'representatives.prove': { visitor: 'any', subject: 'any' },
  'representatives.read': { subject: 'own' },
  'representatives.end': { subject: 'own' },
  'representatives.decide': { representative: 'own' },
  'representatives.end-adults': { system: 'any' },
  'representatives.mail': { system: 'any' },
  'choices.read': { subject: 'own', representative: 'own', program: 'choices:read', system: 'any' },
  'choices.record': { subject: 'own', representative: 'own', program: 'choices:write', system: 'any' },
  'decisions.ask': { program: 'decisions:read', system: 'any' },
  'choices.tell': { system: 'any' },
  'choices.record-for-many': { program: 'choices:write', system: 'any' },
  'unsubscribe-links.make': { program: 'choices:write', system: 'any' },
  'unsubscribe-links.use': { visitor: 'any', subject: 'any' },
  'history.read': { subject: 'own', program: 'choices:read', system: 'any' },
  'receipts.read': { subject: 'own', program: 'receipts:read', system: 'any' },
  'receipts.verify': { visitor: 'any', subject: 'any', program: '', system: 'any', staff: staffRoles },
  'receipts.export': { subject: 'own' },
  'terms.keep': { system: 'any' },
  'sign-in-mail.read': { system: 'any' },
  'email-change-mail.read': { system: 'any' },
  'subjects.import': { system: 'any' },
  'subjects.ensure': { program: ['choices:write', 'requests:write'], system: 'any' },
  'subjects.find': { program: '', system: 'any' },
  'policy.publish': { system: 'any' },
  'policy-drafts.read': { staff: ['privacy-officer', 'auditor'] },
  'policy-drafts.edit': { staff: ['privacy-officer'] },
  'policy-drafts.import': { system: 'any' },
  'policy-drafts.propose': { staff: ['privacy-officer'], cleared: true },
  'policy-drafts.approve': { staff: ['privacy-officer'], cleared: true },
  'mailbox.read': { visitor: 'any', subject: 'any', system: 'any' },
  'installation.check': { staff: ['auditor', 'security-officer', 'administrator'], system: 'any' },
  'keys.rotate': { system: 'any' },
  'sample.read': { system: 'any' },
  'sample.add-staff': { system: 'any' },
  'staff-sign-in': { visitor: 'any', subject: 'any', staff: staffRoles },
  'staff-sign-out': { staff: staffRoles, waiting: true },
  'staff-step-up': { staff: staffRoles, waiting: true },
  'staff-sign-in.sweep': { system: 'any' },
  'staff-set-up': { visitor: 'any', subject: 'any', staff: staffRoles },
  'staff-invitation-mail.read': { system: 'any' },
  'staff-console.open': { staff: staffRoles, waiting: true },
  'staff-account.read': { staff: staffRoles, waiting: true },
  'staff-account.change': { staff: staffRoles, waiting: true },
  'staff-passkeys.set': { system: 'any' },
  'staff.read': { staff: ['administrator', 'auditor'] },
  'staff.find': { staff: ['administrator'], system: 'any' },
  'staff.invite': { staff: ['administrator'], system: 'any' },
  'staff.change-roles': { staff: ['administrator'] },
  'staff.disable': { staff: ['administrator'] },
  'staff.enable': { staff: ['administrator'] },
  'staff.end-sessions': { staff: ['administrator'] },
  'staff.reset': { staff: ['administrator'], system: 'any' },
  'staff.record-clearance': { staff: ['security-officer', 'administrator'] },
  'staff-clearances.read': { staff: ['auditor', 'security-officer', 'administrator'] },
  'staff-clearances.export': { staff: ['auditor', 'security-officer', 'administrator'] },
  'staff-clearances.remind': { system: 'any' },
  'reading-alerts.read': { staff: ['auditor', 'security-officer', 'administrator'] },
  'reading-alerts.answer': { staff: ['security-officer', 'administrator'] },
  'reading-alerts.raise': { system: 'any' },
  'unusual-use.read': { staff: ['auditor', 'security-officer'] },
  'access-review.read': { staff: ['auditor', 'security-officer', 'administrator'] },
  'access-review.decide': { staff: ['security-officer', 'administrator'] },
  'access-review.export': { staff: ['auditor', 'security-officer', 'administrator'] },
  'access-review.remind': { system: 'any' },
  'settings.read': { staff: ['privacy-officer', 'auditor', 'administrator'] },
  'settings.change': { staff: ['administrator'] },
  'limits.clear': { staff: ['administrator'], system: 'any' },
  'requests.file': { subject: 'own', representative: 'own', program: 'requests:write' },
  'requests.read-as-program': { program: 'requests:read' },
  'requests.file-as-visitor': { visitor: 'any', subject: 'any', staff: staffRoles },
  'requests.open-case': { visitor: 'any', subject: 'any', staff: staffRoles },
  'requests.stop': { visitor: 'any', subject: 'any', staff: staffRoles },
  'sign-ins.refuse': { visitor: 'any', subject: 'any', staff: staffRoles },
  'requests.list-own': { subject: 'own', representative: 'own' },
  'requests.read-own': { subject: 'own', representative: 'own' },
  'requests.act-own': { subject: 'own', representative: 'own' },
  'requests.disclosures': { subject: 'own' },
  'access-reports.file': { subject: 'own' },
  'access-reports.read': { staff: ['security-officer', 'auditor'], personal: true },
  'access-reports.answer': { staff: ['security-officer'], personal: true },
  'incidents.read': { staff: ['privacy-officer', 'security-officer', 'auditor'], personal: true },
  'incidents.work': { staff: ['privacy-officer', 'security-officer'], personal: true },
  'incidents.annex': { staff: ['privacy-officer', 'security-officer'], personal: true },
  'incidents.read-own': { subject: 'own' },
  'incidents.keep-time': { system: 'any' },
  'incidents.mail': { system: 'any' },
  'requests.queue': { staff: ['support', 'privacy-officer', 'auditor'] },
  'requests.export': { staff: ['support', 'privacy-officer', 'auditor'] },
  'requests.find': { staff: ['support', 'privacy-officer', 'auditor'], personal: true },
  'requests.read': { staff: ['support', 'privacy-officer', 'auditor'], personal: true },
  'requests.read-words': { staff: ['support', 'privacy-officer'], personal: true },
  'requests.work': { staff: ['support', 'privacy-officer'], personal: true },
  'requests.carry-out': { staff: ['support', 'privacy-officer'], personal: true, system: 'any' },
  'requests.lift-restriction': { staff: ['privacy-officer'], personal: true },
  'requests.correct-receipt': { staff: ['privacy-officer'], personal: true },
  'requests.reveal': { staff: ['support', 'privacy-officer'], personal: true },
  'requests.file-on-behalf': { staff: ['support', 'privacy-officer'], personal: true },
  'consent-states.read': { staff: ['privacy-officer', 'auditor'] },
  'consent-states.export': { staff: ['privacy-officer', 'auditor'] },
  'consent-states.count': { system: 'any' },
  'policy-impact.count': { system: 'any' },
  'people.find': { staff: ['support', 'privacy-officer'], personal: true },
  'people.read': { staff: ['support', 'privacy-officer'], personal: true },
  'requests.keep-time': { system: 'any' },
  'requests.mail': { system: 'any' },
  'packages.read-own': { subject: 'own', representative: 'own' },
  'packages.download': { subject: 'own', representative: 'own' },
  'packages.make-again': { subject: 'own', representative: 'own' },
  'packages.lock': { subject: 'own', representative: 'own' },
  'packages.read': { staff: ['support', 'privacy-officer', 'auditor'], personal: true },
  'packages.release': { staff: ['privacy-officer'], personal: true },
  'packages.make': { system: 'any' },
  'erasures.read-own': { subject: 'own', representative: 'own' },
  'erasures.start-own': { subject: 'own', representative: 'own' },
  'erasures.read': { staff: ['support', 'privacy-officer', 'auditor'], personal: true },
  'erasures.settle': { staff: ['privacy-officer'], personal: true },
  'erasure-certificates.read': { visitor: 'any', subject: 'any', staff: staffRoles, system: 'any' },
  'erasures.run': { system: 'any' },
  'changes.run': { system: 'any' },
  'changes.read-own': { subject: 'own', representative: 'own' },
  'changes.read': { staff: ['support', 'privacy-officer', 'auditor'], personal: true },
  'changes.settle': { staff: ['privacy-officer'], personal: true },
  'erasure-plan.read': { subject: 'own', representative: 'own', system: 'any' },
  'retention.run': { system: 'any' },
  // Its signature is what it proves.
  'source-status.send': { visitor: 'any' },
  'data-map.read': { staff: ['privacy-officer', 'auditor', 'administrator'] },
  'sources.check': { system: 'any' },
  'sources.try': { system: 'any' },
  'sources.retry': { staff: ['privacy-officer', 'administrator'] },
  'usage.count': { system: 'any' },
  'usage.read': { staff: ['privacy-officer', 'auditor', 'administrator'] },
  'data-map.export': { staff: ['privacy-officer', 'auditor'] },
  'integrations.read': { staff: ['auditor', 'security-officer', 'administrator'] },
  'integrations.manage': { staff: ['administrator'], system: 'any' },
  'mail.read': { staff: ['privacy-officer', 'auditor', 'security-officer', 'administrator'], system: 'any' },
  'mail.retry': { staff: ['privacy-officer', 'administrator'], system: 'any' },
  'mail.deliver': { system: 'any' },
  'requests.tell': { system: 'any' },
  'policy.tell': { system: 'any' },
  'webhooks.send': { system: 'any' },
  'evidence.read': { visitor: 'any', subject: 'any', program: '', system: 'any', staff: staffRoles },
  'evidence.measure': { system: 'any' },
  'statistics.read': { staff: ['privacy-officer', 'auditor', 'administrator'] },
  'statistics.export': { staff: ['privacy-officer', 'auditor'] },
  'statistics.check': { system: 'any' },
  'audit.checkpoint': { visitor: 'any', subject: 'any', program: '', system: 'any', staff: staffRoles },
  'audit.read': { staff: ['auditor', 'security-officer'] },
  'audit.sample': { staff: ['auditor'] },
  // What the auditor reads on pages, as one archive; receipts name a person by an id that means nothing elsewhere.
  'audit-kits.ask': { staff: ['auditor'], personal: true },
  'audit-kits.make': { system: 'any' },
  // Counts: they name nobody.
  'reports.read': { staff: ['privacy-officer', 'auditor', 'security-officer', 'administrator'] },
  'reports.export': { staff: ['privacy-officer', 'auditor'] },
  'registers.read': { staff: ['privacy-officer', 'auditor', 'security-officer', 'administrator'] },
  'registers.remind': { system: 'any' },
  // A finding says how somebody could break in.
  'audits.read': { staff: ['privacy-officer', 'auditor', 'security-officer', 'administrator'] },
  'audits.record': { staff: ['security-officer'] },
  'audits.export': { staff: ['auditor', 'security-officer'] },
  // A report says it in full.
  'audits.open-report': { staff: ['auditor', 'security-officer'] },
  'subprocessors.read': { visitor: 'any', subject: 'any', program: '', system: 'any', staff: staffRoles },
  'subprocessors.read-register': {
    staff: ['privacy-officer', 'auditor', 'security-officer', 'administrator'],
  },
  'subprocessors.record': { staff: ['privacy-officer', 'security-officer'] },
  'subprocessors.export': { staff: ['privacy-officer', 'auditor', 'security-officer'] },
  'audit.find-person': { staff: ['auditor', 'security-officer'], personal: true },
  // Its signature is what it proves.
  'audit.cosign': { visitor: 'any' },
  'audit.seal': { system: 'any' },
  'audit.verify': { system: 'any' },
  'audit.mail-checkpoint': { system: 'any' },
  'audit.declare-break': { system: 'any' },
  'audit.destroy': { system: 'any' },
  'backups.read': { staff: ['auditor', 'security-officer', 'administrator'], system: 'any' },
  'backups.export': { staff: ['privacy-officer', 'auditor', 'security-officer', 'administrator'] },
  'backups.create': { system: 'any' },
  'backups.restore': { system: 'any' },
  'backups.drill': { system: 'any' },
  'calendar.read': { staff: staffRoles },
  'calendar.change': { staff: ['privacy-officer', 'administrator'], system: 'any' },
} as const satisfies Record<string, Rule>

export type Permission = keyof typeof permissions

/** Roles that reach personal data, for which they need clearance. */
export const clearedRoles: readonly StaffRole[] = staffRoles.filter((role) =>
  Object.values<Rule>(permissions).some(({ personal, staff }) => personal && staff?.includes(role)),
)

/** Roles of staff that a permission belongs to. */
export function rolesOf(permission: Permission): readonly StaffRole[] {
  const rule: Rule = permissions[permission]
  return rule.staff ?? []
}

/** The actor may not do this. Shown to people as "not found" or "sign in", never with the permission's name. */
export class Denied extends Error {
  readonly permission: Permission
  readonly actor: Actor
  constructor(actor: Actor, permission: Permission) {
    super(`denied: ${permission}`)
    this.permission = permission
    this.actor = actor
  }
}

/** What is reached for: whose records, and which request of theirs where it is about one. */
type Resource = { subjectId?: string; requestId?: string }

/** True when the table lets the actor do it, to the records of `subjectId` where the reach is one's own. */
export function isAllowed(actor: Actor, permission: Permission, resource: Resource = {}) {
  const rule: Rule = permissions[permission]
  switch (actor.kind) {
    case 'visitor':
      return rule.visitor === 'any'
    case 'subject':
      return (
        rule.subject === 'any' ||
        (rule.subject === 'own' &&
          isPresentAndEqual(actor.subjectId, resource.subjectId) &&
          (actor.onlyRequest === undefined || actor.onlyRequest === resource.requestId))
      )
    case 'representative':
      return (
        rule.representative === 'any' ||
        (rule.representative === 'own' && isPresentAndEqual(actor.subjectId, resource.subjectId))
      )
    case 'program':
      return (
        rule.program === '' ||
        [rule.program ?? []].flat().some((scope: string) => actor.scopes.includes(scope))
      )
    case 'staff':
      return (
        isOpenTo(actor, rule) &&
        holdsOne(actor, rule.staff ?? []) &&
        (!(rule.personal || rule.cleared) || actor.clearance === true)
      )
    case 'system':
      return rule.system === 'any'
  }
}

/** A session that waits for passkeys does what a visitor may, and adds them. */
const isOpenTo = ({ waitsForPasskeys }: StaffActor, { visitor, waiting }: Rule) =>
  waitsForPasskeys === undefined || visitor === 'any' || waiting === true

const holdsOne = ({ roles }: StaffActor, wanted: readonly StaffRole[]) =>
  wanted.some((role) => roles.includes(role))

const isPresentAndEqual = (a: string, b: string | undefined) => a !== '' && a === b

/** Asked by every use case and query before anything else. Throws `Denied`. */
export function authorize(actor: Actor, permission: Permission, resource: Resource = {}) {
  if (!isAllowed(actor, permission, resource)) throw new Denied(actor, permission)
}
