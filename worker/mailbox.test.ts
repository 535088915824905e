import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listMails, readMail, storeMail } from '#platform/mail/mailbox.ts'
import { MailNotSent, openMailer } from '#platform/mail/send-mail.ts'
import { catchMail } from '#testing/worker.ts'
import { freePort } from '../launch/ports.mjs'
import { openMailbox } from './mailbox.ts'

let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'portal-mailbox-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

const mail = (to: string, given: { subject?: string; text?: string } = {}) => ({
  to,
  subject: 'Тақырып ӘҒҚҢӨҰҮҺІ',
  text: 'Код: 123456\n\nhttps://x.example/kk/a\nhttps://x.example/kk/b',
  html: '<p>1</p>',
  language: 'kk',
  messageId: '<1@x.example>',
  ...given,
})

describe('the sample mailbox', () => {
  it('takes mail over SMTP and gives it back with its words and links', async () => {
    const port = await freePort()
    const close = await openMailbox(dataDir, port)
    const mailer = openMailer(`smtp://127.0.0.1:${port}`, 'Portal <p@x.example>')
    await mailer.send(mail('a@sample.test'))
    await mailer.send(mail('B@sample.test', { subject: 'One\r\nBcc: c@sample.test' }))
    mailer.close()
    await close()

    expect((await listMails(dataDir)).map(({ to, subject }) => [to, subject])).toEqual([
      [['B@sample.test'], 'One Bcc: c@sample.test'],
      [['a@sample.test'], 'Тақырып ӘҒҚҢӨҰҮҺІ'],
    ])
    const [only] = await listMails(dataDir, { to: ' A@sample.test' })
    expect(await readMail(dataDir, only?.id ?? '')).toMatchObject({
      from: 'p@x.example',
      language: 'kk',
      messageId: '<1@x.example>',
      links: ['https://x.example/kk/a', 'https://x.example/kk/b'],
      text: mail('').text,
    })
  })

  it('reads nothing outside itself', async () => {
    await writeFile(join(dataDir, 'secret.eml'), 'X: 1\r\n\r\nsecret')
    expect(await readMail(dataDir, '../secret')).toBeNull()
    expect(await readMail(dataDir, '20261123T000000000Z-000000000000')).toBeNull()
    expect(await listMails(join(dataDir, 'nowhere'))).toEqual([])
  })

  it('keeps the newest 500', async () => {
    const raw = Buffer.from('Subject: x\r\n\r\nx')
    await Promise.all(Array.from({ length: 520 }, () => storeMail(dataDir, raw, ['n@sample.test'])))
    const last = await storeMail(dataDir, raw, ['last@sample.test'])
    expect((await readdir(join(dataDir, 'mailbox'))).length).toBe(500)
    expect((await listMails(dataDir, { to: 'last@sample.test' })).map(({ id }) => id)).toEqual([last])
  })
})

describe('a mail that is not taken', () => {
  it('is refused in words that hold no address', async () => {
    const server = await catchMail()
    const mailer = openMailer(`smtp://127.0.0.1:${server.port}`, 'p@x.example')
    const error = await mailer.send(mail('refused@sample.test')).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(MailNotSent)
    expect(error).toMatchObject({ failure: { kind: 'never', reason: 'unknown-address' } })
    expect(String(error)).not.toContain('@')
    expect(String(error)).toContain('550')
    await server.close()
  })

  it('waits for a server that is away', async () => {
    const mailer = openMailer('smtp://127.0.0.1:9', 'p@x.example')
    await expect(mailer.send(mail('a@sample.test'))).rejects.toMatchObject({ failure: { kind: 'server' } })
    await expect(mailer.check()).rejects.toMatchObject({ failure: { kind: 'server' } })
  })
})
