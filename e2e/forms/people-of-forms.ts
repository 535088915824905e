import { randomUUID } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import type { StaffRole } from '#domain/access/actor.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { sessionCookie, staffCookie } from '#domain/access/session-cookie.ts'
import { openSession } from '#domain/people/sign-in/sessions.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { type RequestDetails, stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { readStaffRequest } from '#domain/requests/queue/read-request.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { readDisclosures } from '#domain/requests/view/read-disclosures.ts'
import { openStaffSession } from '#domain/staff/sessions/staff-sessions.ts'
import { staffSession } from '../../db/schema/staff.ts'
import type { Locale } from '../../i18n/locales.ts'
import { hashToken } from '../../platform/crypto/tokens.ts'
import type { Portal } from '../people.ts'
import { mintStaff } from '../staff.ts'

export async function learnerIn(portal: Portal, locale: Locale, welcomed = true) {
  const learner = await portal.mint({ locale, welcomed })
  const { env, clock } = portal.services
  const { token } = await portal.system.transaction((tx) =>
    openSession(tx, learner.subjectId, 'link', clock.now()),
  )
  return { ...learner, cookies: { [sessionCookie(env).name]: token } }
}

const members = new Map<StaffRole, ReturnType<typeof mintStaff>>()

/** One of a role for all tries, since a password takes its time to hash; no form here changes who signs in with it. */
function memberOf(portal: Portal, role: StaffRole) {
  const known = members.get(role) ?? mintStaff(portal, role)
  members.set(role, known)
  return known
}

/** A newly signed-in staff member, with a recent code unless stated otherwise. */
export async function staffIn(portal: Portal, role: StaffRole, sudo = true) {
  const member = sudo ? await memberOf(portal, role) : await mintStaff(portal, role)
  const { env, clock } = portal.services
  const { token } = await portal.system.transaction(async (tx) => {
    const session = await openStaffSession(tx, member.staffId, clock.now())
    const sudoUntil = sudo ? new Date(clock.now().getTime() + 600_000) : null
    await tx
      .update(staffSession)
      .set({ sudoUntil })
      .where(eq(staffSession.tokenHash, hashToken(session.token)))
    return session
  })
  const actor = {
    kind: 'staff',
    staffId: member.staffId,
    roles: [role],
    clearance: true,
    sudo,
  } as const
  const ctx = contextFor(portal.services, { actor, locale: 'ru' })
  return { ...member, ctx, cookies: { [staffCookie(env).name]: token } }
}

const owed: Partial<Record<KindName, RequestDetails>> = {
  rectification: { item: 'Туған күні', 'correct-value': '14.03.1999' },
  question: { message: 'Деректерім қайда сақталады?' },
}

/** A request of a new learner, moved on by the given steps. */
export async function caseOf(
  portal: Portal,
  locale: Locale,
  kind: KindName,
  steps?: { ctx: Context; given: readonly Record<string, string>[] },
) {
  const learner = await learnerIn(portal, locale)
  const own = portal.as(learner.subjectId, locale)
  const filed = await fileRequest(own, { kind, details: owed[kind] ?? {}, idempotencyKey: randomUUID() })
  if (filed.status !== 'filed') throw new Error(`not filed: ${filed.code}`)
  const { reference } = filed
  for (const one of steps?.given ?? []) {
    const outcome = await takeRequestStep(steps?.ctx ?? own, stepSchema.parse({ ...one, reference }))
    if (outcome.status !== 'done') throw new Error(`${one.step}: ${outcome.code}`)
  }
  return { ...learner, reference }
}

/** A learner whose request support has opened: what the log has recorded of it. */
export async function lookedAt(portal: Portal, locale: Locale) {
  const { ctx } = await staffIn(portal, 'support')
  const learner = await caseOf(portal, locale, 'access')
  await readStaffRequest(ctx, learner.reference)
  const own = portal.as(learner.subjectId, locale)
  const [seen] = await readDisclosures(own, learner.subjectId)
  if (!seen) throw new Error('an opened request is not in the history')
  return { ...learner, own, record: seen.auditId }
}

// Columns that change without a form.
const restless = [
  'seen_at',
  'staff_opened_at',
  'updated_at',
  'totp_last_step',
  'expires_at',
  'token_hash',
  'granted_at',
]
const bySubject = [
  'subject',
  'consent_event',
  'consent_state',
  'email_change',
  'external_account',
  'request',
  'request_step',
  'request_message',
  'request_note',
  'request_attachment',
  'unverified_request',
  'access_report',
  'source_change',
  'recipient_notice',
]
const byStaff = ['staff_member', 'staff_role', 'staff_invitation']

/** Everything that is kept of these people and members, row by row. */
export async function recordsOf(portal: Portal, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const parts = [
    ...bySubject.map((table) => [table, 'subject_id']),
    ...byStaff.map((table) => [table, 'staff_id']),
  ].map(
    ([table = '', key = '']) =>
      sql`SELECT ${sql.raw(`'${table}'`)} || ' ' || (to_jsonb(t) - ${sql.raw(`ARRAY['${restless.join("','")}']`)})::text AS row
        FROM ${sql.identifier(table)} t WHERE ${sql.identifier(key)} IN (${sql.join(
          ids.map((id) => sql`${id}::uuid`),
          sql`, `,
        )})`,
  )
  const rows = await portal.system.transaction((tx) =>
    tx.execute<{ row: string }>(sql`${sql.join(parts, sql` UNION ALL `)} ORDER BY 1`),
  )
  return [...rows].map(({ row }) => row)
}
