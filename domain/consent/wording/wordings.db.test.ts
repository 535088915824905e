import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { approveLanguage } from '#domain/policy/drafts/approve-draft.ts'
import { startDraft } from '#domain/policy/drafts/edit-draft.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import {
  addPolicyStaff,
  deleteDraft,
  inAll,
  openDraft,
  publishDraft,
  purposeWords,
  testBases,
  topicWords,
} from '#testing/policy-drafts.ts'
import { endChangedConsents } from '../changed/end-changed-consents.ts'
import { checkConsent } from '../choices/check-consent.ts'
import { readChoices, readHistory } from '../ledger/read-choices.ts'
import { verifyProjection } from '../ledger/verify-projection.ts'
import { readReceipt } from '../receipts/read-receipt.ts'
import { readChoiceTitles, readConsentTexts } from '../texts/consent-texts.ts'
import { knownChoices, readCatalogue } from '../texts/read-catalogue.ts'
import {
  addTopic,
  keepWording,
  mostTopics,
  retireWording,
  savePurposeWords,
  saveTopicWords,
} from './edit-wordings.ts'
import { publishDueVersion } from './publish-wordings.ts'
import { readWordings } from './read-wordings.ts'

let portal: ConsentPortal
let officer: Context
let second: Context
let auditor: Context

beforeAll(async () => {
  portal = await consentPortal()
  ;({ officer, second, auditor } = await addPolicyStaff(portal))
})
afterAll(() => portal.close())
beforeEach(() => deleteDraft(portal))

const homework = (code = 'homework') => ({
  code,
  messageClass: 'service' as const,
  ...topicWords('Homework'),
})

const publish = (change: 'practice' | 'words', purposes: string[] = []) =>
  publishDraft(portal, { officer, second }, { change, purposes })
const actions = async () =>
  (await portal.audit()).map(({ action, fields }) => [action, ...(fields ?? [])].join(' '))
const asks = (externalId: string, topic: string) =>
  checkConsent(portal.system, externalId, { purpose: 'communication', topic, channel: 'email', gpc: false })
const grant = (subjectId: string, topic: string) =>
  decide(portal.subject(subjectId), subjectId, {
    purpose: 'communication',
    topic,
    channel: 'email',
    decision: 'granted',
  })

test('a topic that two officers agreed on is off for everybody, and allowed once a person has switched it on', async () => {
  const { subjectId, externalId } = await portal.addPerson()
  const before = await grant(subjectId, 'schedule-changes')
  await startDraft(officer)
  expect(await addTopic(officer, homework())).toEqual({ status: 'done' })
  expect((await readCatalogue(portal.visitor)).topics).toHaveLength(3)
  const version = await publish('practice')
  expect((await readCatalogue(portal.visitor)).topics.at(-1)).toEqual({
    code: 'homework',
    messageClass: 'service',
  })
  const states = await readChoices(portal.subject(subjectId), subjectId)
  expect(states.filter(({ topic }) => topic === 'homework').map(({ decision }) => decision)).toEqual([
    null,
    null,
    null,
  ])
  expect(states.find(({ name }) => name === 'communication/schedule-changes/email')?.decision).toBe('granted')
  expect(await asks(externalId, 'homework')).toMatchObject({ allowed: false, reason: 'never-given' })

  const eventId = await grant(subjectId, 'homework')
  expect(await asks(externalId, 'homework')).toMatchObject({ allowed: true, policyVersion: version })
  expect(await asks(externalId, 'schedule-changes')).toMatchObject({ allowed: true })
  const texts = await readConsentTexts(portal.visitor, 'ru')
  const text = texts.find(({ topic }) => topic === 'homework')
  // Its own words, and the facts that are said of all messages.
  expect(text?.words).toMatchObject({ title: 'Homework title ru', data: 'Данные', storage: 'KZ' })
  const receipt = await readReceipt(portal.subject(subjectId), eventId)
  expect(receipt?.facts.words).toMatchObject({ sha256: text?.sha256, text: text?.words })
  expect(before).not.toBe(eventId)
  expect((await readChoiceTitles(portal.visitor, 'kk')).get('communication/homework')).toBe(
    'Homework title kk',
  )
  expect(await actions()).toEqual(
    expect.arrayContaining([
      'policy-draft.edit communication/homework',
      'policy.add-topic communication/homework',
    ]),
  )
  expect(await verifyProjection(portal.system)).toMatchObject({ different: [] })
})

test('other words of a topic and a purpose lose no consent, and receipts keep the words of their day', async () => {
  const { subjectId, externalId } = await portal.addPerson()
  const eventId = await grant(subjectId, 'important-updates')
  await startDraft(officer)
  await saveTopicWords(officer, { topic: 'important-updates', revision: 0, ...topicWords('Updates') })
  await savePurposeWords(officer, { purpose: 'communication', revision: 0, ...purposeWords('Messages') })
  await publish('words')
  const ru = await readConsentTexts(portal.visitor, 'ru')
  const text = ru.find(({ topic }) => topic === 'important-updates')
  expect(text?.words).toMatchObject({ title: 'Updates title ru', data: 'Messages data ru', storage: 'KZ' })
  expect(await asks(externalId, 'important-updates')).toMatchObject({ allowed: true, reason: 'granted' })
  const receipt = await readReceipt(portal.subject(subjectId), eventId)
  expect(receipt?.facts.words.text.title).toBe('first')
  expect(receipt?.standing).toMatchObject({ standing: 'stands' })
  // What was not edited is the version that it was.
  expect(ru.find(({ purpose }) => purpose === 'analytics')?.version).toBe(1)
})

test('other words with a change of practice ask again about that purpose only', async () => {
  const { subjectId, externalId } = await portal.addPerson()
  await grant(subjectId, 'schedule-changes')
  await decide(portal.subject(subjectId), subjectId, { decision: 'granted' })
  await startDraft(officer)
  await savePurposeWords(officer, { purpose: 'analytics', revision: 0, ...purposeWords('Counting') })
  const version = await publish('practice', ['analytics'])
  await endChangedConsents(portal.system, version)
  const analytics = { purpose: 'analytics', topic: '', channel: '', gpc: false } as const
  expect(await checkConsent(portal.system, externalId, analytics)).toMatchObject({ reason: 'policy-changed' })
  expect(await asks(externalId, 'schedule-changes')).toMatchObject({ allowed: true })
})

test('a topic that is retired ends with the version, keeps its history, and its code is never given again', async () => {
  const { subjectId, externalId } = await portal.addPerson()
  await grant(subjectId, 'new-materials')
  await grant(subjectId, 'schedule-changes')
  await startDraft(officer)
  expect(await retireWording(officer, { purpose: 'communication', topic: 'new-materials' })).toEqual({
    status: 'done',
  })
  expect((await openDraft(officer)).faults).toContain('change-missing')
  const version = await publish('practice')
  // At once, and before the worker has recorded it.
  expect(await asks(externalId, 'new-materials')).toMatchObject({ allowed: false, reason: 'policy-changed' })
  expect(await endChangedConsents(portal.system, version)).toEqual({ consents: 1, people: 1 })
  expect(await asks(externalId, 'schedule-changes')).toMatchObject({ allowed: true })
  const own = portal.subject(subjectId)
  expect((await readChoices(own, subjectId)).some(({ topic }) => topic === 'new-materials')).toBe(false)
  const history = await readHistory(own, subjectId)
  expect(history.items[0]).toMatchObject({ topic: 'new-materials', decision: 'withdrawn', origin: 'policy' })
  await expect(grant(subjectId, 'new-materials')).rejects.toThrow('no-text')
  expect((await readConsentTexts(portal.visitor, 'ru')).some(({ topic }) => topic === 'new-materials')).toBe(
    false,
  )
  // A program that still knows it can withdraw it, and asks in vain.
  expect(await knownChoices(portal.visitor, ['communication/new-materials'])).toContain(
    'communication/new-materials',
  )
  await startDraft(officer)
  expect(await addTopic(officer, homework('new-materials'))).toMatchObject({
    code: 'id-taken',
    field: 'code',
  })
  expect(await retireWording(officer, { purpose: 'communication', topic: 'new-materials' })).toMatchObject({
    code: 'unknown-topic',
  })
  expect(await verifyProjection(portal.system)).toMatchObject({ different: [] })
})

test('no role changes a topic or words that are published, except that a topic is retired', async () => {
  const { app } = portal.database
  const changes = [
    sql`DELETE FROM consent_catalogue`,
    sql`UPDATE consent_catalogue SET topic = 'other' WHERE topic = 'homework'`,
    sql`UPDATE consent_catalogue SET message_class = 'service'`,
    sql`UPDATE consent_wording SET purpose = 'analytics'`,
    sql`DELETE FROM consent_wording`,
    sql`UPDATE consent_text SET words = '{}'`,
  ]
  for (const change of changes) await expect(app.db.execute(change)).rejects.toThrow()
})

test('two editors at once, the same words again, and what the draft takes back', async () => {
  await startDraft(officer)
  const words = { topic: 'schedule-changes', revision: 0, ...topicWords('Moved') }
  expect(await saveTopicWords(officer, words)).toEqual({ status: 'done' })
  expect(await saveTopicWords(second, words)).toMatchObject({ code: 'changed-meanwhile' })
  const held = async () =>
    (await openDraft(officer)).facts.wordings.map(({ topic, change }) => `${topic} ${change}`)
  expect(await held()).toEqual(['schedule-changes edit'])
  // An approval is bound to these words too.
  const { languageHashes } = await openDraft(officer)
  await approveLanguage(officer, { locale: 'ru', sha256: languageHashes.ru })
  expect((await openDraft(officer)).approved).toEqual(['ru'])
  await saveTopicWords(officer, { ...words, revision: 1, 'what-ru': 'other' })
  expect((await openDraft(officer)).approved).toEqual([])
  const inForce = (await readWordings(officer)).find(({ topic }) => topic === 'schedule-changes')
  const asNow = inAll(
    ['title', 'what', 'stops'],
    (field, locale) => inForce?.texts[locale as 'ru'][field] ?? '',
  )
  await saveTopicWords(officer, { topic: 'schedule-changes', revision: 2, ...asNow })
  expect(await held()).toEqual([])

  await retireWording(officer, { purpose: 'communication', topic: 'schedule-changes' })
  expect(await saveTopicWords(officer, words)).toMatchObject({ code: 'unknown-topic' })
  await keepWording(officer, { purpose: 'communication', topic: 'schedule-changes' })
  await addTopic(officer, homework('clubs'))
  expect(await addTopic(officer, homework('clubs'))).toMatchObject({ code: 'id-taken' })
  await retireWording(officer, { purpose: 'communication', topic: 'clubs' })
  expect(await held()).toEqual([])
  expect((await openDraft(officer)).faults).toContain('nothing-changed')
  expect(await currentVersion(portal.visitor)).toBeGreaterThan(1)
})

test('there are at most twenty topics and at least one', async () => {
  await startDraft(officer)
  const { topics } = await readCatalogue(portal.visitor)
  for (let n = topics.length; n < mostTopics; n++)
    expect(await addTopic(officer, homework(`topic-${n}`))).toEqual({ status: 'done' })
  expect(await addTopic(officer, homework('one-more'))).toMatchObject({ code: 'too-many-topics' })
  for (let n = topics.length; n < mostTopics; n++)
    await retireWording(officer, { purpose: 'communication', topic: `topic-${n}` })
  const codes = topics.map(({ code }) => code)
  for (const topic of codes.slice(1))
    expect(await retireWording(officer, { purpose: 'communication', topic })).toEqual({ status: 'done' })
  expect(await retireWording(officer, { purpose: 'communication', topic: codes[0] ?? '' })).toMatchObject({
    code: 'last-topic',
  })
})

test('is written by officers only, in an open draft', async () => {
  expect(await addTopic(officer, homework('late'))).toMatchObject({ code: 'no-draft' })
  await startDraft(officer)
  const words = { revision: 0, ...topicWords('x') }
  const refused = [
    () => addTopic(auditor, homework('x')),
    () => saveTopicWords(auditor, { topic: 'schedule-changes', ...words }),
    () => savePurposeWords(auditor, { purpose: 'analytics', revision: 0, ...purposeWords('x') }),
    () => retireWording(auditor, { purpose: 'communication', topic: 'schedule-changes' }),
    () => keepWording(auditor, { purpose: 'analytics', topic: '' }),
    () => publishDueVersion(officer, testBases),
    () => readWordings(portal.visitor),
  ]
  for (const call of refused) await expect(call()).rejects.toThrow(Denied)
  expect(await readWordings(auditor)).not.toEqual([])
})
