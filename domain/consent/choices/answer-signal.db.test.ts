import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contextFor } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { newId } from '#platform/ids.ts'
import { publishForTests } from '#testing/consent-texts.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { readChoices, readHistory } from '../ledger/read-choices.ts'
import type { Signal } from '../rules/catalogue.ts'
import { chooseSchema } from '../rules/form-schemas.ts'
import { againstSignal } from '../rules/gpc.ts'
import { readConsentTexts } from '../texts/consent-texts.ts'
import { answerSignal } from './answer-signal.ts'
import { choose } from './choose.ts'
import { withdrawAll } from './withdraw-all.ts'

let portal: TestPortal

beforeAll(async () => {
  portal = await testPortal()
  await publishForTests(portal)
})
afterAll(() => portal.close())

/** A person at a browser with or without the signal. */
const at = (subjectId: string, signal: Signal) =>
  contextFor(portal.services, { actor: { kind: 'subject', subjectId }, locale: 'ru', signal })

async function turnOn(subjectId: string, purpose: string, signal: Signal = '') {
  const input = { purpose, decision: 'granted', policyVersion: 1, origin: 'choices', idempotencyKey: newId() }
  await choose(at(subjectId, signal), subjectId, chooseSchema.parse(input))
}

async function person() {
  const { subjectId } = await portal.addPerson({})
  for (const purpose of ['analytics', 'improvement', 'personalisation']) await turnOn(subjectId, purpose)
  return { subjectId, ctx: at(subjectId, 'gpc') }
}

async function form(answer: 'off' | 'keep') {
  const words = await readConsentTexts(portal.visitor, 'ru')
  const of = (purpose: string) => words.find((one) => one.purpose === purpose)?.sha256
  return {
    answer,
    analyticsWords: of('analytics'),
    improvementWords: of('improvement'),
    policyVersion: 1,
    idempotencyKey: newId(),
  }
}

const open = async (subjectId: string) =>
  againstSignal(await readChoices(portal.subject(subjectId), subjectId)).map((one) => one.purpose)

const events = async (subjectId: string) => (await readHistory(portal.subject(subjectId), subjectId)).items

describe('the answer to the signal', () => {
  test('"off" withdraws analytics and improvement, and nothing else', async () => {
    const { subjectId, ctx } = await person()
    expect(await open(subjectId)).toEqual(['improvement', 'analytics'])
    expect(await answerSignal(ctx, subjectId, await form('off'))).toEqual({ status: 'done', answer: 'off' })
    const [one, two, ...before] = await events(subjectId)
    for (const event of [one, two])
      expect(event).toMatchObject({
        decision: 'withdrawn',
        origin: 'gpc',
        signal: 'gpc',
        actorKind: 'subject',
      })
    expect(before).toHaveLength(3)
    expect(await open(subjectId)).toEqual([])
    expect((await portal.audit({ subjectId })).at(-1)).toMatchObject({
      action: 'consent.withdraw',
      actorKind: 'subject',
      actorId: subjectId,
      fields: ['analytics', 'improvement'],
    })
  })

  test('"keep" grants once more under the signal, and the question does not come back', async () => {
    const { subjectId, ctx } = await person()
    const given = await form('keep')
    expect(await answerSignal(ctx, subjectId, given)).toEqual({ status: 'done', answer: 'keep' })
    expect(await answerSignal(ctx, subjectId, given)).toEqual({ status: 'done', answer: 'keep' })
    expect(await events(subjectId)).toHaveLength(5)
    expect((await events(subjectId))[0]).toMatchObject({ decision: 'granted', origin: 'gpc', signal: 'gpc' })
    expect(await open(subjectId)).toEqual([])
  })

  test('"keep" keeps only what was named, and is refused under other words', async () => {
    const { subjectId, ctx } = await person()
    const { improvementWords: _, ...onlyAnalytics } = await form('keep')
    await answerSignal(ctx, subjectId, onlyAnalytics)
    expect(await open(subjectId)).toEqual(['improvement'])
    const other = { ...(await form('keep')), improvementWords: '0'.repeat(64) }
    expect(await answerSignal(ctx, subjectId, other)).toEqual({ status: 'refused', code: 'stale' })
  })

  test('is not asked of somebody else', async () => {
    const { subjectId } = await person()
    const { ctx } = await person()
    await expect(answerSignal(ctx, subjectId, await form('off'))).rejects.toThrow(Denied)
  })
})

describe('every choice from a browser with the signal', () => {
  test('says so: a switch, and everything switched off at once', async () => {
    const { subjectId } = await portal.addPerson({})
    await turnOn(subjectId, 'analytics', 'gpc')
    expect(await open(subjectId)).toEqual([])
    await withdrawAll(at(subjectId, 'gpc'), subjectId, { policyVersion: 1, idempotencyKey: newId() })
    await turnOn(subjectId, 'analytics')
    const signals = (await events(subjectId)).map((one) => one.signal)
    expect(signals).toEqual(['', ...Array.from({ length: 12 }, () => 'gpc'), 'gpc'])
  })
})
