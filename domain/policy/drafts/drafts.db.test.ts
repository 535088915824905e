import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { staffMember } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { publishDueVersion } from '#domain/consent/wording/publish-wordings.ts'
import { setSecondPerson } from '#domain/staff/team/set-second-person.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { type ConsentPortal, consentPortal } from '#testing/consent.ts'
import {
  addPolicyStaff,
  deleteDraft,
  openDraft,
  proposeChange,
  testBases,
  writeClause,
} from '#testing/policy-drafts.ts'
import { addStaff, enterClearance, type TestStaff } from '#testing/staff.ts'
import { currentVersion, listVersions, readPolicy } from '../versions/read-policy.ts'
import { approveDraft, approveLanguage, proposeDraft, takeDraftBack } from './approve-draft.ts'
import { discardDraft, saveDraftFacts, saveDraftItem, startDraft } from './edit-draft.ts'
import { readDraft, readProposal } from './read-draft.ts'

const DAY = 86_400_000
let portal: ConsentPortal
let officer: Context
let second: Context
let auditor: Context
let secondOfficer: TestStaff

beforeAll(async () => {
  portal = await consentPortal()
  ;({ officer, second, auditor, secondOfficer } = await addPolicyStaff(portal))
})
afterAll(() => portal.close())
beforeEach(() => deleteDraft(portal))

const today = () => almatyDate(portal.services.clock.now())
const tomorrow = () => almatyDate(new Date(portal.services.clock.now().getTime() + DAY))
const propose = (body: string, effectiveOn = today()) =>
  proposeChange(officer, { item: 'data.learning', body, effectiveOn })
const approve = async (ctx: Context) => approveDraft(ctx, { sha256: (await openDraft(ctx)).sha256 })
const bodyNow = async () =>
  (await readPolicy(portal.visitor, 'ru'))?.parts.flatMap(({ clauses }) => clauses.map(({ body }) => body))

test('a proposed version waits for the officers who did not propose it, until one has approved it', async () => {
  expect(await readProposal(second)).toBeNull()
  const version = (await currentVersion(portal.visitor)) + 1
  await propose('to be read', tomorrow())
  expect(await readProposal(officer)).toBeNull()
  expect(await readProposal(second)).toEqual({ version, effectiveOn: tomorrow() })
  await expect(readProposal(auditor)).rejects.toThrow(Denied)
  await approve(second)
  expect(await readProposal(second)).toBeNull()
})

test('what two officers agreed on is the policy from its date on, and not before', async () => {
  const before = await currentVersion(portal.visitor)
  await propose('from tomorrow', tomorrow())
  expect(await approve(second)).toEqual({ status: 'done' })
  expect(await publishDueVersion(portal.system, testBases)).toBeNull()
  expect(await currentVersion(portal.visitor)).toBe(before)
  portal.passTime(DAY)
  expect(await publishDueVersion(portal.system, testBases)).toBe(before + 1)
  expect(await publishDueVersion(portal.system, testBases)).toBeNull()
  expect(await bodyNow()).toEqual(['from tomorrow'])
  const [published] = await listVersions(portal.visitor, 'en')
  expect(published).toMatchObject({
    version: before + 1,
    summary: 'What changed',
    change: 'words',
    effectiveOn: today(),
  })
  expect(await readDraft(officer)).toBeNull()
  const actions = (await portal.audit())
    .map(({ action }) => action)
    .filter((name) => name.startsWith('policy'))
  expect(actions.slice(-8)).toEqual([
    'policy-draft.edit',
    'policy-draft.edit',
    'policy-draft.approve-language',
    'policy-draft.approve-language',
    'policy-draft.approve-language',
    'policy-draft.propose',
    'policy-draft.approve',
    'policy.publish',
  ])
})

test('no role changes a published version, and the app adds none to it', async () => {
  await propose('for ever')
  await approve(second)
  const version = await publishDueVersion(portal.system, testBases)
  const { app, owner } = portal.database
  const changes = [
    sql`UPDATE policy_version SET material = true WHERE version = ${version}`,
    sql`DELETE FROM policy_version WHERE version = ${version}`,
    sql`UPDATE policy_clause SET body = 'x' WHERE version = ${version}`,
    sql`DELETE FROM policy_part WHERE version = ${version}`,
    sql`INSERT INTO policy_clause (version, clause_id, locale, part_id, position, title, body)
      VALUES (${version}, 'data.new', 'ru', 'data', 9, 'x', 'x')`,
  ]
  for (const change of changes) {
    await expect(app.db.execute(change)).rejects.toThrow()
    await expect(owner.db.execute(change)).rejects.toThrow()
  }
})

describe('a draft', () => {
  test('keeps the words of the first of two editors at once and says so to the second', async () => {
    await startDraft(officer)
    const shown = (await openDraft(second)).items.find(({ item }) => item === 'data.learning')
    expect(await writeClause(officer, 'data.learning', 'first')).toMatchObject({ status: 'done' })
    const typed = {
      'title-kk': 'L',
      'title-ru': 'L',
      'title-en': 'L',
      'body-kk': 'x',
      'body-ru': 'x',
      'body-en': 'x',
    }
    const late = await saveDraftItem(second, {
      item: 'data.learning',
      revision: shown?.revision ?? 0,
      ...typed,
    })
    expect(late).toEqual({ status: 'refused', code: 'changed-meanwhile' })
    expect((await openDraft(officer)).texts.ru.parts[0]?.clauses[0]?.body).toBe('first')
  })
  test('is not proposed before every language is approved as it is', async () => {
    await proposeChange(officer, { item: 'data.learning', body: 'read', effectiveOn: today() })
    await takeDraftBack(officer)
    await writeClause(officer, 'data.learning', 'changed after the approval')
    const draft = await openDraft(officer)
    expect(draft.approved).toEqual([])
    expect(draft.faults).toEqual(['language-not-approved'])
    expect(await proposeDraft(officer, { sha256: draft.sha256 })).toMatchObject({
      code: 'language-not-approved',
    })
  })
  test('is not approved by who proposed it, nor as another text than was read', async () => {
    await propose('one person')
    expect(await approve(officer)).toMatchObject({ code: 'own-proposal' })
    expect(await approveDraft(second, { sha256: '0'.repeat(64) })).toMatchObject({ code: 'text-changed' })
    expect(await writeClause(officer, 'data.learning', 'sneaked in')).toMatchObject({ code: 'not-a-draft' })
  })
  test('that waits for its date is taken back and never published', async () => {
    await propose('taken back')
    await approve(second)
    await takeDraftBack(second)
    expect(await publishDueVersion(portal.system, testBases)).toBeNull()
    await discardDraft(officer)
    expect(await readDraft(officer)).toBeNull()
  })
  test('needs no second person where the operator has decided so', async () => {
    const admin = await addStaff(portal, ['administrator'])
    const { ctx } = await admin.sudo()
    await setSecondPerson(ctx, { required: false })
    expect(await propose('one decides')).toEqual({ status: 'done', next: 'scheduled' })
    await setSecondPerson(ctx, { required: true })
  })
  test('of an officer who works alone is approved by the day that passes', async () => {
    const { db } = portal.database.owner
    await db.execute(
      sql`UPDATE staff_member SET status = 'disabled' WHERE staff_id = ${secondOfficer.staffId}`,
    )
    expect(await propose('alone, today')).toMatchObject({ code: 'date-past' })
    await db.execute(sql`TRUNCATE policy_draft, policy_draft_item`)
    expect(await propose('alone', tomorrow())).toEqual({ status: 'done', next: 'proposed' })
    portal.passTime(DAY - 60_000)
    expect(await publishDueVersion(portal.system, testBases)).toBeNull()
    portal.passTime(120_000)
    expect(await publishDueVersion(portal.system, testBases)).toBeGreaterThan(1)
    await db.execute(sql`UPDATE staff_member SET status = 'active' WHERE staff_id = ${secondOfficer.staffId}`)
  })
})

test('an officer without clearance writes, and approves and proposes nothing', async () => {
  const member = await addStaff(portal, ['privacy-officer'], false)
  const uncleared = await member.contextOf(member.token)
  await startDraft(uncleared)
  expect(await writeClause(uncleared, 'data.learning', 'written')).toMatchObject({ status: 'done' })
  const { sha256, languageHashes } = await openDraft(uncleared)
  const refused = [
    () => approveLanguage(uncleared, { locale: 'ru', sha256: languageHashes.ru }),
    () => proposeDraft(uncleared, { sha256 }),
    () => approveDraft(uncleared, { sha256 }),
  ]
  for (const call of refused) await expect(call()).rejects.toThrow(Denied)
})

test('the delay of a lone officer approves nothing while nobody has clearance', async () => {
  const { db } = portal.database.owner
  const clear = async (training: string | null) => {
    const rows = await db.select({ staffId: staffMember.staffId }).from(staffMember)
    const staffIds = rows.map(({ staffId }) => staffId)
    await enterClearance(portal, staffIds, { training })
  }
  const setSecond = (status: string) =>
    db.execute(sql`UPDATE staff_member SET status = ${status} WHERE staff_id = ${secondOfficer.staffId}`)
  await setSecond('disabled')
  expect(await propose('nobody approves', tomorrow())).toEqual({ status: 'done', next: 'proposed' })
  await clear(null)
  portal.passTime(DAY + 60_000)
  expect(await publishDueVersion(portal.system, testBases)).toBeNull()
  expect((await openDraft(officer)).facts.status).toBe('proposed')
  await clear(today())
  expect(await publishDueVersion(portal.system, testBases)).toBeGreaterThan(1)
  await setSecond('active')
})

test('the auditor reads and changes nothing; nobody else sees a draft', async () => {
  await startDraft(officer)
  expect(await readDraft(auditor)).not.toBeNull()
  const { sha256, languageHashes, facts } = await openDraft(auditor)
  const facts0 = {
    revision: facts.revision,
    change: 'words' as const,
    material: false,
    purposes: [],
    effectiveOn: null,
  }
  const summary = { 'summary-kk': '', 'summary-ru': '', 'summary-en': '' }
  const refused = [
    () => startDraft(auditor),
    () => writeClause(auditor, 'data.learning', 'x'),
    () => saveDraftFacts(auditor, { ...facts0, ...summary }),
    () => approveLanguage(auditor, { locale: 'ru', sha256: languageHashes.ru }),
    () => proposeDraft(auditor, { sha256 }),
    () => approveDraft(auditor, { sha256 }),
    () => takeDraftBack(auditor),
    () => discardDraft(auditor),
    () => publishDueVersion(officer, testBases),
    () => readDraft(portal.visitor),
  ]
  for (const call of refused) await expect(call()).rejects.toThrow(Denied)
})
