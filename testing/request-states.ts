import { staffRoles } from '#db/schema/access-codes.ts'
import type { Actor } from '#domain/access/actor.ts'
import type { Refusal } from '#domain/requests/rules/refusal-codes.ts'
import type { RequestState } from '#domain/requests/rules/request-state.ts'
import type { Given } from '#domain/requests/rules/step-conditions.ts'

// What the tests of the lifecycle share: one of each actor, a request, and everything that can come with a step.

export const now = new Date('2026-11-22T07:00:00Z')
type Role = (typeof staffRoles)[number]
export const staff = (role: Role, staffId: string = role, roles: readonly Role[] = [role]): Actor => ({
  kind: 'staff',
  staffId,
  roles,
  clearance: true,
})
export const owner: Actor = { kind: 'subject', subjectId: 'owner' }
export const actors: Record<string, Actor> = {
  visitor: { kind: 'visitor' },
  owner,
  stranger: { kind: 'subject', subjectId: 'stranger' },
  nobody: { kind: 'subject', subjectId: '' },
  program: { kind: 'program', keyId: 'key', scopes: ['requests:write', 'requests:read'] },
  system: { kind: 'system', task: 'requests' },
  ...Object.fromEntries(staffRoles.map((role) => [role, staff(role)])),
}
export const support = staff('support')
export const officer = staff('privacy-officer')
export const system: Actor = { kind: 'system', task: 'requests' }

export const request = (change: Partial<RequestState> = {}): RequestState => ({
  status: 'received',
  kind: 'erasure/wish',
  channel: 'portal',
  locale: 'kk',
  subjectId: 'owner',
  lapsesAt: null,
  decision: null,
  approved: false,
  approvalDelayEndsAt: null,
  oneMayDecide: false,
  corrects: false,
  executing: false,
  ...change,
})
export const refusal: Refusal = {
  code: 'IdentityVerificationFailure',
  reason: 'Жеке басы расталмады.',
  locale: 'kk',
}
export const everything: Given = { proof: true, message: true, note: true, decision: 'fulfil', refusal }
