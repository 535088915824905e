import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import { tryWithdrawal } from '#domain/consent/choices/try-withdrawal.ts'
import { countSent } from '#domain/integrations/mail/count-mail.ts'
import { keepUndelivered } from '#domain/integrations/mail/keep-undelivered.ts'
import { mailIdOf } from '#domain/integrations/mail/mail-id.ts'
import { forgetUndelivered } from '#domain/integrations/mail/release-undelivered.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { recordClearance } from '#domain/staff/clearances/record-clearance.ts'
import { newId } from '#platform/ids.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { evidenceOf, measureAgain, stateOf } from '#testing/evidence.ts'
import { openedIncident } from '#testing/incidents.ts'
import { addRequest, staffContext } from '#testing/requests.ts'
import { enterClearance } from '#testing/staff.ts'
import { addEndpoint, message, openReceiver, tell, work } from '#testing/webhooks.ts'
import { planAudit } from '../audits/record-audit.ts'
import type { EvidenceId } from '../rules/evidence.ts'
import { recordSubprocessor } from '../subprocessors/record-subprocessor.ts'
import { subprocessorSchema } from '../subprocessors/subprocessor-schemas.ts'

// Each test breaks the real thing and touches no measurement: the value turns by itself.

const HOUR = 3_600_000
const DAY = 24 * HOUR
const news = { purpose: 'communication', topic: 'new-materials', channel: 'email' } as const

let portal: ConsentPortal
beforeAll(async () => {
  portal = await consentPortal(undefined, { PORTAL_WEBHOOK_LOOPBACK: 'on' })
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
}, 60_000)
afterAll(() => portal.close())

const asOwner = (statement: string) => portal.database.owner.db.execute(sql.raw(statement))

test('a term that passes without an answer: 10 of 10, then 10 of 11', async () => {
  const officer = await staffContext(portal, ['privacy-officer'])
  for (let n = 0; n < 10; n += 1) {
    const { reference } = await addRequest(portal, 'rectification')
    for (const step of [{ step: 'take' }, { step: 'fulfil', message: 'Түзетілді.' }])
      await takeRequestStep(officer.ctx, stepSchema.parse({ reference, ...step }))
  }
  // From the evening on, a request of that day is due within a day after six more hours.
  await measureAgain(portal, 14 * DAY + untilMorning())
  const figures = { due: 10, inTime: 10, refused: 0, open: 0, overdue: 0, medianDays: 0 }
  expect(await evidenceOf(portal, 'rectification-in-time')).toMatchObject({ state: 'kept', figures })

  const { reference } = await addRequest(portal, 'rectification')
  await measureAgain(portal)
  expect(await stateOf(portal, 'rectification-in-time')).toBe('kept')
  await measureBefore(reference, 12 * HOUR)
  expect(await stateOf(portal, 'rectification-in-time')).toBe('due')
  await measureAgain(portal, 13 * HOUR)
  expect(await evidenceOf(portal, 'rectification-in-time')).toMatchObject({
    state: 'broken',
    withheld: false,
    figures: { ...figures, due: 11, open: 1, overdue: 1 },
  })
})

/** How long it is until six in the morning in Almaty, ms. */
function untilMorning(): number {
  const six = Date.parse(`${almatyDate(portal.services.clock.now())}T06:00:00+05:00`)
  const left = six - portal.services.clock.now().getTime()
  return left < 0 ? left + DAY : left
}

/** Time passes to so long before the term of a request ends, and everything is measured. */
async function measureBefore(reference: string, ms: number) {
  const [row] = await portal.database.owner.db.execute<{ due: string }>(
    sql`SELECT due_at AS due FROM request WHERE reference = ${reference}`,
  )
  const leftMs = Date.parse(row?.due ?? '') - portal.services.clock.now().getTime()
  await measureAgain(portal, leftMs - ms)
}

const kinds: [EvidenceId, KindName][] = [
  ['objections-in-time', 'objection'],
  ['access-in-time', 'access'],
  ['erasure-in-time', 'erasure/wish'],
  ['restriction-in-time', 'restriction/disputed'],
  ['portability-in-time', 'portability'],
  ['withdrawal-in-time', 'withdrawal/optional'],
]
test.each(kinds)('%s is broken when the term of a request of its kind passes', async (id, kind) => {
  await measureAgain(portal)
  expect(await stateOf(portal, id)).toBe('neutral')
  const { reference } = await addRequest(portal, kind)
  // A working day in Almaty, the shortest term, is longer than these thirteen hours.
  await measureBefore(reference, 12 * HOUR)
  expect(await stateOf(portal, id)).toBe('due')
  await measureAgain(portal, 13 * HOUR)
  expect(await evidenceOf(portal, id)).toMatchObject({ state: 'broken', withheld: true, figures: null })
})

test('a question that nobody answers waits', async () => {
  for (let n = 0; n < 10; n += 1) await addRequest(portal, 'question')
  await measureAgain(portal)
  const figures = { asked: 10, answered: 0, waiting: 10, medianHours: null }
  expect(await evidenceOf(portal, 'questions-answered')).toMatchObject({ state: 'neutral', figures })
})

test('a person who comes without a consent', async () => {
  const people: { id: string }[] = [
    ...(await portal.database.owner.db.execute<{ id: string }>(sql`
    SELECT subject_id AS id FROM subject WHERE NOT EXISTS (SELECT FROM consent_state s
      WHERE s.subject_id = subject.subject_id AND s.purpose = 'service')`)),
  ]
  for (const { id } of people)
    await decide(portal.subject(id), id, { decision: 'granted', purpose: 'service' })
  await measureAgain(portal)
  expect(await evidenceOf(portal, 'service-consent')).toMatchObject({
    state: 'kept',
    figures: { without: 0 },
  })
  await portal.addPerson()
  await measureAgain(portal)
  expect(await evidenceOf(portal, 'service-consent')).toMatchObject({
    state: 'due',
    figures: { without: null },
  })
})

test('a withdrawal after which programs may still send', async () => {
  for (let n = 0; n < 10; n += 1) {
    const { subjectId } = await portal.addPerson()
    const own = portal.subject(subjectId)
    await decide(own, subjectId, { decision: 'granted', ...news })
    await decide(own, subjectId, { decision: 'withdrawn', ...news })
  }
  await measureAgain(portal)
  const figures = { withdrawals: 10, asked: 10, allowed: 0 }
  expect(await evidenceOf(portal, 'withdrawals-obeyed')).toMatchObject({ state: 'kept', figures })

  await asOwner(`UPDATE consent_state SET decision = 'granted' WHERE ctid = (SELECT ctid FROM consent_state
    WHERE decision = 'withdrawn' AND topic = 'new-materials' LIMIT 1)`)
  await measureAgain(portal)
  const broken = { state: 'broken', figures: { ...figures, allowed: 1 } }
  expect(await evidenceOf(portal, 'withdrawals-obeyed')).toMatchObject(broken)
})

describe('the withdrawal of a test person', () => {
  const trial = async () => {
    await measureAgain(portal, 40 * DAY)
    const { state, figures } = await evidenceOf(portal, 'withdrawals-obeyed')
    return { state, trials: figures?.trials, refusedAfterMs: figures?.refusedAfterMs }
  }
  const kept = { state: 'kept', trials: 1, refusedAfterMs: expect.any(Number) }
  /** How many rows each table of the portal has, the keys of people among them. */
  const rows = async () => {
    const tables = await portal.database.owner.db.execute<{ name: string }>(sql`
      SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND n.nspname IN ('public', 'keystore') ORDER BY 1`)
    const counts = tables.map(({ name }) => `SELECT '${name}' AS name, count(*)::int AS n FROM ${name}`)
    return [...(await asOwner(counts.join(' UNION ALL ')))]
  }

  test('is refused at the next question, and leaves no row', async () => {
    const before = await rows()
    expect(before.length).toBeGreaterThan(50)
    expect(await tryWithdrawal(portal.system)).toEqual({ refusedAfterMs: expect.any(Number) })
    expect(await rows()).toEqual(before)
    expect(await trial()).toEqual(kept)
  })

  test('answers to programs that are remembered for a while turn it red', async () => {
    await asOwner(`ALTER FUNCTION read_consent_state(text, text, text, text) RENAME TO read_state_now`)
    await asOwner(
      `CREATE TABLE remembered AS SELECT ''::text AS asked, s.* FROM read_state_now('', '', '', '') s`,
    )
    await asOwner(`CREATE FUNCTION read_consent_state(p_external_id text, p_purpose text, p_topic text, p_channel text)
      RETURNS TABLE (decision text, seq int, policy_version int, signal text, expires_at timestamptz, origin text,
        restricted boolean, changed_in int, message_class text)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM remembered r WHERE r.asked = p_external_id) THEN
          INSERT INTO remembered SELECT p_external_id, n.* FROM read_state_now(p_external_id, p_purpose, p_topic, p_channel) n;
        END IF;
        RETURN QUERY SELECT r.decision, r.seq, r.policy_version, r.signal, r.expires_at, r.origin, r.restricted,
          r.changed_in, r.message_class FROM remembered r WHERE r.asked = p_external_id;
      END $$`)
    expect(await trial()).toEqual({ state: 'broken', trials: 1, refusedAfterMs: null })
    await asOwner('DROP FUNCTION read_consent_state(text, text, text, text)')
    await asOwner('ALTER FUNCTION read_state_now(text, text, text, text) RENAME TO read_consent_state')
    await asOwner('DROP TABLE remembered')
    expect(await trial()).toEqual(kept)
  })

  test('a withdrawal that the ledger takes and the state of consents does not turns it red', async () => {
    await asOwner(`CREATE FUNCTION keep_granted() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW.decision = 'withdrawn' THEN RETURN OLD; END IF; RETURN NEW; END $$`)
    await asOwner(
      `CREATE TRIGGER keep_granted BEFORE UPDATE ON consent_state FOR EACH ROW EXECUTE FUNCTION keep_granted()`,
    )
    expect(await trial()).toEqual({ state: 'broken', trials: 1, refusedAfterMs: null })
    await asOwner('DROP TRIGGER keep_granted ON consent_state')
    expect(await trial()).toEqual(kept)
  })
})

test('a receiver that takes no message, and a letter to an address that does not exist', async () => {
  const receiver = await openReceiver()
  const { endpointId } = await addEndpoint(portal, receiver.url, ['choice.recorded'])
  const subjectId = newId()
  await tell(portal, endpointId, [message(subjectId)])
  await work(portal, { subjectId, endpointId })
  await measureAgain(portal)
  expect(await stateOf(portal, 'messages-delivered')).toBe('kept')

  const job = { task: 'send-sign-in-mail', payload: { verificationId: newId() } }
  const absent = { kind: 'server', reason: 'server-away', code: 'ECONNREFUSED' } as const
  expect(await keepUndelivered(portal.system, job, absent)).toBe('waiting')
  await measureAgain(portal)
  expect(await stateOf(portal, 'messages-delivered')).toBe('kept')
  await measureAgain(portal, 19 * HOUR)
  const late = { state: 'due', figures: { late: 1, lettersGivenUp: 0 } }
  expect(await evidenceOf(portal, 'messages-delivered')).toMatchObject(late)
  await forgetUndelivered(portal.system, mailIdOf(job))

  receiver.answers.status = 410
  await tell(portal, endpointId, [message(subjectId)])
  await work(portal, { subjectId, endpointId })
  await receiver.close()
  await measureAgain(portal)
  const broken = { state: 'broken', figures: { messagesGivenUp: 1, lettersGivenUp: 0 } }
  expect(await evidenceOf(portal, 'messages-delivered')).toMatchObject(broken)

  for (let n = 0; n < 3; n += 1) await countSent(portal.system, 'send-sign-in-mail')
  const failure = { kind: 'never', reason: 'unknown-address', code: '550 5.1.1' } as const
  await keepUndelivered(portal.system, job, failure)
  await measureAgain(portal)
  expect(await evidenceOf(portal, 'messages-delivered')).toMatchObject({
    figures: { messages: 2, messagesGivenUp: 1, letters: 4, lettersGivenUp: 1 },
  })
})

/** Records of the audit log that were taken out up to now. */
let taken = 0
const recorded = async () => {
  await measureAgain(portal)
  return evidenceOf(portal, 'actions-recorded')
}
const inThree = (of: string) => ({ [`${of}Kk`]: 'A', [`${of}Ru`]: 'A', [`${of}En`]: 'A' })
const company = {
  ...inThree('name'),
  ...inThree('service'),
  subprocessorId: '',
  country: 'KZ',
  transferBasis: 'home',
  categories: 'registration',
  effectiveOn: '2026-01-15',
  since: '2025-01-15',
  agreementName: '',
  agreementSha256: '',
  agreementOn: '',
  agreementEndsOn: '',
}

test('an action whose record was taken out of the audit log', async () => {
  const { reference } = await addRequest(portal, 'access')
  await measureAgain(portal)
  expect(await evidenceOf(portal, 'actions-recorded')).toMatchObject({
    state: 'kept',
    figures: { missing: 0 },
  })
  await asOwner(`DELETE FROM audit_event WHERE action = 'request.file' AND resource =
    (SELECT 'request:' || request_id FROM request WHERE reference = '${reference}')`)
  await measureAgain(portal)
  expect(await evidenceOf(portal, 'actions-recorded')).toMatchObject({
    state: 'broken',
    figures: { missing: 1 },
  })
  taken += 1
})

test.each([
  ['incident.open', 'a step of an incident'],
  ['staff.record-clearance', 'a training in the register of staff'],
  ['security-audit.plan', 'an audit that was planned'],
  ['subprocessor.state', 'an entry of a subprocessor'],
  ['policy.publish', 'a published version'],
])('the record of %s is taken out of the audit log: %s', async (action) => {
  const security = (await staffContext(portal, ['security-officer'])).ctx
  const privacy = (await staffContext(portal, ['privacy-officer'])).ctx
  const { ctx: admin } = await staffContext(portal, ['administrator'])
  const { staffId } = await staffContext(portal, ['auditor'])
  await openedIncident(security, portal)
  const doneOn = day(portal, -30 * DAY)
  const training = { staffId, kind: 'training', doneOn, endsOn: null } as const
  const file = { content: Buffer.from('%PDF-1.7'), type: { mediaType: 'application/pdf' } }
  expect(await recordClearance(admin, training, file)).toEqual({ status: 'done' })
  await planAudit(security, { kind: 'audit', scope: 'S', performer: 'P', plannedOn: day(portal, DAY) })
  await recordSubprocessor(privacy, subprocessorSchema.parse(company))
  const [version] = await portal.database.owner.db.execute<{ last: number }>(
    sql`SELECT max(version) AS last FROM policy_version`,
  )
  await portal.publishPolicy(Number(version?.last) + 1)
  const { figures: before } = await recorded()
  expect(before).toMatchObject({ missing: taken })
  await asOwner(`DELETE FROM audit_event WHERE audit_id =
    (SELECT audit_id FROM audit_event WHERE action = '${action}' ORDER BY audit_id DESC LIMIT 1)`)
  taken += 1
  expect(await recorded()).toMatchObject({ state: 'broken', figures: { missing: taken } })
})

test('a training that ends and an agreement that is withdrawn turn their evidence red', async () => {
  const states = async () => [
    await stateOf(portal, 'staff-cleared'),
    await stateOf(portal, 'training-current'),
  ]
  const rows = await portal.database.owner.db.execute<{ id: string }>(
    sql`SELECT staff_id AS id FROM staff_member`,
  )
  const everybody = [...rows].map(({ id }) => id)
  await enterClearance(portal, everybody, { agreement: '2026-01-01', training: day(portal, 200 * DAY) })
  await measureAgain(portal)
  expect(await states()).toEqual(['broken', 'broken'])
  await enterClearance(portal, everybody, { training: day(portal, 0) })
  await measureAgain(portal)
  expect(await states()).toEqual(['kept', 'kept'])
  await asOwner(`UPDATE staff_clearance SET done_on = done_on - 340 WHERE clearance_id = (SELECT clearance_id
    FROM staff_clearance WHERE kind = 'training' ORDER BY recorded_at DESC, clearance_id DESC LIMIT 1)`)
  await measureAgain(portal)
  expect(await states()).toEqual(['due', 'due'])
  await measureAgain(portal, 340 * DAY)
  expect(await states()).toEqual(['broken', 'broken'])
  await enterClearance(portal, everybody, { training: day(portal, 0), agreement: null })
  await measureAgain(portal)
  expect(await states()).toEqual(['broken', 'kept'])
  await enterClearance(portal, everybody, { agreement: day(portal, 0) })
  await measureAgain(portal)
  expect(await states()).toEqual(['kept', 'kept'])
  // A date and a sum are no document.
  await asOwner(
    `UPDATE staff_clearance SET sha256 = sha256('x'), content_sealed = NULL WHERE done_on IS NOT NULL`,
  )
  await measureAgain(portal)
  expect(await states()).toEqual(['broken', 'broken'])
  await asOwner(`UPDATE staff_clearance SET content_sealed = 'x' WHERE done_on IS NOT NULL`)
  await measureAgain(portal)
  expect(await states()).toEqual(['kept', 'kept'])
  await asOwner(`UPDATE staff_clearance SET ends_on = '${day(portal, 40 * DAY)}' WHERE clearance_id = (SELECT
    clearance_id FROM staff_clearance WHERE kind = 'agreement' ORDER BY recorded_at DESC, clearance_id DESC LIMIT 1)`)
  await measureAgain(portal)
  expect(await states()).toEqual(['kept', 'kept'])
  await measureAgain(portal, 20 * DAY)
  expect(await states()).toEqual(['due', 'kept'])
  await measureAgain(portal, 21 * DAY)
  expect(await states()).toEqual(['broken', 'kept'])
})

const day = (of: ConsentPortal, ms: number) =>
  new Date(of.services.clock.now().getTime() + ms).toISOString().slice(0, 10)

test('a new master key, and an old one that is taken away', async () => {
  await measureAgain(portal)
  expect(await stateOf(portal, 'keys-current')).toBe('kept')
  portal.services.keys.addMaster()
  await measureAgain(portal)
  expect(await stateOf(portal, 'keys-current')).toBe('due')
  portal.services.keys.destroyMaster(1)
  await measureAgain(portal)
  expect(await stateOf(portal, 'keys-current')).toBe('broken')
})
