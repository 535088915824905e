import { afterAll, beforeAll, expect, test } from 'vitest'
import { purposeCodes, topicCodes } from '#db/schema/consent-codes.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { newId } from '#platform/ids.ts'
import { publishTestPolicy, publishTestVersion } from '#testing/consent-texts.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { readChoices, readHistory } from '../ledger/read-choices.ts'
import { recordChoices } from '../ledger/record-choices.ts'
import type { ChannelCode, Decision } from '../rules/catalogue.ts'
import { publishConsentTexts, readConsentTexts } from '../texts/consent-texts.ts'
import { readMuted, undoMute } from './undo-mute.ts'
import { withdrawAll } from './withdraw-all.ts'

const topic = 'new-materials'
const days = (count: number) => count * 86_400_000

let portal: TestPortal
let textSha256: string
let owner: Context

beforeAll(async () => {
  portal = await testPortal()
  const services = { ...portal.services, database: portal.database.owner }
  owner = contextFor(services, { actor: { kind: 'system', task: 'test' }, locale: 'ru' })
  await publishTestPolicy(owner)
  await publishConsentTexts(owner, 'ru', [
    ...purposeCodes.map((purpose) => ({ purpose, topic: '' as const, words: { title: purpose } })),
    ...topicCodes.map((one) => ({
      purpose: 'communication' as const,
      topic: one,
      words: { title: one },
      termMonths: 12,
    })),
  ])
  textSha256 = (await readConsentTexts(portal.visitor, 'ru')).find((one) => one.topic === topic)?.sha256 ?? ''
})
afterAll(() => portal.close())

async function person() {
  const { subjectId } = await portal.addPerson()
  const ctx = portal.subject(subjectId)
  const decide = (decision: Decision, ...channels: ChannelCode[]) =>
    recordChoices(ctx, subjectId, {
      policyVersion: 1,
      origin: 'choices',
      idempotencyKey: newId(),
      choices: channels.map((channel) => ({ purpose: 'communication', topic, channel, decision })),
    })
  const mute = async () => {
    const press = newId()
    await withdrawAll(ctx, subjectId, { policyVersion: 1, idempotencyKey: press, topic })
    return press
  }
  const undo = (press: string, idempotencyKey = newId()) =>
    undoMute(ctx, subjectId, { topic, press, textSha256, policyVersion: 1, idempotencyKey })
  const states = async () => {
    const all = await readChoices(ctx, subjectId)
    return all
      .filter((one) => one.topic === topic)
      .map(({ channel, decision, expiresAt }) => ({ channel, decision, expiresAt }))
  }
  const on = async () =>
    (await states()).filter((one) => one.decision === 'granted').map((one) => one.channel)
  return { subjectId, ctx, decide, mute, undo, states, on }
}

test('brings back what the press switched off, with the end that it had, and nothing that was off before', async () => {
  const { subjectId, ctx, decide, mute, undo, states } = await person()
  await decide('granted', 'email')
  portal.passTime(days(40))
  await decide('granted', 'push')
  const before = await states()
  const press = await mute()
  expect((await states()).filter(({ decision }) => decision === 'granted')).toEqual([])
  expect(await undo(press)).toEqual({ restored: 2 })
  // The SMS was never decided: the press recorded a withdrawal, which stays.
  expect(await states()).toEqual(
    before.map((one) => (one.channel === 'sms' ? { ...one, decision: 'withdrawn' } : one)),
  )
  const { items } = await readHistory(ctx, subjectId)
  expect(items.slice(0, 2).map(({ origin, decision }) => `${origin} ${decision}`)).toEqual([
    'undo granted',
    'undo granted',
  ])
  const audit = (await portal.audit({ subjectId })).slice(-2)
  expect(audit.map(({ action, fields }) => [action, fields])).toEqual([
    ['consent.grant', [`communication/${topic}/email`]],
    ['consent.grant', [`communication/${topic}/push`]],
  ])
})

test('sent twice under one key or pressed twice restores once', async () => {
  const { subjectId, ctx, decide, mute, undo } = await person()
  await decide('granted', 'email', 'sms')
  const [press, key] = [await mute(), newId()]
  expect(await undo(press, key)).toEqual({ restored: 2 })
  const { items } = await readHistory(ctx, subjectId)
  expect(await undo(press, key)).toEqual({ restored: 2 })
  expect(await undo(press)).toEqual({ restored: 0 })
  expect((await readHistory(ctx, subjectId)).items).toHaveLength(items.length)
})

test('leaves a channel that was decided since', async () => {
  const { decide, mute, undo, on } = await person()
  await decide('granted', 'email', 'sms', 'push')
  const press = await mute()
  await decide('granted', 'sms')
  await decide('withdrawn', 'sms')
  expect(await undo(press)).toEqual({ restored: 2 })
  expect(await on()).toEqual(['email', 'push'])
})

test('a consent that has ended by its term meanwhile does not come back', async () => {
  const { subjectId, ctx, decide, mute, undo, on } = await person()
  await decide('granted', 'email')
  const press = await mute()
  expect(await readMuted(ctx, subjectId, { topic, press })).toHaveLength(1)
  portal.passTime(days(367))
  expect(await readMuted(portal.subject(subjectId), subjectId, { topic, press })).toEqual([])
  expect(await undo(press)).toEqual({ restored: 0 })
  expect(await on()).toEqual([])
})

test('grants nothing under another text than the one beside the button', async () => {
  const { subjectId, ctx, decide, mute, on } = await person()
  await decide('granted', 'email')
  const press = await mute()
  const given = { topic, press, policyVersion: 1, idempotencyKey: newId() } as const
  expect(await undoMute(ctx, subjectId, { ...given, textSha256: 'a'.repeat(64) })).toEqual({ restored: 0 })
  expect(await on()).toEqual([])
})

test('takes back nothing but what was switched off of its topic', async () => {
  const { subjectId, ctx, decide, undo, on } = await person()
  await decide('granted', 'email')
  expect(await undo(newId())).toEqual({ restored: 0 })
  const other = newId()
  await withdrawAll(ctx, subjectId, { policyVersion: 1, idempotencyKey: other, topic: 'schedule-changes' })
  expect(await undo(other)).toEqual({ restored: 0 })
  expect(await on()).toEqual(['email'])
})

test('is denied for somebody else', async () => {
  const [one, other] = [await person(), await person()]
  const given = { topic, press: newId(), textSha256, policyVersion: 1, idempotencyKey: newId() } as const
  await expect(undoMute(one.ctx, other.subjectId, given)).rejects.toThrow(Denied)
  await expect(readMuted(one.ctx, other.subjectId, given)).rejects.toThrow(Denied)
})

// The last test: it publishes a version.
test('a consent to what the policy has changed meanwhile does not come back', async () => {
  const { subjectId, ctx, decide, mute, on } = await person()
  await decide('granted', 'email')
  const press = await mute()
  await publishTestVersion(owner, 2, ['communication'])
  expect(await readMuted(ctx, subjectId, { topic, press })).toEqual([])
  const given = { topic, press, textSha256, policyVersion: 2, idempotencyKey: newId() } as const
  expect(await undoMute(ctx, subjectId, given)).toEqual({ restored: 0 })
  expect(await on()).toEqual([])
})
