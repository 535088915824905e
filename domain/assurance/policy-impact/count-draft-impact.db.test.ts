import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { endChangedConsents } from '#domain/consent/changed/end-changed-consents.ts'
import { readAskedAgain } from '#domain/consent/changed/read-asked-again.ts'
import { retireWording, savePurposeWords } from '#domain/consent/wording/edit-wordings.ts'
import { impactOf } from '#domain/policy/drafts/draft-impact.ts'
import { saveDraftFacts, startDraft } from '#domain/policy/drafts/edit-draft.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import {
  addPolicyStaff,
  deleteDraft,
  openDraft,
  publishDraft,
  purposeWords,
  writeClause,
} from '#testing/policy-drafts.ts'
import { type AskedQuestion, openQuestions } from '#testing/program-questions.ts'
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
const letter = { purpose: 'communication', topic: 'new-materials', channel: 'email' } as const
const change = { purpose: 'communication', topic: 'schedule-changes', channel: 'email' } as const
const grant = async (...choices: Parameters<typeof decide>[2][]) => {
  const person = await portal.addPerson()
  const own = portal.subject(person.subjectId)
  const set = (choice: Parameters<typeof decide>[2]) => decide(own, person.subjectId, choice)
  for (const choice of choices) await set(choice)
  return { ...person, own, set, subject: person.externalId }
}
const given = (choice: object) => ({ ...choice, decision: 'granted' }) as const
const times = (amount: number, question: AskedQuestion) => Array.from({ length: amount }, () => question)
const DAY = 86_400_000

test('the figures of a draft are what happens: to the questions of yesterday, to the people who are asked again, to what is retired', async () => {
  const ask = await openQuestions(portal)
  const analytics = { purpose: 'analytics' }
  const both = await grant(given(analytics), given(letter))
  const reader = await grant(given(letter), given(change))
  const counted = await grant(given(analytics), given({ purpose: 'improvement' }))
  const left = await grant(given(analytics), given(letter))
  const limited = await grant(given(letter))
  const ended = await grant(given(analytics))
  const never = await grant()
  const people = [both, reader, counted, left, limited, ended, never]
  const questions = [
    ...times(3, { ...analytics, subject: both.subject }),
    ...times(2, { ...letter, subject: both.subject }),
    ...times(1, { ...letter, subject: reader.subject }),
    ...times(5, { ...change, subject: reader.subject }),
    ...times(1, { ...analytics, subject: counted.subject }),
    ...times(4, { purpose: 'improvement', subject: counted.subject }),
    ...times(40, { ...analytics, subject: left.subject }),
    ...times(7, { ...letter, subject: left.subject }),
    ...times(2, { ...letter, subject: limited.subject }),
    ...times(2, { ...analytics, subject: ended.subject }),
    ...times(2, { ...analytics, subject: never.subject }),
  ]
  const yesterday = almatyDate(portal.services.clock.now())
  await ask(questions)
  portal.passTime(DAY)
  // Since then one has withdrawn, the processing of one was restricted, and the term of one is over.
  await left.set({ ...analytics, decision: 'withdrawn' })
  await left.set({ ...letter, decision: 'withdrawn' })
  const { db } = portal.database.owner
  await db.execute(sql`INSERT INTO processing_restriction (subject_id, request_id, blocking, since)
    VALUES (${limited.subjectId}, gen_random_uuid(), false, now())`)
  await db.execute(sql`UPDATE consent_state SET expires_at = now() WHERE subject_id = ${ended.subjectId}`)

  await startDraft(officer)
  await savePurposeWords(officer, { purpose: 'analytics', revision: 0, ...purposeWords('Counting') })
  expect(await isQueued()).toBe(false)
  await nameAsked(['analytics'])
  expect([await isQueued(), await shown()]).toEqual([true, null])
  await retireWording(officer, { purpose: 'communication', topic: 'new-materials' })
  const impact = await countDraftImpact(portal.system)
  expect(impact).toMatchObject({
    asked: { consents: 2, people: 2, purposes: [{ purpose: 'analytics', people: 2 }] },
    ending: { consents: 3, people: 3 },
    replayed: {
      day: yesterday,
      questions: 3 + 2 + 1 + 1 + 40 + 7 + 2 + 2 + 2,
      allowed: 3 + 2 + 1 + 1 + 40 + 7 + 2 + 2,
      kept: 3 + 2 + 1 + 1 + 40 + 7 + 2 + 2,
      messages: { answers: 3, people: 2 },
      others: { answers: 4, people: 2 },
    },
  })
  expect(await shown()).toEqual(impact)

  const before = await ask(questions)
  const version = await publishDraft(
    portal,
    { officer, second },
    { change: 'practice', purposes: ['analytics'] },
  )
  const refused = async () => {
    const after = await ask(questions)
    const lost = questions.filter((_, at) => before[at] && !after[at])
    const count = (some: AskedQuestion[]) => ({
      answers: some.length,
      people: new Set(some.map(({ subject }) => subject)).size,
    })
    expect(after.filter((allowed, at) => allowed && !before[at])).toEqual([])
    return {
      messages: count(lost.filter(({ purpose }) => purpose === 'communication')),
      others: count(lost.filter(({ purpose }) => purpose !== 'communication')),
    }
  }
  // At once, and again when the ends of the consents are recorded.
  expect(impact?.replayed).toMatchObject(await refused())
  expect(await endChangedConsents(portal.system, version)).toEqual({ consents: 5, people: 4 })
  expect(impact?.replayed).toMatchObject(await refused())
  const askedAgain = await Promise.all(people.map(({ own, subjectId }) => readAskedAgain(own, subjectId)))
  expect(askedAgain.filter((list) => list.length > 0)).toHaveLength(impact?.asked.people ?? 0)
  expect(new Set(askedAgain.flat().map(({ purpose }) => purpose))).toEqual(new Set(['analytics']))
})

test('who has withdrawn is in no figure, and a day without questions has none', async () => {
  const ask = await openQuestions(portal)
  portal.passTime(DAY)
  const { subject, set } = await grant(given({ purpose: 'improvement' }))
  await ask(times(40, { purpose: 'improvement', subject }))
  await set({ purpose: 'improvement', decision: 'withdrawn' })
  portal.passTime(DAY)
  await startDraft(officer)
  await nameAsked(['personalisation'])
  expect(await countDraftImpact(portal.system)).toMatchObject({
    asked: { people: 0, purposes: [{ purpose: 'personalisation', people: 0 }] },
    replayed: { questions: 0, allowed: 0, kept: 0, messages: { answers: 0 }, others: { answers: 0 } },
  })
  await nameAsked(['improvement'])
  const impact = await countDraftImpact(portal.system)
  expect(impact?.replayed).toMatchObject({
    questions: 40,
    allowed: 40,
    kept: 40,
    others: { answers: 0, people: 0 },
  })
  portal.passTime(DAY)
  expect((await countDraftImpact(portal.system))?.replayed).toMatchObject({ questions: 0, kept: 0 })
})

test('a consent that an earlier version has ended already is not counted for the next one', async () => {
  const ask = await openQuestions(portal)
  const { subject } = await grant(given({ purpose: 'personalisation' }))
  await ask(times(3, { purpose: 'personalisation', subject }))
  portal.passTime(DAY)
  const next = async () => {
    await startDraft(officer)
    await savePurposeWords(officer, {
      purpose: 'personalisation',
      revision: 0,
      ...purposeWords(`Tasks ${Math.random()}`),
    })
    await nameAsked(['personalisation'])
    return (await countDraftImpact(portal.system))?.replayed.others
  }
  expect(await next()).toEqual({ answers: 3, people: 1 })
  await publishDraft(portal, { officer, second }, { change: 'practice', purposes: ['personalisation'] })
  expect(await next()).toEqual({ answers: 0, people: 0 })
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
