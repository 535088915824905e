import { once } from 'node:events'
import { truncateSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPortalServer, type PortalServer } from '#app/_server/front/portal-server.ts'
import { apiScopes } from '#db/schema/integrations-codes.ts'
import { recordChoices } from '#domain/consent/ledger/record-choices.ts'
import { makeUnsubscribeLink } from '#domain/consent/unsubscribe/make-unsubscribe-link.ts'
import { beginErasure } from '#domain/fulfilment/erasure-run/begin-erasure.ts'
import { runErasures } from '#domain/fulfilment/erasure-run/run-erasures.ts'
import { createApiKey } from '#domain/integrations/keys/create-api-key.ts'
import { newId } from '#platform/ids.ts'
import { openSnapshots, type Snapshots } from '#platform/snapshots.ts'
import { publishForTests } from '#testing/consent-texts.ts'
import { openCopies } from '#testing/copies.ts'
import { addFullLearner } from '#testing/data-sources.ts'
import { decideByTwo } from '#testing/requests.ts'
import { checkCopies } from '../../cli/doctor/copies-check.ts'
import { commandsOn } from './commands.ts'

// The commands of docs/security.md about what people may ask for, as they stand there: over HTTP, on a copy that was downloaded, and
// in the databases after an erasure; and each where there is something to find.

const DAY = 86_400_000
let copies: Awaited<ReturnType<typeof openCopies>>
let commands: ReturnType<typeof commandsOn>
let server: PortalServer
let snapshots: Snapshots
let api: { URL: string; KEY: string }
beforeAll(async () => {
  copies = await openCopies()
  const { portal } = copies
  commands = commandsOn(portal)
  await publishForTests(portal)
  const { services } = portal
  snapshots = openSnapshots(services.database, 'build', services.log, services.clock)
  const next = async () => {}
  server = createPortalServer({ services, next, snapshots, buildId: 'build', publicFiles: new Set() })
  server.listener.listen(0, '127.0.0.1')
  await once(server.listener, 'listening')
  const made = await createApiKey(portal.system, { name: 'check', scopes: [...apiScopes] })
  api = { URL: `http://127.0.0.1:${(server.listener.address() as AddressInfo).port}`, KEY: made.key }
}, 60_000)
afterAll(async () => {
  await server.drain()
  await snapshots.close()
  await copies.close()
  commands.remove()
})

const kept = expect.objectContaining({ status: 0 })

test('a program may send a letter only while the person agrees; the link in a letter ends it', async () => {
  const { portal } = copies
  const person = await portal.addPerson()
  const given = { ...api, PERSON: person.externalId }
  const maySend = async () => (await commands.run('Messages only with consent', given)).status !== 0
  expect(await maySend()).toBe(false)
  const news = { purpose: 'communication', topic: 'new-materials', channel: 'email' } as const
  await recordChoices(portal.subject(person.subjectId), person.subjectId, {
    policyVersion: 1,
    origin: 'choices',
    idempotencyKey: newId(),
    choices: [{ ...news, decision: 'granted' }],
  })
  expect(await maySend()).toBe(true)
  const made = await makeUnsubscribeLink(portal.system, person, news)
  const link = `${api.URL}${new URL(made?.link ?? '').pathname}`
  expect(await commands.run('Withdrawal at any time', { LINK: `${link}x` })).not.toEqual(kept)
  expect(await maySend()).toBe(true)
  expect(await commands.run('Withdrawal at any time', { LINK: link })).toEqual(kept)
  expect(await maySend()).toBe(false)
  // A key that is not one is no "no": the command fails.
  expect(await commands.run('Messages only with consent', { ...given, KEY: 'nonsense' })).not.toEqual(kept)
})

test('a copy passes; with a changed byte it does not, and the doctor names a file that was cut', async () => {
  const { portal, given, download, packagesDir, filesOf } = copies
  const person = await given()
  const { bytes } = await download(person)
  const check = async (content: Uint8Array, folder: string) => {
    const file = join(commands.folder, `${folder}.zip`)
    writeFileSync(file, content)
    return commands.run('A copy that programs read', { FILE: file }, commands.emptyFolder())
  }
  expect(await check(bytes, 'whole')).toEqual(kept)
  const changed = Uint8Array.from(bytes)
  changed[Math.floor(changed.length / 2)] = (changed[Math.floor(changed.length / 2)] ?? 0) ^ 1
  expect(await check(changed, 'changed')).not.toEqual(kept)
  expect(await check(bytes.subarray(0, -100), 'cut')).not.toEqual(kept)

  const doctor = () => checkCopies(portal.services.env)
  expect(await doctor()).toMatchObject({ state: 'ok', says: expect.stringMatching(/^1 can be downloaded/) })
  const [file = ''] = await filesOf(person)
  truncateSync(join(packagesDir, file), 100)
  const found = await doctor()
  expect(found).toMatchObject({ state: 'fail', says: `missing or cut: ${file} in ${packagesDir}` })
})

test('nothing is left of a person who was erased, neither the key nor the account of the platform', async () => {
  const { portal, platform, first, second } = copies
  const { subjectId, externalId } = await addFullLearner(portal, platform)
  const given = {
    SUBJECT: subjectId,
    PERSON: externalId,
    PLATFORM_DATABASE_URL: platform.ownerUrl,
  }
  expect(await commands.run('Erasure', given)).not.toEqual(kept)
  const about = { subjectId, kind: 'erasure/wish', task: 'begin-erasure' } as const
  const { key } = await decideByTwo(portal, [first, second], about)
  await beginErasure(portal.system, key)
  portal.passTime(DAY)
  expect(await runErasures(portal.system, new AbortController().signal)).toMatchObject({ ended: 1 })
  expect(await commands.run('Erasure', given)).toEqual(kept)
  await platform.owner.db.execute(
    sql`UPDATE users SET email = 'again@example.kz' WHERE external_id = ${externalId}`,
  )
  expect(await commands.run('Erasure', given)).not.toEqual(kept)
})
