import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { expect, it } from 'vitest'
import { type Mail, openMailer } from '#platform/mail/send-mail.ts'
import { freePort } from '../../launch/ports.mjs'
import { openMailbox } from '../mailbox.ts'

/** A mail as a server receives it. */
async function received(given: Partial<Mail>): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'portal-headers-'))
  const port = await freePort()
  const close = await openMailbox(dataDir, port)
  const mailer = openMailer(`smtp://127.0.0.1:${port}`, 'Portal <p@x.example>')
  const mail = { to: 'a@sample.test', subject: 'S', text: 'T', html: '<p>T</p>', language: 'kk' }
  await mailer.send({ ...mail, messageId: '<1@x.example>', ...given })
  mailer.close()
  await close()
  const [file] = (await readdir(dataDir, { recursive: true })).filter((name) => name.endsWith('.eml'))
  const raw = await readFile(join(dataDir, file ?? ''), 'utf8')
  await rm(dataDir, { recursive: true, force: true })
  return raw
}

it('the headers of unsubscribing reach the mail server each on one line, as long as they may be', async () => {
  const link = `https://privacy.cloudex-learning.example.kz/u/${'a'.repeat(43)}`
  const headers = { 'List-Unsubscribe': `<${link}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
  const lines = (await received({ headers })).split('\r\n')
  expect(lines).toContain(`List-Unsubscribe: <${link}>`)
  expect(lines).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
})

it('a long subject in Kazakh is encoded in words that every mail program reads (RFC 2047)', async () => {
  const subject = 'Өтінішіңізге жауап берілді: құжаттарды тексеріңіз, ӘҒҚҢӨҰҮҺІ 😀 '.repeat(8).trim()
  const raw = await received({ subject })
  expect((await PostalMime.parse(raw)).subject).toBe(subject)
  const [head = ''] = raw.split('\r\n\r\n')
  expect(Math.max(...head.split('\r\n').map((line) => line.length))).toBeLessThan(998)
  const words = head.match(/=\?[^?]+\?[BQ]\?[^?]*\?=/gi) ?? []
  expect(words.length).toBeGreaterThan(5)
  expect(Math.max(...words.map((word) => word.length))).toBeLessThanOrEqual(75)
})

it('says that a program sent it, so that no absence note answers (RFC 3834)', async () => {
  expect((await received({})).split('\r\n')).toContain('Auto-Submitted: auto-generated')
})
