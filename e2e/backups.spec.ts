import { closeSync, openSync, readdirSync, readSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { readBackupState } from '#domain/backups/state/read-backup-state.ts'
import { locales } from '../i18n/locales.ts'
import { messages } from '../i18n/messages.ts'
import { enqueue } from '../platform/jobs/enqueue.ts'
import { expect, type Portal, test } from './people.ts'
import { mintStaff, signInStaff } from './staff.ts'

/** Has the worker of the portal under test run a task of its schedule now. */
const runNow = (portal: Portal, task: string) =>
  portal.system.transaction((tx) => enqueue(tx, task, {}, { key: task }))

const firstBytes = (file: string, count: number) => {
  const handle = openSync(file, 'r')
  const bytes = Buffer.alloc(count)
  readSync(handle, bytes, 0, count, 0)
  closeSync(handle)
  return bytes.toString('latin1')
}

// While a backup is made the audit log is sealed later, so this runs after the other journeys.
test.describe.configure({ mode: 'serial' })

test('the worker makes an encrypted backup and restores it for trial, and staff see both', async ({
  page,
  context,
  portal,
}) => {
  const state = () => readBackupState(portal.system, { count: 1 })
  await signInStaff(portal, context, await mintStaff(portal, 'administrator'))
  await runNow(portal, 'create-backup')
  await expect.poll(async () => (await state()).backups.length, { timeout: 60_000 }).toBeGreaterThan(0)
  await runNow(portal, 'create-changes')
  await expect.poll(async () => (await state()).changes?.rows ?? 0, { timeout: 60_000 }).toBeGreaterThan(0)
  const { folder } = portal.services.env.backups
  const names = readdirSync(folder).filter((name) => name.endsWith('.age'))
  expect(new Set(names.map((name) => name.split('-')[0]))).toEqual(
    new Set(['portal', 'keystore', 'changes', 'keychanges']),
  )
  for (const name of names) expect(firstBytes(join(folder, name), 22)).toBe('age-encryption.org/v1\n')
  await runNow(portal, 'verify-backup')
  await expect.poll(async () => (await state()).drills[0]?.result, { timeout: 90_000 }).toBe('passed')
  for (const locale of locales) {
    const { backups } = messages[locale]
    await page.goto(`/${locale}/staff/backups`)
    await expect(page.getByRole('heading', { name: backups.title, level: 1 })).toBeVisible()
    const drills = page.getByRole('table', { name: backups.drills.title })
    await expect(drills.getByRole('row')).toHaveCount(2)
    await expect(drills).toContainText(backups.results.passed)
    // A header and, where the schedule has made one as well, two backups.
    await expect(page.getByRole('table', { name: backups.made.title }).getByRole('row')).not.toHaveCount(1)
    // The sample has no offline key: only its own machine can open its backups.
    await expect(page.getByText(backups.faults['only-own-key'])).toBeVisible()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id }) => id)).toEqual([])
  }
})

test('the trust page is red by itself when a backup is deleted from the disk, and green when it is back', async ({
  page,
  portal,
}) => {
  test.setTimeout(240_000)
  const { states, titles } = messages.ru.trust
  const line = page.locator('.trust-evidence', { hasText: titles['backups-made'] }).locator('p').first()
  const reads = (state: string) =>
    expect(async () => {
      await page.goto('/ru/trust')
      await expect(line).toContainText(state, { timeout: 500 })
    }).toPass({ timeout: 110_000 })
  await runNow(portal, 'measure-evidence')
  await reads(states.kept)
  const { folder } = portal.services.env.backups
  const newest = join(
    folder,
    readdirSync(folder)
      .filter((name) => name.startsWith('portal-'))
      .sort()
      .at(-1) ?? '',
  )
  renameSync(newest, `${newest}.gone`)
  await reads(states.broken)
  renameSync(`${newest}.gone`, newest)
  // The worker looks every minute; here it is asked to, for the sake of the test's time.
  await runNow(portal, 'watch-evidence')
  await reads(states.kept)
})
