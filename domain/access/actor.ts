import type { staffRoles } from '#db/schema/access-codes.ts'

export type StaffRole = (typeof staffRoles)[number]

/** To add passkeys, because there are fewer than two; or to use one, because a code opened the session. */
export type PasskeysAwaited = 'add' | 'use'

export type StaffActor = {
  kind: 'staff'
  staffId: string
  roles: readonly StaffRole[]
  /** Non-disclosure signed and training done within twelve months: without it no personal data. */
  clearance: boolean
  /** Gave a code within the last minutes: needed for sensitive actions. */
  sudo?: boolean
  /** A passkey was used in this session: to sign in, or to confirm. */
  byPasskey?: true
  /** The operator requires passkeys of the role: until then the session does nothing else. */
  waitsForPasskeys?: PasskeysAwaited
}

/** Who acts. A data subject acts on their own records; programs and staff within their rights; the system by name of its task. */
export type Actor =
  | { kind: 'visitor' }
  /** `onlyRequest`: the session of one request; it reaches nothing else of the subject. */
  | { kind: 'subject'; subjectId: string; onlyRequest?: string }
  /** Acts for a minor: `subjectId` is the minor, and only what a representative may do is reached. */
  | { kind: 'representative'; subjectId: string; representationId: string }
  | StaffActor
  | { kind: 'program'; keyId: string; scopes: readonly string[] }
  | { kind: 'system'; task: string }

export const visitor: Actor = { kind: 'visitor' }

/** The id under which the audit log names the actor; null for a visitor. */
export function actorId(actor: Actor): string | null {
  switch (actor.kind) {
    case 'visitor':
      return null
    case 'subject':
      return actor.subjectId
    case 'representative':
      return actor.representationId
    case 'staff':
      return actor.staffId
    case 'program':
      return actor.keyId
    case 'system':
      return actor.task
  }
}
