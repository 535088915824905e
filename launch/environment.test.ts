import { expect, test } from 'vitest'
import { readSettings } from './environment.mjs'

const external = {
  DATABASE_URL: 'postgres://app:secret@db/portal',
  DATABASE_OWNER_URL: 'postgres://owner:secret@db/portal',
  DATABASE_BACKUP_URL: 'postgres://backup:secret@db/portal',
  SMTP_URL: 'smtp://mail.example.kz:587',
  OPERATOR_FILE: 'package.json',
}

test('with nothing set: embedded database, sample data, built-in mail, loopback', () => {
  const settings = readSettings({})
  expect(settings).toMatchObject({ host: '127.0.0.1', port: 3000, appUrl: 'http://localhost:3000' })
  expect(settings).toMatchObject({ embedded: true, sample: true, mailbox: true })
  expect(settings.dataDir).toMatch(/^\/.*\/\.data$/)
})

test('with an external database: no sample data, no mailbox', () => {
  expect(readSettings(external)).toMatchObject({ embedded: false, sample: false, mailbox: false })
})

test('an empty value counts as not set', () => {
  expect(readSettings({ PORT: '', DATABASE_URL: '', SMTP_URL: '' })).toMatchObject({
    port: 3000,
    mailbox: true,
  })
})

test('a mail server that is named is used even with sample data', () => {
  expect(readSettings({ SMTP_URL: 'smtp://localhost:25' })).toMatchObject({ sample: true, mailbox: false })
})

test.each([
  ['PORT', { PORT: 'abc' }],
  ['PORT', { PORT: '70000' }],
  ['METRICS_PORT', { METRICS_PORT: '0' }],
  ['APP_URL', { APP_URL: 'https://portal.example.kz/path' }],
  ['DATABASE_URL', { DATABASE_URL: 'mysql://a@b/c' }],
  ['DATABASE_URL', { DATABASE_URL: 'postgres://host-without-database' }],
  ['DATABASE_OWNER_URL', { ...external, DATABASE_OWNER_URL: undefined }],
  ['DATABASE_BACKUP_URL', { ...external, DATABASE_BACKUP_URL: undefined }],
  ['DATABASE_OWNER_URL', { DATABASE_OWNER_URL: external.DATABASE_OWNER_URL }],
  ['DATABASE_URL', { ...external, DATABASE_URL: external.DATABASE_OWNER_URL }],
  ['SMTP_URL', { ...external, SMTP_URL: undefined }],
  ['SMTP_URL', { SMTP_URL: 'http://mail' }],
  ['OPERATOR_FILE', { ...external, OPERATOR_FILE: undefined }],
  ['OPERATOR_FILE', { OPERATOR_FILE: '/no/such/file' }],
  ['SMTP_URL', { PORTAL_SAMPLE_DATA: '0' }],
  ['PORTAL_SAMPLE_DATA', { PORTAL_SAMPLE_DATA: 'yes' }],
  ['PORTAL_CLOCK_OFFSET', { PORTAL_CLOCK_OFFSET: '1d' }],
  ['PORTAL_CLOCK_OFFSET', { ...external, PORTAL_CLOCK_OFFSET: '60000' }],
  ['PORTAL_WEBHOOK_LOOPBACK', { PORTAL_WEBHOOK_LOOPBACK: 'yes' }],
  ['PORTAL_WEBHOOK_LOOPBACK', { ...external, PORTAL_WEBHOOK_LOOPBACK: 'on' }],
  ['PORTAL_GUARDIANS', { PORTAL_GUARDIANS: 'yes' }],
  ['OIDC_CLIENT_SECRET', { OIDC_ISSUER: 'https://sso', OIDC_CLIENT_ID: 'portal' }],
  ['AUTH_SECRET', { AUTH_SECRET: 'short-secret' }],
  ['NEXT_SERVER_ACTIONS_ENCRYPTION_KEY', { NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: 'AAAA' }],
])('a mistake in %s stops the start with one line that names it and shows no value', (name, source) => {
  let message = ''
  try {
    readSettings(source)
  } catch (error) {
    message = (error as Error).message
  }
  expect(message).toMatch(new RegExp(`^${name}\\b`))
  expect(message).not.toMatch(/\n|secret@|short-secret/)
})
