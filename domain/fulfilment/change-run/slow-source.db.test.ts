import { afterAll, beforeAll, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { newId } from '#platform/ids.ts'
import { crmSettings, httpSourcesFile, openCrm } from '#testing/http-source.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { jobsOf, staffContext } from '#testing/requests.ts'
import { fileCorrection } from '../changes/file-correction.ts'
import { readChanges } from '../changes/read-changes.ts'
import { dataCursor } from '../own-data/data-cursor.ts'
import { planSourceChanges } from './plan-source-changes.ts'
import { runSourceChanges } from './run-source-changes.ts'

let portal: TestPortal
let crm: Awaited<ReturnType<typeof openCrm>>
beforeAll(async () => {
  crm = await openCrm()
  portal = await testPortal({ HTTP_SOURCES_FILE: httpSourcesFile(crmSettings(crm.url, crm.key)) })
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
})
afterAll(() => Promise.all([crm.close(), portal.close()]))

test('a system that answers later is asked each question once, and the correction ends when all are answered', async () => {
  const { subjectId, externalId } = await portal.addPerson()
  crm.addPerson(externalId)
  const own = portal.as({ kind: 'subject', subjectId }, 'kk')
  const record = dataCursor(portal.services.keys, subjectId, { item: 'crm.contacts', key: [7] })
  const input = { record, field: 'name', value: 'Дана', idempotencyKey: newId() }
  const filed = await fileCorrection(own, input, () => ({ item: 'I', old: 'O', correct: 'C' }))
  if (filed.status !== 'filed') throw new Error(JSON.stringify(filed))
  const { reference } = filed
  const officer = (await staffContext(portal, ['privacy-officer'])).ctx
  for (const step of ['take', 'decide'])
    expect(await takeRequestStep(officer, stepSchema.parse({ reference, step }))).toMatchObject({
      status: 'done',
    })
  const [job] = await jobsOf(portal, 'plan-source-changes')
  await planSourceChanges(portal.system, job?.payload as never)

  crm.options.answer = 'poll'
  crm.clock.now = () => portal.services.clock.unmoved().getTime()
  const change = async () => (await readChanges(officer, reference))[0]
  const states: unknown[] = []
  for (let tries = 0; tries < 6 && (await change())?.state !== 'done'; tries += 1) {
    await runSourceChanges(portal.system, new AbortController().signal)
    const { state, code } = (await change()) ?? {}
    states.push([state, code])
    await crm.finish()
    portal.passTime(5 * 60_000)
  }
  // The change, the reading back, and the search for the old value.
  expect(states).toEqual([
    ['failed', 'pending'],
    ['failed', 'pending'],
    ['failed', 'pending'],
    ['done', null],
  ])
  expect(crm.carriedOut).toHaveLength(1)
  expect(await change()).toMatchObject({ matched: 1, changed: 1, left: 0, oldIn: [] })
})
