import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unsubscribeLink } from '#db/schema/consent.ts'
import { contextFor } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { hashToken } from '#platform/crypto/tokens.ts'
import { newId } from '#platform/ids.ts'
import { publishForTests, publishTestVersion } from '#testing/consent-texts.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { readChoices, readHistory } from '../ledger/read-choices.ts'
import { recordChoices } from '../ledger/record-choices.ts'
import type { ChoiceKey, Decision } from '../rules/catalogue.ts'
import { publishConsentTexts, readConsentTexts } from '../texts/consent-texts.ts'
import { makeUnsubscribeLink } from './make-unsubscribe-link.ts'
import { readUnsubscribe } from './read-unsubscribe.ts'
import { undoUnsubscribe, unsubscribe } from './unsubscribe.ts'

let portal: TestPortal

beforeAll(async () => {
  portal = await testPortal()
  await publishForTests(portal)
})
afterAll(() => portal.close())

const news: ChoiceKey = { purpose: 'communication', topic: 'new-materials', channel: 'email' }

async function choose(subjectId: string, decision: Decision, key = news) {
  await recordChoices(portal.subject(subjectId), subjectId, {
    policyVersion: 1,
    origin: 'choices',
    idempotencyKey: newId(),
    choices: [{ ...key, decision }],
  })
}

/** A person who gets letters of new materials, and the link in each of them. */
async function reader(on = true) {
  const person = await portal.addPerson({})
  if (on) await choose(person.subjectId, 'granted')
  const made = await makeUnsubscribeLink(portal.system, person, news)
  if (!made) throw new Error('no link')
  return { ...person, made, token: made.link.split('/u/')[1] ?? '' }
}

const events = async (subjectId: string) => (await readHistory(portal.subject(subjectId), subjectId)).items

/** What the page posts with its button. */
async function undoForm(token: string) {
  const words = (await readConsentTexts(portal.visitor, 'ru')).find((one) => one.topic === news.topic)
  const view = await readUnsubscribe(portal.visitor, token)
  return {
    token,
    textSha256: words?.sha256 ?? '',
    policyVersion: 1,
    idempotencyKey: newId(),
    basedOnSeq: view?.seq ?? 0,
  }
}

describe('a link', () => {
  test('is the same in every message of one kind, with both headers, and kept once as a hash', async () => {
    const { subjectId, externalId, made, token } = await reader()
    expect(await makeUnsubscribeLink(portal.system, { externalId }, news)).toEqual(made)
    expect(made.headers).toEqual({
      'List-Unsubscribe': `<${portal.services.env.APP_URL}/u/${token}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    })
    const rows = await portal.database.owner.db
      .select()
      .from(unsubscribeLink)
      .where(eq(unsubscribeLink.subjectId, subjectId))
    expect(rows.map((row) => row.tokenHash)).toEqual([hashToken(token)])
    const made1 = (await portal.audit({ subjectId })).filter((one) => one.action === 'unsubscribe-link.make')
    expect(made1.map((one) => one.fields)).toEqual([['communication/new-materials/email']])
  })

  test('is another for another person, topic or channel', async () => {
    const [one, other] = [await reader(), await reader()]
    const sms = await makeUnsubscribeLink(portal.system, one, { ...news, channel: 'sms' })
    const schedule = await makeUnsubscribeLink(portal.system, one, { ...news, topic: 'schedule-changes' })
    expect(new Set([one.made.link, other.made.link, sms?.link, schedule?.link]).size).toBe(4)
  })

  test('is made for no unknown person', async () => {
    expect(await makeUnsubscribeLink(portal.system, { externalId: 'nobody' }, news)).toBeNull()
    expect(await makeUnsubscribeLink(portal.system, { subjectId: newId() }, news)).toBeNull()
  })

  test('is made by the platform within its scope, not by a person or a program that only reads', async () => {
    const { externalId, made } = await reader()
    const program = (scope: string) => portal.as({ kind: 'program', keyId: newId(), scopes: [scope] })
    expect(await makeUnsubscribeLink(program('choices:write'), { externalId }, news)).toEqual(made)
    for (const ctx of [program('choices:read'), portal.visitor])
      await expect(makeUnsubscribeLink(ctx, { externalId }, news)).rejects.toThrow(Denied)
  })
})

describe('why a message came', () => {
  test('is said by the consent in force: its exact text, language, time and place, and nothing about the person', async () => {
    const { subjectId, token } = await reader()
    const [event] = await events(subjectId)
    const shown = (await readConsentTexts(portal.visitor, 'ru')).find((one) => one.topic === news.topic)
    const link = await readUnsubscribe(portal.visitor, token)
    expect(link?.given).toEqual({
      at: new Date(event?.recordedAt ?? ''),
      origin: 'choices',
      locale: 'ru',
      words: shown?.words,
    })
  })

  test('is the older text after a newer one was published', async () => {
    const { token } = await reader()
    const before = (await readUnsubscribe(portal.visitor, token))?.given?.words
    const services = { ...portal.services, database: portal.database.owner }
    const owner = contextFor(services, { actor: { kind: 'system', task: 'test' }, locale: 'ru' })
    const current = await readConsentTexts(portal.visitor, 'ru')
    const changed = current.map(({ version: _, sha256: __, ...text }) => ({
      ...text,
      words: { title: `${text.words.title}, changed` },
    }))
    await publishConsentTexts(owner, 'ru', changed)
    expect((await readUnsubscribe(portal.visitor, token))?.given?.words).toEqual(before)
    await publishConsentTexts(owner, 'ru', current)
  })

  test('is not said of what is off', async () => {
    const { token } = await reader()
    await unsubscribe(portal.visitor, token)
    const never = await reader(false)
    for (const one of [token, never.token])
      expect((await readUnsubscribe(portal.visitor, one))?.given).toBeNull()
  })
})

describe('a press of the link', () => {
  test('withdraws that topic on that channel at once, by its holder, and nothing else', async () => {
    const { subjectId, token } = await reader()
    await choose(subjectId, 'granted', { ...news, channel: 'sms' })
    expect(await unsubscribe(portal.visitor, token)).toMatchObject({ on: false, canUndo: true })
    const standing = await readChoices(portal.subject(subjectId), subjectId)
    expect(standing.filter((one) => one.decision === 'granted').map((one) => one.name)).toEqual([
      'communication/new-materials/sms',
    ])
    expect((await events(subjectId))[0]).toMatchObject({
      name: 'communication/new-materials/email',
      decision: 'withdrawn',
      origin: 'unsubscribe',
      actorKind: 'visitor',
      locale: 'ru',
      signal: '',
    })
    expect((await portal.audit({ subjectId })).at(-1)).toMatchObject({
      action: 'consent.withdraw',
      actorKind: 'visitor',
      actorId: null,
      fields: ['communication/new-materials/email'],
    })
  })

  test('repeated, or ten at once, is one event with one answer', async () => {
    const { subjectId, token } = await reader()
    const answers = await Promise.all(Array.from({ length: 10 }, () => unsubscribe(portal.visitor, token)))
    answers.push(await unsubscribe(portal.visitor, token))
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1)
    expect(await events(subjectId)).toHaveLength(2)
  })

  test('where nothing was ever on is a withdrawal that the link cannot take back', async () => {
    const { subjectId, token } = await reader(false)
    expect(await unsubscribe(portal.visitor, token)).toMatchObject({ on: false, canUndo: false, seq: 1 })
    expect(await events(subjectId)).toMatchObject([{ decision: 'withdrawn', origin: 'unsubscribe' }])
    expect(await undoUnsubscribe(portal.visitor, await undoForm(token))).toMatchObject({ code: 'stale' })
  })

  test('is an event again after an hour, although it is off', async () => {
    const { subjectId, token } = await reader()
    await unsubscribe(portal.visitor, token)
    portal.passTime(3_600_001)
    expect(await unsubscribe(portal.visitor, token)).toMatchObject({ on: false, seq: 3 })
    portal.passTime(-3_600_001)
    expect(await events(subjectId)).toHaveLength(3)
  })

  test('works again after the person granted again', async () => {
    const { subjectId, token } = await reader()
    await unsubscribe(portal.visitor, token)
    await choose(subjectId, 'granted')
    expect(await unsubscribe(portal.visitor, token)).toMatchObject({ on: false, seq: 4 })
  })

  test('looking five times changes nothing and tells the language of the person', async () => {
    const { subjectId, token } = await reader()
    for (let n = 0; n < 5; n++)
      expect(await readUnsubscribe(portal.visitor, token)).toMatchObject({ on: true, locale: 'kk' })
    expect(await events(subjectId)).toHaveLength(1)
  })

  test.each(['', 'garbled', 'a'.repeat(43), `${'a'.repeat(42)}\0`])(
    'of no link (%j) is nothing',
    async (token) => {
      expect(await readUnsubscribe(portal.visitor, token)).toBeNull()
      expect(await unsubscribe(portal.visitor, token)).toBeNull()
    },
  )

  test('is not for programs', async () => {
    const { token } = await reader()
    const program = portal.as({ kind: 'program', keyId: newId(), scopes: ['choices:write'] })
    for (const attempt of [readUnsubscribe(program, token), unsubscribe(program, token)])
      await expect(attempt).rejects.toThrow(Denied)
  })
})

describe('undo', () => {
  test('grants again under the words beside the button, and the link goes on working', async () => {
    const { subjectId, token } = await reader()
    await unsubscribe(portal.visitor, token)
    const form = await undoForm(token)
    expect(await undoUnsubscribe(portal.visitor, form)).toEqual({ status: 'done' })
    expect(await undoUnsubscribe(portal.visitor, form)).toEqual({ status: 'done' })
    const [last, ...before] = await events(subjectId)
    expect(last).toMatchObject({ decision: 'granted', origin: 'undo', actorKind: 'visitor' })
    expect(last?.textSha256).toBe(form.textSha256)
    expect(before).toHaveLength(2)
    expect(await unsubscribe(portal.visitor, token)).toMatchObject({ on: false })
  })

  test('does not switch on what the person switched off by themselves, or what is off for a day', async () => {
    const { subjectId, token } = await reader()
    await choose(subjectId, 'withdrawn')
    expect(await undoUnsubscribe(portal.visitor, await undoForm(token))).toMatchObject({ code: 'stale' })
    const late = await reader()
    await unsubscribe(portal.visitor, late.token)
    portal.passTime(86_400_000)
    expect(await undoUnsubscribe(portal.visitor, await undoForm(late.token))).toMatchObject({ code: 'stale' })
    portal.passTime(-86_400_000)
    expect(await events(late.subjectId)).toHaveLength(2)
  })

  test('under other words than those shown today is refused, and so is a token that is none', async () => {
    const { token } = await reader()
    await unsubscribe(portal.visitor, token)
    const form = await undoForm(token)
    const other = { ...form, textSha256: '0'.repeat(64) }
    expect(await undoUnsubscribe(portal.visitor, other)).toEqual({ status: 'refused', code: 'stale' })
    const none = { ...form, token: 'a'.repeat(43) }
    expect(await undoUnsubscribe(portal.visitor, none)).toEqual({ status: 'refused', code: 'dead' })
  })

  // The last test: it publishes a version.
  test('is over where the policy has changed what is done since the consent, even with the new text', async () => {
    const { subjectId, token } = await reader()
    await unsubscribe(portal.visitor, token)
    const services = { ...portal.services, database: portal.database.owner }
    const owner = contextFor(services, { actor: { kind: 'system', task: 'test' }, locale: 'ru' })
    await publishTestVersion(owner, 2, ['analytics'])
    expect(await readUnsubscribe(portal.visitor, token)).toMatchObject({ canUndo: true })
    await publishTestVersion(owner, 3, ['communication'])
    expect(await readUnsubscribe(portal.visitor, token)).toMatchObject({ canUndo: false })
    const form = { ...(await undoForm(token)), policyVersion: 3 }
    expect(await undoUnsubscribe(portal.visitor, form)).toEqual({ status: 'refused', code: 'stale' })
    expect(await events(subjectId)).toHaveLength(2)
  })
})
