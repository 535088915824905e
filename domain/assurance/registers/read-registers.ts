import type { Context } from '#domain/access/context.ts'
import { authorize, isAllowed, type Permission } from '#domain/access/permissions.ts'
import { staffNames } from '#domain/staff/team/read-team.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { gatherDues } from './gather-dues.ts'
import {
  type Due,
  type DueState,
  dueState,
  dueTerms,
  type RegisterName,
  registerNames,
} from './register-dues.ts'

/** What opens each register. */
const permissionOf = {
  audits: 'audits.read',
  training: 'staff-clearances.read',
  incidents: 'incidents.read',
  subprocessors: 'subprocessors.read-register',
  backups: 'backups.read',
  review: 'access-review.read',
  processing: 'data-map.read',
  transfers: 'data-map.read',
} as const satisfies Record<RegisterName, Permission>

export type DueItem = Due & { register: RegisterName; state: DueState; member: string | null }

export type Registers = {
  /** Missing, overdue or near, in all registers that the reader may open; the nearest first. */
  due: DueItem[]
  /** Each with the next thing that is due in it. */
  registers: { name: RegisterName; open: number; next: DueItem | null }[]
}

/** The registers that the reader may open, and what is due next in them. Throws `Denied`. */
export async function readRegisters(ctx: Context): Promise<Registers> {
  authorize(ctx.actor, 'registers.read')
  const names = registerNames.filter((name) => isAllowed(ctx.actor, permissionOf[name]))
  const today = almatyDate(ctx.clock.now())
  const items = await ctx.transaction(async (tx) => {
    const dues = await gatherDues(tx, ctx, names)
    const members = await staffNames(tx, ctx.services.keys, [
      ...new Set(dues.flatMap(({ staffId }) => staffId ?? [])),
    ])
    return dues.map(
      (due): DueItem => ({
        ...due,
        register: dueTerms[due.kind].register,
        state: dueState(due, today),
        member: due.staffId ? (members.get(due.staffId) ?? null) : null,
      }),
    )
  })
  const due = items.filter(({ state }) => state !== 'later')
  return {
    due,
    registers: names.map((name) => ({
      name,
      open: due.filter(({ register }) => register === name).length,
      next: items.find(({ register }) => register === name) ?? null,
    })),
  }
}
