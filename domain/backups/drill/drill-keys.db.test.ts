import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backedUpPortal } from '#testing/backups.ts'
import { keystoreFor } from './find-archives.ts'

const dayMs = 86_400_000

let backed: Awaited<ReturnType<typeof backedUpPortal>>
beforeAll(async () => {
  backed = await backedUpPortal()
}, 60_000)
afterAll(() => backed.close())

const asOwner = (statement: ReturnType<typeof sql>) => backed.portal.database.owner.db.execute(statement)

test('keys of another night do not pass, unless those of the night are deleted by their age', async () => {
  const first = await backed.create()
  await backed.portal.addPerson()
  const second = await backed.create()
  const aside = join(backed.folder, 'keystore-aside')
  renameSync(second.keystore, aside)
  expect(keystoreFor(second.portal)).toBe(first.keystore)
  expect(await backed.drill(second.portal)).toMatchObject({ result: 'keys-missing', rows: 0 })
  expect(await backed.drill(second.portal, { keystore: null })).toMatchObject({ result: 'keys-missing' })
  expect(await backed.drill(second.portal, { keystore: aside })).toMatchObject({ result: 'passed' })
  const later = { keystore: aside }
  expect(await backed.drill(first.portal, later)).toMatchObject({ result: 'keys-missing' })
  backed.portal.passTime(8 * dayMs)
  expect(await backed.drill(first.portal, later)).toMatchObject({ result: 'passed' })
  expect(await backed.drill(second.portal, { keystore: first.keystore })).toMatchObject({
    result: 'keys-missing',
  })
  backed.portal.passTime(-8 * dayMs)
})

test('one person whose key is missing is found, however many have theirs; a person who was erased is none', async () => {
  const { subjectId } = await backed.portal.addPerson()
  await asOwner(sql`DELETE FROM keystore.subject_key WHERE subject_id = ${subjectId}`)
  expect(await backed.drill((await backed.create()).portal)).toMatchObject({ result: 'keys-missing' })
  await asOwner(sql`INSERT INTO erased_subject VALUES (${subjectId}, now())`)
  expect(await backed.drill((await backed.create()).portal)).toMatchObject({ result: 'passed' })
})
