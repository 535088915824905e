import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { measureAgain } from '#testing/evidence.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { checkEvidence } from './evidence-check.ts'

let portal: TestPortal
beforeEach(async () => {
  portal = await testPortal()
  await portal.addPerson()
})
afterEach(() => portal.close())

/** What the doctor says after the next measurement. */
async function doctor() {
  await measureAgain(portal, 0)
  return checkEvidence(portal.services.env)
}

test('says that nothing is measured yet, then names only what a local portal cannot measure', async () => {
  expect(await checkEvidence(portal.services.env)).toMatchObject({
    state: 'warn',
    says: expect.stringMatching(/^not measured: columns-mapped, .*log-archived, .*, agreements-current$/),
  })
  const { says } = await doctor()
  const missing = says.split('; ').find((part) => part.startsWith('not measured: '))
  expect(missing?.slice('not measured: '.length).split(', ').sort()).toEqual([
    'analytics-consented',
    'connections-encrypted',
    'improvement-consented',
  ])
  for (const evidence of ['keys-current', 'fields-current']) expect(says).not.toContain(evidence)
})

test.each<[string, () => Promise<unknown>, string]>([
  ['a master key is taken away', () => breakKeys(), 'keys-current'],
  ['a field is stored as it was typed', () => storeAsTyped(), 'fields-current'],
])('when %s, it names the promise that is broken in one line', async (_what, harm, evidence) => {
  await harm()
  const { state, says } = await doctor()
  expect([state, says]).toEqual(['fail', expect.stringContaining('not kept: ')])
  expect(says.split(';')[0]).toContain(evidence)
  expect(says).not.toContain('\n')
})

async function breakKeys() {
  portal.services.keys.addMaster()
  portal.services.keys.destroyMaster(1)
}

const storeAsTyped = () =>
  portal.database.owner.db.execute(sql`UPDATE subject SET phone_sealed = '+77011234567'::bytea`)
