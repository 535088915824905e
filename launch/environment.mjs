// The settings of the environment: checked before anything is started, so that a mistake costs a second and one line.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Refusal } from './refusal.mjs'

const postgresUrl = /^postgres(ql)?:\/\/[^/]+\/.+/
const webUrl = /^https?:\/\/[^/]+/
const port = (/** @type {string} */ text) =>
  /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535

/** @type {[string, (text: string) => boolean, string][]} */
const shapes = [
  ['PORT', port, 'a number from 1 to 65535'],
  ['METRICS_PORT', port, 'a number from 1 to 65535'],
  [
    'APP_URL',
    (text) => /^https?:\/\/[^/]+$/.test(text),
    'an address without a path, as https://privacy.example.kz',
  ],
  ...[
    'DATABASE_URL',
    'DATABASE_OWNER_URL',
    'DATABASE_BACKUP_URL',
    'PLATFORM_DATABASE_URL',
    'PLATFORM_DATABASE_WRITE_URL',
  ].map((name) => [
    name,
    (text) => postgresUrl.test(text),
    'of the form postgres://role:password@host:5432/database',
  ]),
  ['SMTP_URL', (text) => /^smtps?:\/\/[^/]+/.test(text), 'of the form smtp://user:password@host:587'],
  ['MAIL_FROM', (text) => text.includes('@'), 'an address, as Portal <privacy@example.kz>'],
  ['OIDC_ISSUER', (text) => webUrl.test(text), 'an address, as https://sso.example.kz'],
  ['AUTH_SECRET', (text) => text.length >= 32, '32 characters or more'],
  ['SNAPSHOT_TOKEN', (text) => text.length >= 32, '32 characters or more'],
  [
    'NEXT_SERVER_ACTIONS_ENCRYPTION_KEY',
    (text) => [16, 24, 32].includes(Buffer.from(text, 'base64').length),
    '32 bytes in base64',
  ],
  ['OPERATOR_FILE', (text) => existsSync(text), 'a file that exists'],
  ['PLATFORM_MAP_FILE', (text) => existsSync(text), 'a file that exists'],
  ['HTTP_SOURCES_FILE', (text) => existsSync(text), 'a file that exists'],
  ['BACKUP_S3_FILE', (text) => existsSync(text), 'a file that exists'],
  ['BACKUP_COUNTRY', (text) => /^[A-Z]{2}$/.test(text), 'two capital letters, as KZ'],
  [
    'BACKUP_COUNTRIES',
    (text) => /^[A-Z]{2}(,[A-Z]{2})*$/.test(text),
    'two capital letters each, separated by commas',
  ],
  [
    'BACKUP_RECIPIENTS',
    (text) => /^age1[0-9a-z]+(,age1[0-9a-z]+)*$/.test(text),
    'public keys of age, separated by commas',
  ],
  ['PORTAL_CLOCK_OFFSET', (text) => /^-?\d+$/.test(text), 'a whole number'],
  ['PORTAL_WEBHOOK_LOOPBACK', (text) => text === 'on' || text === 'off', 'on or off'],
  ['PORTAL_GUARDIANS', (text) => text === 'on' || text === 'off', 'on or off'],
  ['PORTAL_SAMPLE_DATA', (text) => text === '0' || text === '1', '0 or 1'],
]

/**
 * @typedef {object} Settings
 * @property {string} host @property {number} port @property {string} appUrl how people reach it
 * @property {boolean} embedded the portal's own PostgreSQL is used
 * @property {boolean} sample sample people and records are loaded
 * @property {boolean} mailbox the built-in mail server is used
 * @property {string} dataDir absolute @property {string} keysDir absolute
 * @property {Record<string, string>} given what was set and is not empty
 */

/**
 * Reads and checks the settings. Throws a Refusal of one line that names the variable and never shows its value.
 * @param {Record<string, string | undefined>} source
 * @returns {Settings}
 */
export function readSettings(source) {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ''),
  )
  for (const [name, holds, shape] of shapes) {
    if (given[name] !== undefined && !holds(given[name])) throw new Refusal(`${name} must be ${shape}.`)
  }
  const embedded = given.DATABASE_URL === undefined
  const sample = (given.PORTAL_SAMPLE_DATA ?? (embedded ? '1' : '0')) === '1'
  const needs = (name, why) => {
    if (given[name] === undefined) throw new Refusal(`${name} is not set: ${why}.`)
  }
  if (embedded) {
    for (const name of ['DATABASE_OWNER_URL', 'DATABASE_BACKUP_URL']) {
      if (given[name] !== undefined)
        throw new Refusal(`${name} is set without DATABASE_URL: set both or neither.`)
    }
  } else {
    const roles = ['DATABASE_URL', 'DATABASE_OWNER_URL', 'DATABASE_BACKUP_URL']
    for (const name of roles) needs(name, `${roles.join(', ')} name one database by three roles`)
    if (new Set(roles.map((name) => new URL(given[name]).username)).size < roles.length) {
      throw new Refusal(`${roles.join(', ')} must name three roles, none doing the work of another.`)
    }
  }
  if (!sample) {
    needs('SMTP_URL', 'the portal answers people by mail, and only sample data comes with a mail server')
    needs('OPERATOR_FILE', 'the policy must name the operator, and only sample data comes with one')
    if (given.PORTAL_CLOCK_OFFSET !== undefined && Number(given.PORTAL_CLOCK_OFFSET) !== 0) {
      throw new Refusal('PORTAL_CLOCK_OFFSET moves the clock only where sample data is loaded.')
    }
    if (given.PORTAL_WEBHOOK_LOOPBACK === 'on') {
      throw new Refusal('PORTAL_WEBHOOK_LOOPBACK lets webhooks in only where sample data is loaded.')
    }
  }
  const oidc = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET']
  if (oidc.some((name) => given[name])) {
    for (const name of oidc) needs(name, `${oidc.join(', ')} are set together or not at all`)
  }
  const listenPort = Number(given.PORT ?? 3000)
  return {
    host: given.HOST ?? '127.0.0.1',
    port: listenPort,
    appUrl: given.APP_URL ?? `http://localhost:${listenPort}`,
    embedded,
    sample,
    mailbox: sample && given.SMTP_URL === undefined,
    dataDir: resolve(given.PORTAL_DATA_DIR ?? '.data'),
    keysDir: resolve(given.PORTAL_KEYS_DIR ?? '.keys'),
    given,
  }
}
