import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verification } from '#db/schema/access.ts'
import { purposeCodes, topicCodes } from '#db/schema/consent-codes.ts'
import { contextFor } from '#domain/access/context.ts'
import { askSignIn } from '#domain/people/sign-in/ask-sign-in.ts'
import { openSession, readSession } from '#domain/people/sign-in/sessions.ts'
import { readSignInMail } from '#domain/people/sign-in/sign-in-mail.ts'
import { readProfile } from '#domain/people/subjects/profile.ts'
import { newId } from '#platform/ids.ts'
import { publishTestPolicy } from '#testing/consent-texts.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { readChoices, readHistory } from '../ledger/read-choices.ts'
import { chooseSchema, welcomeSchema, withdrawAllSchema } from '../rules/form-schemas.ts'
import { publishConsentTexts, readConsentTexts } from '../texts/consent-texts.ts'
import { choose } from './choose.ts'
import { recordWelcome } from './record-welcome.ts'
import { withdrawAll } from './withdraw-all.ts'

let portal: TestPortal

beforeAll(async () => {
  portal = await testPortal()
  const services = { ...portal.services, database: portal.database.owner }
  const owner = contextFor(services, { actor: { kind: 'system', task: 'test' }, locale: 'ru' })
  await publishTestPolicy(owner)
  await publishConsentTexts(owner, 'ru', [
    ...purposeCodes.map((purpose) => ({ purpose, topic: '' as const, words: { title: purpose } })),
    ...topicCodes.map((topic) => ({ purpose: 'communication' as const, topic, words: { title: topic } })),
  ])
})
afterAll(() => portal.close())

const form = (given: Record<string, unknown>) =>
  chooseSchema.parse({
    purpose: 'analytics',
    decision: 'granted',
    policyVersion: '1',
    origin: 'choices',
    idempotencyKey: newId(),
    ...given,
  })

async function person() {
  const { subjectId } = await portal.addPerson({})
  return { subjectId, ctx: portal.subject(subjectId) }
}

const granted = async (subjectId: string) =>
  (await readChoices(portal.subject(subjectId), subjectId))
    .filter((one) => one.decision === 'granted')
    .map((one) => one.name)

describe('a switch', () => {
  test('sent twice under one key is one event with one answer', async () => {
    const { subjectId, ctx } = await person()
    const input = form({})
    const first = await choose(ctx, subjectId, input)
    expect(await choose(ctx, subjectId, input)).toEqual(first)
    expect((await readHistory(ctx, subjectId)).items).toHaveLength(1)
  })

  test('grants nothing on a page that was overtaken, and says what stands', async () => {
    const { subjectId, ctx } = await person()
    await choose(ctx, subjectId, form({}))
    await choose(ctx, subjectId, form({ decision: 'withdrawn' }))
    expect(await choose(ctx, subjectId, form({ basedOnSeq: '0' }))).toEqual({
      status: 'stale',
      decision: 'withdrawn',
      seq: 2,
    })
  })

  test('withdraws even on an old page under a key that was used for something else', async () => {
    const { subjectId, ctx } = await person()
    const key = newId()
    await choose(ctx, subjectId, form({ decision: 'withdrawn', idempotencyKey: key }))
    await choose(ctx, subjectId, form({}))
    const again = form({ decision: 'withdrawn', idempotencyKey: key, basedOnSeq: '0' })
    expect(await choose(ctx, subjectId, again)).toMatchObject({ status: 'recorded', decision: 'withdrawn' })
    expect(await granted(subjectId)).toEqual([])
  })

  test.each([
    ['the service, which ends by a request', { purpose: 'service' }],
    ['a topic without a channel', { purpose: 'communication', topic: 'new-materials' }],
    ['a purpose without a switch', { purpose: 'security' }],
    ['somebody else', { subjectId: newId() }],
    ['another origin', { origin: 'import' }],
  ])('cannot be used for %s', (_, given) => {
    expect(() => form(given)).toThrow()
  })
})

describe('withdrawing what was granted', () => {
  const given = () => withdrawAllSchema.parse({ policyVersion: '1', idempotencyKey: newId() })
  const push = { purpose: 'communication', topic: 'new-materials', channel: 'push' }

  test('leaves the service and switches everything optional off in one step', async () => {
    const { subjectId, ctx } = await person()
    await choose(ctx, subjectId, form({}))
    await choose(ctx, subjectId, form(push))
    expect(await withdrawAll(ctx, subjectId, given())).toEqual({ status: 'done', withdrawn: 2 })
    expect(await granted(subjectId)).toEqual([])
    const { items } = await readHistory(ctx, subjectId)
    expect(items.slice(0, 2).map((one) => one.origin)).toEqual(['withdraw-all', 'withdraw-all'])
  })

  test('is harmless when repeated, and works again under the same key after a new grant', async () => {
    const { subjectId, ctx } = await person()
    const input = given()
    await choose(ctx, subjectId, form({}))
    await withdrawAll(ctx, subjectId, input)
    expect(await withdrawAll(ctx, subjectId, input)).toEqual({ status: 'done', withdrawn: 0 })
    await choose(ctx, subjectId, form(push))
    expect(await withdrawAll(ctx, subjectId, input)).toEqual({ status: 'done', withdrawn: 1 })
    expect(await granted(subjectId)).toEqual([])
  })

  test('stops messages, and not the letter with which the person signs in', async () => {
    const { subjectId, email } = await portal.addPerson({})
    await withdrawAll(portal.subject(subjectId), subjectId, given())
    const asked = await askSignIn(portal.visitor, { email, returnTo: '/ru/my' })
    expect(asked.status).toBe('asked')
    const [attempt] = await portal.database.owner.db
      .select()
      .from(verification)
      .where(eq(verification.accountId, subjectId))
    const mail = await readSignInMail(portal.system, attempt?.verificationId ?? '')
    expect(mail).toMatchObject({ to: email, code: expect.stringMatching(/^\d{6}$/) })
  })

  test('of one topic leaves the others', async () => {
    const { subjectId, ctx } = await person()
    await choose(ctx, subjectId, form({}))
    await choose(ctx, subjectId, form(push))
    await withdrawAll(ctx, subjectId, { ...given(), topic: 'new-materials' })
    expect(await granted(subjectId)).toEqual(['analytics'])
  })

  test('is denied for somebody else', async () => {
    const [one, other] = [await person(), await person()]
    await expect(withdrawAll(one.ctx, other.subjectId, given())).rejects.toThrow('denied')
  })
})

describe('the first sign-in', () => {
  const agreement = async (given: Record<string, unknown> = {}) => {
    const words = (await readConsentTexts(portal.visitor, 'ru')).find((one) => one.purpose === 'service')
    const input = welcomeSchema.parse({
      answer: 'agree',
      textSha256: words?.sha256,
      policyVersion: '1',
      idempotencyKey: newId(),
      ...given,
    })
    if (input.answer !== 'agree') throw new Error('not an agreement')
    return input
  }
  const welcomedAt = async (subjectId: string) => {
    const { token } = await portal.system.transaction((tx) => openSession(tx, subjectId, 'link', new Date()))
    return (await readSession(portal.services, token))?.welcomedAt ?? null
  }

  test('records the consent under the words that were shown, and is over', async () => {
    const { subjectId, ctx } = await person()
    const input = await agreement()
    expect(await welcomedAt(subjectId)).toBeNull()
    expect(await recordWelcome(ctx, subjectId, input)).toEqual({ status: 'welcomed' })
    expect(await recordWelcome(ctx, subjectId, input)).toEqual({ status: 'welcomed' })
    expect(await welcomedAt(subjectId)).toBeInstanceOf(Date)
    const { items } = await readHistory(ctx, subjectId)
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({ name: 'service', origin: 'welcome', textSha256: input.textSha256 })
  })

  test('needs the full name that the law wants, and keeps the one that is given', async () => {
    const { subjectId } = await portal.addPerson({ fullName: null })
    const ctx = portal.subject(subjectId)
    expect(await recordWelcome(ctx, subjectId, await agreement())).toMatchObject({ code: 'no-name' })
    await recordWelcome(ctx, subjectId, await agreement({ fullName: 'Сәуле Әбдірахман' }))
    expect((await readProfile(ctx, subjectId))?.fullName).toBe('Сәуле Әбдірахман')
  })

  test('records nothing under words that are no longer shown', async () => {
    const { subjectId, ctx } = await person()
    const input = await agreement({ textSha256: 'a'.repeat(64) })
    expect(await recordWelcome(ctx, subjectId, input)).toEqual({ status: 'refused', code: 'stale' })
    expect(await granted(subjectId)).toEqual([])
    expect(await welcomedAt(subjectId)).toBeNull()
  })

  test('records nothing where the operator is not named', async () => {
    const { subjectId } = await person()
    const services = { ...portal.services, env: { ...portal.services.env, sampleData: false } }
    const ctx = contextFor(services, { actor: { kind: 'subject', subjectId }, locale: 'ru' })
    expect(await recordWelcome(ctx, subjectId, await agreement())).toMatchObject({ code: 'no-operator' })
    expect(await granted(subjectId)).toEqual([])
  })
})
