import type { Actor, StaffRole } from './actor.ts'

/** What a permission may reach: nothing, what belongs to the person, or everything. */
type Reach = 'own' | 'any'
type Rule = {
  visitor?: 'any'
  subject?: Reach
  program?: string
  system?: 'any'
  staff?: readonly StaffRole[]
}

/** The one table of permissions: action x who x reach. What is not here is denied. */
export const permissions = {
  'policy.read': { visitor: 'any', subject: 'any', program: '', system: 'any' },
  'sign-in.ask': { visitor: 'any', subject: 'any' },
  'sign-in.prove': { visitor: 'any', subject: 'any' },
  'sign-out': { subject: 'own' },
  'profile.read': { subject: 'own', system: 'any' },
  'profile.change': { subject: 'own' },
  'email-change.confirm': { visitor: 'any', subject: 'any' },
  'choices.read': { subject: 'own', program: 'choices:read', system: 'any' },
  'choices.record': { subject: 'own', program: 'choices:write', system: 'any' },
  'history.read': { subject: 'own', program: 'choices:read', system: 'any' },
  'sign-in.sweep': { system: 'any' },
  'sign-in-mail.read': { system: 'any' },
  'email-change-mail.read': { system: 'any' },
  'subjects.import': { system: 'any' },
  'subjects.ensure': { program: 'choices:write', system: 'any' },
  'subjects.find': { program: '', system: 'any' },
  'policy.publish': { system: 'any' },
  'mailbox.read': { visitor: 'any', subject: 'any' },
} as const satisfies Record<string, Rule>

export type Permission = keyof typeof permissions

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

/** True when the table lets the actor do it, to the records of `subjectId` where the reach is one's own. */
export function isAllowed(actor: Actor, permission: Permission, resource: { subjectId?: string } = {}) {
  const rule: Rule = permissions[permission]
  switch (actor.kind) {
    case 'visitor':
      return rule.visitor === 'any'
    case 'subject':
      return (
        rule.subject === 'any' ||
        (rule.subject === 'own' && isPresentAndEqual(actor.subjectId, resource.subjectId))
      )
    case 'program':
      return rule.program === '' || (rule.program !== undefined && actor.scopes.includes(rule.program))
    case 'staff':
      return rule.staff?.some((role) => actor.roles.includes(role)) ?? false
    case 'system':
      return rule.system === 'any'
  }
}

const isPresentAndEqual = (a: string, b: string | undefined) => a !== '' && a === b

/** Asked by every use case and query before anything else. Throws `Denied`. */
export function authorize(actor: Actor, permission: Permission, resource: { subjectId?: string } = {}) {
  if (!isAllowed(actor, permission, resource)) throw new Denied(actor, permission)
}
