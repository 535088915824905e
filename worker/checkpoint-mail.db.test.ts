import { afterAll, beforeAll, expect, it } from 'vitest'
import { mailCheckpoint } from '#domain/assurance/audit-log/mail-checkpoint.ts'
import { openMailer } from '#platform/mail/send-mail.ts'
import { testLog } from '#testing/audit-log.ts'
import type { TestPortal } from '#testing/people.ts'
import { jobsOf, requestPortal, staffContext } from '#testing/requests.ts'
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

it('a security officer gets the checkpoint as text and, byte for byte, as a file', async () => {
  const { email } = await staffContext(portal, ['security-officer'])
  const log = await testLog(portal)
  await log.seal()
  await mailCheckpoint(portal.system)
  const [job] = await jobsOf(portal, 'send-checkpoint')
  const mailer = openMailer(`smtp://127.0.0.1:${server.port}`, 'p@x.example')
  const tools = { services: portal.services, mailer, platform: null }
  await tasks['send-checkpoint']?.(tools, job?.payload, {
    id: '1',
    attempt: 1,
    signal: AbortSignal.timeout(5000),
  })
  mailer.close()
  const [mail] = server.mails
  const note = log.outside.readCheckpoint() ?? ''
  expect(note).toMatch(/^localhost:3000\/audit\n/)
  expect(mail?.to?.[0]?.address).toBe(email)
  expect(mail?.text?.replaceAll('\r\n', '\n')).toContain(note)
  const [file] = mail?.attachments ?? []
  expect(file?.filename).toBe('checkpoint.txt')
  const content = file?.content ?? ''
  expect(typeof content === 'string' ? content : Buffer.from(content as ArrayBuffer).toString('utf8')).toBe(
    note,
  )
})
