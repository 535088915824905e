import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { startDraft } from '#domain/policy/drafts/edit-draft.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { addPolicyStaff, deleteDraft, openDraft, publishDraft, purposeForm } from '#testing/policy-drafts.ts'
import { graphOf } from '#testing/receipt-graph.ts'
import { policyGraph } from '../../assurance/dpv/policy-graph.ts'
import { endChangedConsents } from '../changed/end-changed-consents.ts'
import { checkConsent } from '../choices/check-consent.ts'
import { withdrawAll } from '../choices/withdraw-all.ts'
import { readColumns } from '../import/import-columns.ts'
import { readChoices, readHistory } from '../ledger/read-choices.ts'
import { verifyProjection } from '../ledger/verify-projection.ts'
import { readReceipt } from '../receipts/read-receipt.ts'
import { readChoiceTitles, readConsentTexts } from '../texts/consent-texts.ts'
import { knownChoices, readCatalogue } from '../texts/read-catalogue.ts'
import { compareWordings } from './compare-wordings.ts'
import { addPurpose, keepWording, mostPurposes, retireWording, saveOwnPurpose } from './edit-wordings.ts'
import { readShownWords, readWordings } from './read-wordings.ts'
import { newPurposeSchema, ownPurposeSchema } from './wording-schemas.ts'

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

const made = (given: Record<string, unknown> = {}) => newPurposeSchema.parse(purposeForm(given))
const edited = (purpose: string, revision: number, given: Record<string, unknown> = {}) => {
  const { code: _, ...form } = purposeForm(given)
  return ownPurposeSchema.parse({ ...form, purpose, revision })
}
const publish = (purposes: string[] = []) =>
  publishDraft(portal, { officer, second }, { change: 'practice', purposes })
const asks = (externalId: string, purpose: string) =>
  checkConsent(portal.system, externalId, { purpose, topic: '', channel: '', gpc: false })
const grant = (subjectId: string, purpose: string) =>
  decide(portal.subject(subjectId), subjectId, { purpose, decision: 'granted' })
const textOf = async (purpose: string) =>
  (await readConsentTexts(portal.visitor, 'ru')).find((one) => one.purpose === purpose)

test('a purpose that two officers agreed on is off for everybody, and says all that the law wants', async () => {
  const { subjectId, externalId } = await portal.addPerson()
  await startDraft(officer)
  expect(await addPurpose(officer, made())).toEqual({ status: 'done' })
  expect((await openDraft(officer)).faults).toContain('change-missing')
  expect((await readCatalogue(portal.visitor)).purposes).not.toContain('alumni-club')
  const version = await publish()
  expect((await readCatalogue(portal.visitor)).purposes.at(-1)).toBe('alumni-club')
  const own = portal.subject(subjectId)
  const state = async () =>
    (await readChoices(own, subjectId)).find(({ name }) => name === 'alumni-club')?.decision
  expect(await state()).toBe(null)
  expect(await asks(externalId, 'alumni-club')).toMatchObject({ allowed: false, reason: 'never-given' })

  const text = await textOf('alumni-club')
  expect(text?.words).toMatchObject({
    title: 'Club title ru',
    data: 'Club data ru',
    retention: 'Один год',
    recipients: 'Третьим лицам не передаются.',
    thirdParties: 'no',
    abroad: 'no',
    published: 'no',
    storage: 'KZ',
    dpvType: 'PublicBenefit',
    dataCategories: 'registration learning',
  })
  for (const part of ['term', 'withdrawal', 'crossBorder', 'publication'])
    expect(text?.words[part]).toBeTruthy()
  const eventId = await grant(subjectId, 'alumni-club')
  expect(await asks(externalId, 'alumni-club')).toMatchObject({ allowed: true, policyVersion: version })
  expect(await state()).toBe('granted')
  const held = await readReceipt(own, eventId)
  expect(held?.facts.words).toMatchObject({ sha256: text?.sha256, text: text?.words })
  const graph = await graphOf(JSON.parse(JSON.stringify(held?.receipt)))
  expect(graph.countQuads(null, null, 'https://w3id.org/dpv#PublicBenefit', null)).toBe(1)
  expect(graph.countQuads(null, 'https://w3id.org/dpv#hasPersonalData', null, null)).toBe(8)
  expect((await readChoiceTitles(portal.visitor, 'kk')).get('alumni-club')).toBe('Club title kk')
  const audit = (await portal.audit()).map(({ action, fields }) => [action, ...(fields ?? [])].join(' '))
  expect(audit).toEqual(
    expect.arrayContaining(['policy-draft.edit alumni-club', 'policy.add-purpose alumni-club']),
  )
  const columns = readColumns(
    ['external_id', 'alumni-club', 'alumni-club given_at'],
    await readCatalogue(portal.visitor),
  )
  expect(columns).not.toHaveProperty('code')
  expect(await verifyProjection(portal.system)).toMatchObject({ different: [] })
})

test('the comparison of two versions says what was added, and the words of each are those of its day', async () => {
  const version = await currentVersion(portal.visitor)
  const at = (which: number) => readShownWords(portal.visitor, 'ru', which)
  const compared = compareWordings(await at(version - 1), await at(version), 'ru')
  expect(compared.map(({ name, state }) => [name, state])).toEqual([['alumni-club', 'added']])
  expect(compared[0]?.fields.map(({ field }) => field)).toEqual([
    'title',
    'what',
    'why',
    'data',
    'stops',
    'recipients',
    'crossBorder',
    'publication',
    'retention',
  ])
  expect(await at(99)).toEqual(new Map())
})

test('the policy as a graph names the purposes and topics of the operator, with the type that they chose', async () => {
  const graph = await graphOf(JSON.parse((await policyGraph(portal.visitor)) ?? '{}'))
  const process = `${portal.services.env.APP_URL}/policy#process-alumni-club`
  const title = 'http://purl.org/dc/terms/title'
  const titles = graph.getObjects(process, title, null).map(({ value }) => value)
  expect(titles.toSorted()).toEqual(['Club title en', 'Club title kk', 'Club title ru'])
  const types = graph.getObjects(process, 'https://w3id.org/dpv#hasPurpose', null)
  const isPublicBenefit = (one: Parameters<typeof graph.countQuads>[0]) =>
    graph.countQuads(one, null, 'https://w3id.org/dpv#PublicBenefit', null) === 1
  expect(types.map(isPublicBenefit)).toEqual([true])
  const storage = graph.getObjects(process, 'https://w3id.org/dpv#hasStorageCondition', null)
  expect(storage).toHaveLength(2)
  const named = graph.getQuads(null, 'http://purl.org/dc/terms/identifier', null, null)
  expect(named.map(({ object }) => object.value)).toContain('communication/schedule-changes')
})

test('withdrawing everything optional withdraws a purpose of the operator too', async () => {
  const { subjectId, externalId } = await portal.addPerson()
  await grant(subjectId, 'alumni-club')
  const own = portal.subject(subjectId)
  await withdrawAll(own, subjectId, { policyVersion: await currentVersion(own), idempotencyKey: subjectId })
  expect(await asks(externalId, 'alumni-club')).toMatchObject({ allowed: false, reason: 'withdrawn' })
})

test('a new recipient is asked about again, other words are not, and receipts keep what was shown', async () => {
  const { subjectId, externalId } = await portal.addPerson()
  const eventId = await grant(subjectId, 'alumni-club')
  const recipient = {
    'recipient1-kk': 'Қор',
    'recipient1-ru': 'Фонд',
    'recipient1-en': 'Fund',
    'recipient1-country': 'de',
  }
  await startDraft(officer)
  expect(await saveOwnPurpose(officer, edited('alumni-club', 0, recipient))).toEqual({ status: 'done' })
  expect((await openDraft(officer)).faults).toContain('facts-changed')
  await expect(publish()).rejects.toThrow('not proposed')
  const version = await publish(['alumni-club'])
  expect(await asks(externalId, 'alumni-club')).toMatchObject({ reason: 'policy-changed' })
  expect(await endChangedConsents(portal.system, version)).toMatchObject({ consents: 2 })
  expect((await textOf('alumni-club'))?.words).toMatchObject({
    recipients: 'Фонд, Германия.',
    thirdParties: 'Фонд (DE)',
    abroad: 'DE',
  })
  expect((await readReceipt(portal.subject(subjectId), eventId))?.facts.words.text.abroad).toBe('no')

  await grant(subjectId, 'alumni-club')
  await startDraft(officer)
  const otherTitle = { ...recipient, 'title-ru': 'Клуб выпускников' }
  await saveOwnPurpose(officer, edited('alumni-club', 0, otherTitle))
  await publishDraft(portal, { officer, second }, { change: 'words', purposes: [] })
  expect(await asks(externalId, 'alumni-club')).toMatchObject({ allowed: true })
  expect((await textOf('alumni-club'))?.words).toMatchObject({ title: 'Клуб выпускников', abroad: 'DE' })
})

test('a purpose that is retired ends with the version, can be withdrawn, and its code is never given again', async () => {
  const { subjectId, externalId } = await portal.addPerson()
  await grant(subjectId, 'alumni-club')
  await grant(subjectId, 'analytics')
  await startDraft(officer)
  const about = { purpose: 'alumni-club', topic: '' } as const
  expect(await retireWording(officer, about)).toEqual({ status: 'done' })
  const version = await publish()
  expect(await asks(externalId, 'alumni-club')).toMatchObject({ allowed: false, reason: 'policy-changed' })
  expect(await endChangedConsents(portal.system, version)).toEqual({ consents: 2, people: 2 })
  expect(await asks(externalId, 'analytics')).toMatchObject({ allowed: true })
  await expect(grant(subjectId, 'alumni-club')).rejects.toThrow('no-text')
  const own = portal.subject(subjectId)
  await decide(own, subjectId, { purpose: 'alumni-club', decision: 'withdrawn' })
  const [last, before] = (await readHistory(own, subjectId)).items
  expect(last).toMatchObject({ name: 'alumni-club', decision: 'withdrawn', origin: 'choices' })
  expect(before).toMatchObject({ name: 'alumni-club', decision: 'withdrawn', origin: 'policy' })
  expect(await textOf('alumni-club')).toBe(undefined)
  expect(await knownChoices(portal.visitor, ['alumni-club'])).toContain('alumni-club')
  await startDraft(officer)
  expect(await addPurpose(officer, made())).toMatchObject({ code: 'id-taken', field: 'code' })
  expect(await retireWording(officer, about)).toMatchObject({ code: 'unknown-purpose' })
  expect(await verifyProjection(portal.system)).toMatchObject({ different: [] })
})

test('purposes that come with the portal are not removed, nor their codes given to another', async () => {
  await startDraft(officer)
  for (const purpose of ['analytics', 'service', 'communication'])
    expect(await retireWording(officer, { purpose, topic: '' })).toMatchObject({ code: 'built-in' })
  for (const code of ['analytics', 'support'])
    expect(await addPurpose(officer, made({ code }))).toMatchObject({ code: 'id-taken', field: 'code' })
  expect(await saveOwnPurpose(officer, edited('analytics', 0))).toMatchObject({ code: 'built-in' })
  expect(await saveOwnPurpose(officer, edited('never-was', 0))).toMatchObject({ code: 'unknown-purpose' })
})

test('a purpose that there never was cannot be switched on', async () => {
  const { subjectId } = await portal.addPerson()
  await expect(grant(subjectId, 'never-was')).rejects.toThrow('no-text')
})

test('what the draft does to a purpose is approved with it, taken back, and limited', async () => {
  await startDraft(officer)
  await addPurpose(officer, made({ code: 'one' }))
  const { languageHashes } = await openDraft(officer)
  await saveOwnPurpose(officer, edited('one', 1, { storage: 'KZ, NL' }))
  expect((await openDraft(officer)).languageHashes.kk).not.toBe(languageHashes.kk)
  expect(await saveOwnPurpose(officer, edited('one', 1))).toMatchObject({ code: 'changed-meanwhile' })
  for (let n = 1; n < mostPurposes; n++)
    expect(await addPurpose(officer, made({ code: `more-${n}` }))).toEqual({ status: 'done' })
  expect(await addPurpose(officer, made({ code: 'too-many' }))).toMatchObject({ code: 'too-many-purposes' })
  await retireWording(officer, { purpose: 'one', topic: '' })
  await keepWording(officer, { purpose: 'more-1', topic: '' })
  const held = (await openDraft(officer)).facts.wordings.map(({ purpose }) => purpose)
  expect(held).toHaveLength(mostPurposes - 2)
  expect((await readWordings(officer)).map(({ purpose }) => purpose)).not.toContain('one')
})

test('is written by officers only', async () => {
  await startDraft(officer)
  const refused = [
    () => addPurpose(auditor, made({ code: 'x' })),
    () => saveOwnPurpose(auditor, edited('x', 0)),
    () => retireWording(auditor, { purpose: 'x', topic: '' }),
  ]
  for (const call of refused) await expect(call()).rejects.toThrow(Denied)
})
