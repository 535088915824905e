import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openMailer } from '#platform/mail/send-mail.ts'
import { openMailbox } from '../mailbox.ts'

it('the headers of unsubscribing reach the mail server each on one line, as long as they may be', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'portal-headers-'))
  const port = 30_000 + (process.pid % 10_000)
  const close = await openMailbox(dataDir, port)
  const mailer = openMailer(`smtp://127.0.0.1:${port}`, 'Portal <p@x.example>')
  const link = `https://privacy.cloudex-learning.example.kz/u/${'a'.repeat(43)}`
  await mailer.send({
    to: 'a@sample.test',
    subject: 'S',
    text: 'T',
    html: '<p>T</p>',
    language: 'kk',
    messageId: '<1@x.example>',
    headers: { 'List-Unsubscribe': `<${link}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  })
  mailer.close()
  await close()
  const [file] = (await readdir(dataDir, { recursive: true })).filter((name) => name.endsWith('.eml'))
  const lines = (await readFile(join(dataDir, file ?? ''), 'utf8')).split('\r\n')
  expect(lines).toContain(`List-Unsubscribe: <${link}>`)
  expect(lines).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
  await rm(dataDir, { recursive: true, force: true })
})
