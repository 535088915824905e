import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claim } from './claim.mjs'
import { readSettings } from './environment.mjs'
import { atLastAddress } from './with-databases.mjs'

let dataDir = ''
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'portal-command-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

const settingsOf = (given: Record<string, string> = {}) =>
  atLastAddress(readSettings({ PORTAL_DATA_DIR: dataDir, ...given }))
const address = { port: 3987, appUrl: 'http://localhost:3987', mailboxPort: 40000, clockOffset: '691200' }

test('a command has the address and the clock of the portal that runs', async () => {
  const mine = await claim(dataDir)
  mine.setAddress(address)
  expect(settingsOf()).toMatchObject({ port: 3987, given: { PORTAL_CLOCK_OFFSET: '691200' } })
  expect(settingsOf({ PORTAL_CLOCK_OFFSET: '60' }).given).toMatchObject({ PORTAL_CLOCK_OFFSET: '60' })
  mine.release()
})

test('the clock of a portal that has ended is not kept, its address is', async () => {
  const mine = await claim(dataDir)
  mine.setAddress(address)
  mine.release()
  expect(settingsOf().port).toBe(3987)
  expect(settingsOf().given.PORTAL_CLOCK_OFFSET).toBeUndefined()
})

test('without sample data no clock is moved', async () => {
  const mine = await claim(dataDir)
  mine.setAddress(address)
  const real = { PORTAL_SAMPLE_DATA: '0', SMTP_URL: 'smtp://x', OPERATOR_FILE: import.meta.filename }
  expect(settingsOf(real).given.PORTAL_CLOCK_OFFSET).toBeUndefined()
  mine.release()
})
