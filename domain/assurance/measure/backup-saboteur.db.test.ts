import { copyFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Denied } from '#domain/access/permissions.ts'
import { archiveName } from '#domain/backups/rules/archive-name.ts'
import { backedUpPortal } from '#testing/backups.ts'
import { evidenceOf, measureAgain } from '#testing/evidence.ts'
import type { EvidenceId } from '../rules/evidence.ts'
import { watchEvidence } from './measure-evidence.ts'

// Each test breaks the real thing and touches no measurement: the value turns by itself.

let backed: Awaited<ReturnType<typeof backedUpPortal>>
beforeAll(async () => {
  backed = await backedUpPortal()
}, 60_000)
afterAll(() => backed.close())

/** Measures again. The portal's clock goes on, the machine's own, by which backups are judged, does not. */
async function measured(id: EvidenceId) {
  backed.portal.moveClock(6 * 3_600_000)
  await measureAgain(backed.portal, 0)
  const { state, figures } = await evidenceOf(backed.portal, id)
  return { state, figures }
}
const made = () => measured('backups-made')
const restored = () => measured('backups-restored')
const asOwner = (statement: string) => backed.portal.database.owner.db.execute(sql.raw(statement))
const aside = (file: string) => join(backed.folder, basename(file))
const copyCut = (file: string) => {
  copyFileSync(aside(file), file)
  truncateSync(file, statSync(file).size - 1)
}
const whole = { kept: 1, hoursSince: 0, hoursUnsaved: 0, missing: 0, abroad: 0, inKazakhstan: 1 }

test('before the first night nothing is judged; a day and two hours after the installation it is', async () => {
  expect(await made()).toEqual({ state: 'neutral', figures: { ...whole, kept: 0, inKazakhstan: 0 } })
  expect(await restored()).toMatchObject({ state: 'neutral', figures: { drills: 0, hoursSince: 0 } })
  await asOwner(`UPDATE audit_log SET started_at = started_at - interval '26 hours'`)
  expect(await made()).toMatchObject({ state: 'broken', figures: { kept: 0, hoursSince: 26 } })
  expect(await restored()).toMatchObject({ state: 'broken', figures: { hoursSince: 26 } })
})

test('a backup that is deleted, cut, not encrypted, or whose keystore is gone', async () => {
  const { portal, keystore } = await backed.create()
  expect(await made()).toEqual({ state: 'kept', figures: whole })
  const damages = [
    [portal, () => {}],
    [keystore, () => {}],
    [portal, () => copyCut(portal)],
    [portal, () => writeFileSync(portal, Buffer.alloc(statSync(aside(portal)).size))],
  ] as const
  for (const [file, damage] of damages) {
    renameSync(file, aside(file))
    damage()
    expect(await made()).toMatchObject({ state: 'broken', figures: { missing: 1 } })
    renameSync(aside(file), file)
  }
  expect(await made()).toEqual({ state: 'kept', figures: whole })
  rmSync(portal)
  expect(await made()).toMatchObject({ state: 'broken', figures: { kept: 0, missing: 1 } })
})

test('a backup that is deleted, and put back, turns the value out of turn; what stays as it is leaves no measurement', async () => {
  const { portal } = await backed.create()
  expect(await made()).toMatchObject({ state: 'kept' })
  const look = async () => {
    backed.portal.moveClock(60_000)
    const turned = await watchEvidence(backed.portal.system)
    return { turned, state: (await evidenceOf(backed.portal, 'backups-made')).state }
  }
  expect(await look()).toEqual({ turned: [], state: 'kept' })
  renameSync(portal, aside(portal))
  expect(await look()).toEqual({ turned: ['backups-made'], state: 'broken' })
  expect(await look()).toEqual({ turned: [], state: 'broken' })
  renameSync(aside(portal), portal)
  expect(await look()).toEqual({ turned: ['backups-made'], state: 'kept' })
  await expect(watchEvidence(backed.portal.visitor)).rejects.toThrow(Denied)
})

test('a night without a backup, and a folder in a country that is not allowed', async () => {
  await asOwner('DELETE FROM backup')
  const { portal, keystore, madeAt } = await backed.create()
  expect(await made()).toEqual({ state: 'kept', figures: whole })
  await asOwner(`UPDATE backup SET country = 'DE'`)
  expect(await made()).toMatchObject({ state: 'broken', figures: { ...whole, abroad: 1, inKazakhstan: 0 } })
  const yesterday = new Date(madeAt.getTime() - 26 * 3_600_000)
  await asOwner(`UPDATE backup SET country = 'KZ', made_at = '${yesterday.toISOString()}'`)
  renameSync(portal, join(backed.archives, archiveName('portal', yesterday)))
  renameSync(keystore, join(backed.archives, archiveName('keystore', yesterday)))
  expect(await made()).toEqual({ state: 'broken', figures: { ...whole, hoursSince: 26, hoursUnsaved: 26 } })
})

test('changes that are not saved, and archives of them that are gone', async () => {
  await asOwner('DELETE FROM backup')
  const { madeAt } = await backed.create()
  const saved = await backed.createChanges()
  if (!saved) throw new Error('there is no backup')
  const earlier = new Date(madeAt.getTime() - 4 * 3_600_000)
  await asOwner(`UPDATE backup SET made_at = '${earlier.toISOString()}'`)
  for (const kind of ['portal', 'keystore'] as const)
    renameSync(
      join(backed.archives, archiveName(kind, madeAt)),
      join(backed.archives, archiveName(kind, earlier)),
    )
  expect(await made()).toEqual({ state: 'kept', figures: { ...whole, hoursSince: 4 } })
  rmSync(saved.keychanges)
  expect(await made()).toEqual({ state: 'due', figures: { ...whole, hoursSince: 4, hoursUnsaved: 4 } })
})

test('a trial that fails, and nights without one', async () => {
  const { portal } = await backed.create()
  expect(await backed.drill(portal)).toMatchObject({ result: 'passed' })
  const passed = { drills: 1, passed: 1, hoursSince: 0, failed: 0 }
  expect(await restored()).toEqual({ state: 'kept', figures: passed })
  truncateSync(portal, 1000)
  expect(await backed.drill(portal)).toMatchObject({ result: 'damaged' })
  expect(await restored()).toEqual({ state: 'broken', figures: { ...passed, drills: 2, failed: 1 } })
  await asOwner(`DELETE FROM backup_drill WHERE result <> 'passed'`)
  expect(await restored()).toEqual({ state: 'kept', figures: passed })
  await asOwner(`UPDATE backup_drill SET at = at - interval '26 hours'`)
  expect(await restored()).toEqual({ state: 'broken', figures: { ...passed, hoursSince: 26 } })
})
