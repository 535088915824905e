import { afterAll, beforeAll, expect, it } from 'vitest'
import { fileVisitorRequest } from '#domain/requests/visitor/file-visitor-request.ts'
import { askRequestCode } from '#domain/requests/visitor/open-visitor-request.ts'
import { openMailer } from '#platform/mail/send-mail.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, jobsOf, requestPortal, staffContext } from '#testing/requests.ts'
import { type CatchingServer, catchMail } from '#testing/worker.ts'
import { tasks } from './tasks.ts'

let portal: TestPortal
let server: CatchingServer
beforeAll(async () => {
  portal = await requestPortal()
  server = await catchMail()
})
afterAll(async () => {
  await server.close()
  await portal.close()
})

/** Runs the newest job of a task, or the newest about `what`; what it mailed. */
async function run(task: string, what?: string) {
  const jobs = await jobsOf(portal, task)
  const job = jobs.filter(({ payload }) => what === undefined || payload.what === what).at(-1)
  const handler = tasks[task]
  if (!job || !handler) throw new Error(`no job ${task}`)
  const mailer = openMailer(`smtp://127.0.0.1:${server.port}`, 'p@x.example')
  const before = server.mails.length
  const tools = { services: portal.services, mailer, platform: null }
  await handler(tools, job.payload, { id: '1', attempt: 1, signal: AbortSignal.timeout(5000) })
  mailer.close()
  return server.mails.slice(before).map(({ to, subject, text, messageId }) => {
    return { to: to?.[0]?.address, subject, text: text ?? '', messageId }
  })
}

it('a sensitive request is told to the person with the way to stop it, the same mail at every attempt', async () => {
  const { person, reference } = await addRequest(portal, 'access')
  const [mail] = await run('send-request-mail')
  expect(mail).toMatchObject({ to: person.email, subject: `${reference} сұрау салуы қабылданды` })
  expect(mail?.text).toMatch(/\/kk\/requests\/stop\/[A-Za-z0-9_-]{43}/)
  expect(mail?.text).toContain(`/kk/requests/${reference}`)
  expect((await run('send-request-mail'))[0]?.messageId).toBe(mail?.messageId)
})

it('a visitor gets a code and a link, and so does a person who asks to open their request', async () => {
  const email = 'visitor@example.kz'
  const typed = { kind: 'question', fullName: 'А Б', email, message: 'Сұрақ', locale: 'ru' } as const
  await fileVisitorRequest(portal.visitor, typed)
  const [proof] = await run('send-request-proof')
  expect(proof?.to).toBe(email)
  expect(proof?.text).toMatch(/\b\d{6}\b[\s\S]*\/ru\/requests\/proof\/[A-Za-z0-9_-]{43}/)
  const { person, reference } = await addRequest(portal, 'question')
  await askRequestCode(portal.visitor, { reference, email: person.email })
  expect((await run('send-case-code'))[0]?.text).toMatch(/\/ru\/requests\/open\/[A-Za-z0-9_-]{43}/)
  await askRequestCode(portal.visitor, { reference, email: 'nobody@example.kz' })
  expect(await run('send-case-code')).toEqual([])
})

it('the desk is reminded without a word of the person', async () => {
  const { email } = await staffContext(portal, ['support'])
  const { person, reference } = await addRequest(portal, 'rectification')
  // An escalation goes to officers; without officers to nobody.
  expect(await run('remind-request', 'escalation')).toEqual([])
  expect(await jobsOf(portal, 'send-request-reminder')).toEqual([])
  await staffContext(portal, ['privacy-officer'])
  await run('remind-request', 'escalation')
  const [mail] = await run('send-request-reminder')
  expect(mail?.to).not.toBe(email)
  expect(mail?.subject).toContain(reference)
  expect(mail?.text).not.toMatch(new RegExp(`${person.email}|Серікқызы`))
})
