import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import type { StaffRole } from '#domain/access/actor.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { consentPortal } from '../consent.ts'
import { addRequest, jobsOf, staffContext } from '../requests.ts'
import { testWitness } from '../witness.ts'

/** A portal with published words, a calendar and a member of each role, for calls that are tried without the audit log. */
export async function openWorld() {
  const folder = mkdtempSync(join(tmpdir(), 'portal-world-'))
  writeFileSync(join(folder, 'witnesses'), '')
  const settings = { PORTAL_GUARDIANS: 'on', AUDIT_WITNESSES_FILE: join(folder, 'witnesses') }
  const portal = await consentPortal(12, settings)
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  const member = (...roles: StaffRole[]) => staffContext(portal, roles)
  return {
    portal,
    member,
    /** Where the transparency log is kept outside the database. */
    logFolder: join(folder, 'log'),
    witness: testWitness(),
    admin: (await member('administrator')).ctx,
    officer: await member('privacy-officer', 'support'),
    second: await member('privacy-officer'),
    security: await member('security-officer'),
    auditor: (await member('auditor')).ctx,
    /** The day in so many days. */
    day: (days: number) => addDays(almatyDate(portal.services.clock.now()), days),
    request: (kind: Parameters<typeof addRequest>[1], given = {}) => addRequest(portal, kind, given),
    async person() {
      const person = await portal.addPerson()
      return { ...person, own: portal.as({ kind: 'subject', subjectId: person.subjectId }, 'kk') }
    },
    /** The payload of the newest job of a task. */
    async newest(task: string) {
      const job = (await jobsOf(portal, task)).at(-1)
      if (!job) throw new Error(`no job ${task}`)
      return job.payload as Record<string, string>
    },
  }
}

export type World = Awaited<ReturnType<typeof openWorld>>

/**
 * By the id of a use case: prepares what it needs, and gives one call of it that would be recorded. The call is made twice, first
 * where it cannot be recorded.
 */
export type Calls<Of = World> = Record<string, (world: Of) => Promise<() => Promise<unknown>>>

/** All that a use case gives piece by piece. */
export async function drain(pieces: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of pieces);
}

/** A result that must be there. */
export function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('nothing was found')
  return value
}
