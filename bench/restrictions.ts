// From an officer's click to the first refusal: `npm run bench -- restrictions [restrictions]`, 200 by default, half of them
// blockings. A program asks about the person all the time, while others ask 100 questions and record 50 choices a second.
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import { contextFor } from '#domain/access/context.ts'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import { findSubject } from '#domain/people/subjects/ensure-subject.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { inviteStaff } from '#domain/staff/team/invite-staff.ts'
import { decide } from '#testing/consent.ts'
import { formOf } from '#testing/requests.ts'
import { openGround } from './ground.ts'
import { type Call, load } from './http-load.ts'
import { loadPeople } from './people-of-bench.ts'

const restrictions = Number(process.argv[2] ?? 200)
const people = 20_000
const ground = await openGround()
await loadPeople(ground.owner, { people, eventsEach: 4 })
const { ctx } = ground
await loadCalendar(ctx, calendarSchema.parse(calendar))
const email = 'officer@bench.example.kz'
const invited = await inviteStaff(ctx, { email, fullName: 'B', roles: ['privacy-officer'], locale: 'ru' })
if (invited.status !== 'invited') throw new Error(invited.code)
const officer = contextFor(ctx.services, {
  actor: { kind: 'staff', staffId: invited.staffId, roles: ['privacy-officer'], clearance: true },
  locale: 'ru',
})

/** Somebody with a consent whose request an officer has taken. */
async function asked(n: number) {
  const externalId = `restricted-${n}`
  await importSubjects(ctx, [{ externalId, fullName: 'B', locale: 'ru' }], 'import')
  const subjectId = (await findSubject(ctx, externalId)) ?? ''
  const own = contextFor(ctx.services, { actor: { kind: 'subject', subjectId }, locale: 'ru' })
  await decide(own, subjectId, { decision: 'granted' })
  const filed = await fileRequest(own, formOf(n % 2 ? 'restriction/unlawful' : 'restriction/disputed'))
  if (filed.status !== 'filed') throw new Error(filed.code)
  await takeRequestStep(officer, stepSchema.parse({ reference: filed.reference, step: 'take' }))
  return { externalId, reference: filed.reference }
}
const waiting: Awaited<ReturnType<typeof asked>>[] = []
for (let n = 0; n < restrictions; n++) waiting.push(await asked(n))

const headers = { authorization: `Bearer ${ground.key}` }
const question = (subject: string): Call => ({
  method: 'POST',
  path: '/api/v1/decisions',
  headers,
  body: JSON.stringify({ subject, purpose: 'analytics' }),
})
const somebody = () => `person-${Math.floor(Math.random() * people)}`
const put = (): Call => ({
  method: 'PUT',
  path: `/api/v1/subjects/${somebody()}/choices`,
  headers,
  body: JSON.stringify({
    policyVersion: 1,
    locale: 'ru',
    origin: 'settings',
    choices: [{ purpose: 'analytics', decision: Math.random() < 0.5 ? 'granted' : 'withdrawn' }],
  }),
})

const { port, ...portal } = await ground.serve('api-server.ts')
const ask = async (subject: string): Promise<{ allowed: boolean; reason: string }> => {
  const { method, path, body } = question(subject)
  const typed = { ...headers, 'content-type': 'application/json' }
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers: typed, body })
  return (await answer.json()) as { allowed: boolean; reason: string }
}

async function measure() {
  const times: number[] = []
  let tooLate = 0
  for (const { externalId, reference } of waiting) {
    const before = await ask(externalId)
    if (!before.allowed) throw new Error(`${externalId}: ${before.reason}`)
    const clicked = performance.now()
    let isCommitted = false
    const click = takeRequestStep(
      officer,
      stepSchema.parse({ reference, step: 'fulfil', message: 'B' }),
    ).then(() => {
      isCommitted = true
    })
    for (;;) {
      const afterCommit = isCommitted
      const { reason } = await ask(externalId)
      if (reason === 'restricted') break
      if (afterCommit) tooLate += 1
    }
    times.push(performance.now() - clicked)
    await click
  }
  return { times: times.sort((a, b) => a - b), tooLate }
}

let isOver = false
const beside = async (next: () => Call, rate: number) => {
  while (!isOver) await load({ port, connections: 8, seconds: 2, next, rate })
}
const noise = [beside(() => question(somebody()), 100), beside(put, 50)]
const { times, tooLate } = await measure()
isOver = true
await Promise.all(noise)
await portal.stop()
await ground.close()

const at = (share: number) => Math.round(times[Math.ceil(times.length * share) - 1] ?? 0)
const result = { restrictions, p50: at(0.5), p95: at(0.95), p99: at(0.99), slowest: at(1), tooLate }
console.table({ 'click to refusal, ms': result })
console.log(JSON.stringify({ bench: 'restrictions', ...result }))
if (result.p99 >= 1000 || tooLate > 0) process.exitCode = 1
