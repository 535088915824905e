import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openMasterKeys } from '#platform/crypto/master-keys.ts'
import { knownBrowser, rememberBrowser } from './known-browser.ts'

const folder = mkdtempSync(join(tmpdir(), 'portal-keys-'))
const keys = openMasterKeys(folder)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('knows each account that signed in with the browser, under one token', () => {
  const first = rememberBrowser(keys, undefined, 'aliya')
  const both = rememberBrowser(keys, first, 'bolat')
  const token = knownBrowser(keys, both, 'aliya')
  expect(token).toMatch(/^[\w-]{43}$/)
  expect(knownBrowser(keys, both, 'bolat')).toBe(token)
  expect(knownBrowser(keys, first, 'bolat')).toBeNull()
  expect(rememberBrowser(keys, both, 'bolat')).toBe(both)
})

it('keeps the eight accounts that signed in last', () => {
  let cookie: string | undefined
  for (let n = 0; n < 9; n++) cookie = rememberBrowser(keys, cookie, `account-${n}`)
  expect(knownBrowser(keys, cookie, 'account-0')).toBeNull()
  expect(knownBrowser(keys, cookie, 'account-1')).not.toBeNull()
  expect(knownBrowser(keys, cookie, 'account-8')).not.toBeNull()
})

it.each([
  undefined,
  '',
  'x',
  '.',
  'A'.repeat(43),
  `${'A'.repeat(43)}.${'A'.repeat(22)}`,
  '\ud800.'.repeat(50),
])('knows nobody by the cookie %j, and makes a new one of it', (cookie) => {
  expect(knownBrowser(keys, cookie, 'aliya')).toBeNull()
  const made = rememberBrowser(keys, cookie, 'aliya')
  expect(knownBrowser(keys, made, 'aliya')).not.toBeNull()
  expect(made).toMatch(/^[\w-]{43}(\.[\w-]{22}){1,2}$/)
})

it('does not take the mark of another browser', () => {
  const [, mark] = rememberBrowser(keys, undefined, 'aliya').split('.')
  const [token] = rememberBrowser(keys, undefined, 'bolat').split('.')
  expect(knownBrowser(keys, `${token}.${mark}`, 'aliya')).toBeNull()
})
