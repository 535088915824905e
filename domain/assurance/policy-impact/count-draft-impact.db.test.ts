import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { endChangedConsents } from '#domain/consent/changed/end-changed-consents.ts'
import { retireWording, savePurposeWords } from '#domain/consent/wording/edit-wordings.ts'
import { impactOf } from '#domain/policy/drafts/draft-impact.ts'
import { saveDraftFacts, startDraft } from '#domain/policy/drafts/edit-draft.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import {
  addPolicyStaff,
  deleteDraft,
  openDraft,
  publishDraft,
  purposeWords,
  writeClause,
} from '#testing/policy-drafts.ts'
import { countDraftImpact } from './count-draft-impact.ts'

let portal: ConsentPortal
let officer: Context
let second: Context

beforeAll(async () => {
  portal = await consentPortal()
  ;({ officer, second } = await addPolicyStaff(portal))
})
afterAll(() => portal.close())
beforeEach(async () => {
  await deleteDraft(portal)
  await portal.database.owner.db.execute(sql`DELETE FROM graphile_worker._private_jobs`)
})

const isQueued = async () => {
  const rows = await portal.database.owner.db.execute(
    sql`SELECT 1 FROM graphile_worker._private_jobs WHERE key = 'count-draft-impact'`,
  )
  return rows.length === 1
}
const shown = async () => impactOf((await openDraft(officer)).facts)
const nameAsked = async (purposes: string[]) =>
  saveDraftFacts(officer, {
    revision: (await openDraft(officer)).facts.revision,
    change: purposes.length > 0 ? 'practice' : 'words',
    material: false,
    purposes,
    'summary-kk': '',
    'summary-ru': '',
    'summary-en': '',
    effectiveOn: null,
  })
const grant = async (choice: Parameters<typeof decide>[2]) => {
  const { subjectId } = await portal.addPerson()
  await decide(portal.subject(subjectId), subjectId, choice)
}
/** What programs asked an hour ago about a topic or a purpose, and were told yes. */
const asked = (purpose: string, topic: string, amount: number) =>
  portal.database.owner.db.execute(sql`
    INSERT INTO decision_count (key_id, hour, purpose, topic, channel, allowed, reason, asked)
    VALUES (gen_random_uuid(), now() - interval '1 hour', ${purpose}, ${topic}, '', true, 'granted', ${amount})`)

test('the figures of a draft are those of its publication, for what is asked again and what is retired', async () => {
  for (let n = 0; n < 3; n++) await grant({ decision: 'granted' })
  await grant({
    purpose: 'communication',
    topic: 'new-materials',
    channel: 'email',
    decision: 'granted',
  })
  await grant({ purpose: 'improvement', decision: 'granted' })
  await asked('analytics', '', 40)
  await asked('communication', 'new-materials', 2)
  await asked('communication', 'schedule-changes', 500)
  await startDraft(officer)
  await savePurposeWords(officer, { purpose: 'analytics', revision: 0, ...purposeWords('Counting') })
  expect(await isQueued()).toBe(false)
  await nameAsked(['analytics'])
  expect([await isQueued(), await shown()]).toEqual([true, null])
  await retireWording(officer, { purpose: 'communication', topic: 'new-materials' })
  const impact = await countDraftImpact(portal.system)
  expect(impact).toMatchObject({
    asked: { consents: 3, people: 3 },
    ending: { consents: 1, people: 1 },
    answers: 42,
  })
  expect(await shown()).toEqual(impact)
  const version = await publishDraft(
    portal,
    { officer, second },
    { change: 'practice', purposes: ['analytics'] },
  )
  expect(await endChangedConsents(portal.system, version)).toEqual({ consents: 4, people: 4 })
})

test('a draft that changed is counted again, and other words of a clause are no reason to', async () => {
  await grant({ decision: 'granted' })
  await startDraft(officer)
  await nameAsked(['analytics'])
  await countDraftImpact(portal.system)
  expect(await shown()).toMatchObject({ asked: { people: 1 } })
  await portal.database.owner.db.execute(sql`DELETE FROM graphile_worker._private_jobs`)
  await writeClause(officer, 'data.learning', 'Other')
  expect([await isQueued(), (await shown()) !== null]).toEqual([false, true])
  await nameAsked(['analytics', 'improvement'])
  expect([await isQueued(), await shown()]).toEqual([true, null])
  await countDraftImpact(portal.system)
  expect(await shown()).toMatchObject({ asked: { people: 2 } })
  await nameAsked([])
  expect(await countDraftImpact(portal.system)).toBe(null)
})

test('is counted by the portal alone', async () => {
  await expect(countDraftImpact(officer)).rejects.toThrow(Denied)
})
