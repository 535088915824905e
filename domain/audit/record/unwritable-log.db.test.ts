import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import { searchAuditLog } from '#domain/assurance/audit-log/search-audit-log.ts'
import { withdrawAll } from '#domain/consent/choices/withdraw-all.ts'
import { recordChoices } from '#domain/consent/ledger/record-choices.ts'
import { recordChoicesSchema } from '#domain/consent/rules/choice-schemas.ts'
import { createEndpoint } from '#domain/integrations/endpoints/create-endpoint.ts'
import { createApiKey } from '#domain/integrations/keys/create-api-key.ts'
import { askEmailChange } from '#domain/people/email-change/change-email.ts'
import { askSignIn } from '#domain/people/sign-in/ask-sign-in.ts'
import { ensureSubject } from '#domain/people/subjects/ensure-subject.ts'
import { changeProfile } from '#domain/people/subjects/profile.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { findRequests } from '#domain/requests/queue/find-requests.ts'
import { readStaffRequest } from '#domain/requests/queue/read-request.ts'
import { revealSubject } from '#domain/requests/queue/reveal-subject.ts'
import { addNote } from '#domain/requests/steps/add-note.ts'
import { assignRequest } from '#domain/requests/steps/assign-request.ts'
import { sendMessage } from '#domain/requests/steps/send-message.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { changeCalendarDay, loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { inviteStaff } from '#domain/staff/team/invite-staff.ts'
import { newId } from '#platform/ids.ts'
import { consentPortal } from '#testing/consent.ts'
import { addRequest, formOf, staffContext } from '#testing/requests.ts'

let portal: Awaited<ReturnType<typeof consentPortal>>
beforeAll(async () => {
  portal = await consentPortal()
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
})
afterAll(() => portal.close())

/** How many rows every table has, and a hash of what is in them; limits count attempts, whatever becomes of them. */
async function fingerprint() {
  const { db } = portal.database.owner
  const tables = await db.execute<{ name: string }>(sql`
    SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r'
      AND relnamespace IN ('public'::regnamespace, 'keystore'::regnamespace, 'graphile_worker'::regnamespace)
      AND relname <> 'rate_limit' ORDER BY 1`)
  const found: Record<string, unknown> = {}
  for (const { name } of tables) {
    const [row] = await db.execute(
      sql`SELECT count(*)::int AS n, md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) AS hash FROM ${sql.raw(name)} t`,
    )
    found[name] = row
  }
  return found
}

test('where the log cannot be written no action happens', { timeout: 60_000 }, async () => {
  const { person, own, reference } = await addRequest(portal, 'access')
  const taken = await addRequest(portal, 'access')
  const officer = await staffContext(portal, ['privacy-officer', 'support'])
  const administrator = (await staffContext(portal, ['administrator'])).ctx
  const auditor = (await staffContext(portal, ['auditor'])).ctx
  const sudo = { ...officer.ctx, actor: { ...officer.ctx.actor, sudo: true } }
  const admin = { ...administrator, actor: { ...administrator.actor, sudo: true } } as typeof administrator
  const step = (input: object) => stepSchema.parse({ reference: taken.reference, ...input })
  await takeRequestStep(officer.ctx, step({ step: 'take' }))
  const { subjectId } = person
  const given = (decision: 'granted' | 'withdrawn') =>
    recordChoicesSchema.parse({
      policyVersion: 1,
      origin: 'choices',
      locale: 'ru',
      idempotencyKey: newId(),
      choices: [{ purpose: 'analytics', decision }],
    })
  await recordChoices(own, subjectId, given('granted'))

  const actions: Record<string, () => Promise<unknown>> = {
    'a sign-in': () => askSignIn(portal.visitor, { email: person.email, returnTo: undefined }),
    'a choice': () => recordChoices(own, subjectId, given('withdrawn')),
    'a withdrawal of everything': () =>
      withdrawAll(own, subjectId, { policyVersion: 1, idempotencyKey: newId() }),
    'a profile': () => changeProfile(own, subjectId, { fullName: 'Басқа', phone: null, locale: 'en' }),
    'an address': () => askEmailChange(own, subjectId, 'other@example.kz'),
    'a new person': () => ensureSubject(portal.system, newId(), 'kk'),
    'a request': () => fileRequest(own, formOf('portability')),
    'a step of the person': () => takeRequestStep(own, stepSchema.parse({ reference, step: 'cancel' })),
    'a step of staff': () => takeRequestStep(officer.ctx, step({ step: 'ask', message: 'Қайсысы?' })),
    'a message': () =>
      sendMessage(officer.ctx, { reference: taken.reference, message: 'Сәлем', messageId: newId() }),
    'a note': () => addNote(officer.ctx, { reference, noteId: newId(), note: 'Ескерту' }),
    'an assignment': () => assignRequest(officer.ctx, { reference, to: officer.staffId }),
    'reading a request': () => readStaffRequest(officer.ctx, reference),
    'finding requests': () => findRequests(officer.ctx, { reference }),
    'revealing a contact': () => revealSubject(sudo, { reference, reason: 'audit' }),
    'reading the log': () => searchAuditLog(auditor, {}, { size: 1 }),
    'a day of the calendar': () =>
      changeCalendarDay(admin, { date: '2027-01-05', kind: 'holiday', source: 'x', state: 'final' } as never),
    'an invitation': () =>
      inviteStaff(admin, { email: 'new@example.kz', fullName: null, roles: ['auditor'], locale: 'ru' }),
    'a key': () => createApiKey(admin, { name: 'K', scopes: ['choices:read'] }),
    'an endpoint': () =>
      createEndpoint(admin, { url: 'https://example.kz/hook', events: ['consent.changed'] } as never),
  }
  const before = await fingerprint()
  const { db } = portal.database.owner
  await db.execute(sql`REVOKE INSERT ON audit_event FROM portal_app`)
  await db.execute(
    sql`REVOKE INSERT (audit_id, actor_kind, actor_id, action, subject_id, resource, reason, fields, request_id) ON audit_event FROM portal_app`,
  )
  const happened: string[] = []
  for (const [name, act] of Object.entries(actions)) {
    const outcome = await act().then(
      (done) => `${name}: ${JSON.stringify(done)}`,
      (error: Error) =>
        /permission denied for table audit_event/.test(`${error} ${error.cause}`)
          ? null
          : `${name}: ${error} ${error.cause}`,
    )
    if (outcome) happened.push(outcome)
  }
  expect(happened).toEqual([])
  expect(await fingerprint()).toEqual(before)
})
