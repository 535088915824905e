import { setTimeout } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { createLocalJWKSet, flattenedVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Denied } from '#domain/access/permissions.ts'
import { recordOperator } from '#domain/policy/operator/record-operator.ts'
import { canonicalJson, contentHash } from '#platform/canonical-json.ts'
import { newId } from '#platform/ids.ts'
import { readFact, setFact } from '#platform/installation-facts.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import type { Receipt } from './build-receipt.ts'
import { exportReceipts } from './export-receipts.ts'
import { readReceipt } from './read-receipt.ts'
import { startSecondEdition } from './receipt-edition.ts'
import type { SecondEditionReceipt } from './second-edition.ts'
import { publicKeySet, type Signed, signDetached } from './sign-receipt.ts'
import { readPresented, readReceiptState, verifyReceipt } from './verify-receipt.ts'

let portal: ConsentPortal
beforeAll(async () => {
  portal = await consentPortal(12)
})
afterAll(() => portal.close())

async function person() {
  const { subjectId, externalId } = await portal.addPerson({})
  return { subjectId, externalId, ctx: portal.subject(subjectId) }
}

async function granted() {
  const { subjectId, externalId, ctx } = await person()
  const eventId = await decide(ctx, subjectId, { decision: 'granted' })
  const found = await readReceipt(ctx, eventId)
  if (!found) throw new Error('no receipt')
  return { subjectId, externalId, ctx, eventId, receipt: second(found.receipt) }
}

function second(receipt: Receipt | undefined) {
  if (!receipt || !('edition' in receipt)) throw new Error('not of the second edition')
  return receipt as Signed<SecondEditionReceipt>
}

const program = (...scopes: string[]) => portal.as({ kind: 'program', keyId: 'key', scopes })
/** As a person who kept it sends it back. */
const presented = (receipt: object): object => JSON.parse(JSON.stringify(receipt, null, 2))

describe('a receipt', () => {
  test('is read by the person whose choice it is', async () => {
    const { receipt, eventId } = await granted()
    expect(receipt.receipt_id).toBe(eventId)
    expect(JSON.stringify(receipt)).not.toMatch(/person-|@example\.kz|Серікқызы/)
    expect(receipt.consent_record.processing[0]?.events[0]).toMatchObject({
      '@type': 'dpv:ConsentGiven',
      duration: { value: 'P12M' },
      valid_until: expect.any(String),
    })
  })

  test('is nobody else’s: not another person’s, not a visitor’s, not staff’s', async () => {
    const { eventId } = await granted()
    const other = await person()
    expect(await readReceipt(other.ctx, eventId)).toBeNull()
    expect(await readReceipt(other.ctx, 'no id')).toBeNull()
    await expect(readReceipt(portal.visitor, eventId)).rejects.toThrow(Denied)
    const officer = { kind: 'staff', staffId: newId(), roles: ['privacy-officer'], clearance: true } as const
    await expect(readReceipt(portal.as(officer), eventId)).rejects.toThrow(Denied)
    await expect(readReceipt(program('choices:read'), eventId)).rejects.toThrow(Denied)
  })

  test('is read by a program with the scope, under the id that it knows, and that is recorded', async () => {
    const { eventId, subjectId, externalId, receipt } = await granted()
    expect(await readReceipt(program('receipts:read'), eventId)).toMatchObject({ externalId, receipt })
    expect(await portal.audit({ subjectId })).toContainEqual(
      expect.objectContaining({ action: 'receipt.read', actorKind: 'program', actorId: 'key' }),
    )
  })

  test('stays the same byte for byte when words, policy, operator and key have changed', async () => {
    const { ctx, eventId, receipt, subjectId } = await granted()
    const before = canonicalJson(receipt)
    await portal.publishTestWords('second', 24)
    await portal.publishPolicy(2)
    await recordOperator(portal.owner, { ...portal.operator, bin: '999999999999' })
    const keyId = portal.services.keys.addSigning()
    const again = await readReceipt(ctx, eventId)
    expect(canonicalJson(second(again?.receipt))).toBe(before)
    expect(await verifyReceipt(portal.visitor, presented(receipt))).toMatchObject({
      genuine: true,
      stands: true,
    })

    const newer = await decide(
      ctx,
      subjectId,
      { decision: 'granted', purpose: 'improvement' },
      { policyVersion: 2 },
    )
    const next = second((await readReceipt(ctx, newer))?.receipt)
    expect(next.consent_record.kazakhstan).toMatchObject({ bin: '999999999999', text_version: 2 })
    const [process] = next.consent_record.processing
    expect(process?.notices.map(({ version }) => version)).toEqual([2, 2])
    expect(process?.events[0]?.duration.value).toBe('P24M')
    expect(Buffer.from(next.proof.jws.split('.')[0] ?? '', 'base64url').toString()).toContain(keyId)
    await portal.publishTestWords('first')
  })

  test('carries the words whose hash it cites, so that a stranger can compute it', async () => {
    const { receipt } = await granted()
    const { consent_text, text_sha256: said } = receipt.consent_record.kazakhstan
    expect(consent_text).toMatchObject({ purpose: 'analytics', termMonths: 12, locale: 'ru' })
    expect(contentHash(consent_text).toString('hex')).toBe(said)
  })

  test('is signed so that anybody can check it with the published keys alone', async () => {
    const { proof, ...body } = (await granted()).receipt
    const [header = '', , signature = ''] = proof.jws.split('.')
    const payload = Buffer.from(canonicalJson(body)).toString('base64url')
    const keySet = createLocalJWKSet(publicKeySet(portal.services.keys))
    const checked = await flattenedVerify({ protected: header, payload, signature }, keySet)
    expect(checked.protectedHeader).toMatchObject({ alg: 'EdDSA', typ: 'consent-receipt' })
    expect(JSON.stringify(publicKeySet(portal.services.keys))).not.toContain('"d"')
  })
})

describe('an installation with receipts of the first edition', () => {
  /** When the second edition begins there: now, or never before. */
  const begin = (since: Date | null) =>
    setFact(portal.database.owner, 'receipts-second-edition', { since: since?.toISOString() ?? null })
  afterAll(() => begin(null))

  test('gives and verifies them for ever, and later ones of the second', async () => {
    const before = await person()
    const eventId = await decide(before.ctx, before.subjectId, { decision: 'granted' })
    // A first receipt and the beginning in one millisecond would be of the second edition.
    await setTimeout(5)
    await begin(new Date())
    const first = (await readReceipt(before.ctx, eventId))?.receipt
    expect(first?.schema_version).toContain('edition 1')
    expect(await verifyReceipt(portal.visitor, presented(first ?? {}))).toMatchObject({
      genuine: true,
      stands: true,
    })
    const changed = JSON.parse(JSON.stringify(first).replace('dpv:ConsentGiven', 'dpv:ConsentWithdrawn'))
    expect(await verifyReceipt(portal.visitor, changed)).toEqual({ genuine: false, reason: 'changed' })

    const later = await granted()
    expect(later.receipt.edition).toBe(2)
    expect(await verifyReceipt(portal.visitor, presented(later.receipt))).toMatchObject({ genuine: true })
    await portal.database.owner.db.execute(sql`DELETE FROM consent_event WHERE event_id = ${eventId}::uuid`)
    expect(await verifyReceipt(portal.visitor, presented(first ?? {}))).toMatchObject({
      genuine: true,
      standing: 'gone',
    })
  })

  test('takes no receipt of another edition than the event had', async () => {
    const { receipt, ctx, eventId } = await granted()
    await begin(new Date(Date.now() + 60_000))
    expect((await readReceipt(ctx, eventId))?.receipt.schema_version).toContain('edition 1')
    expect(await verifyReceipt(portal.visitor, presented(receipt))).toEqual({
      genuine: false,
      reason: 'unknown',
    })
    await begin(null)
    expect(await verifyReceipt(portal.visitor, presented(receipt))).toMatchObject({ genuine: true })
  })

  test('is one in which something was recorded before the second edition began, once', async () => {
    const kept = () => readFact(portal.database.owner, 'receipts-second-edition')
    await portal.database.owner.db.execute(sql`DELETE FROM installation_fact`)
    await startSecondEdition(portal.owner)
    const since = await kept()
    expect(since).toEqual({ since: expect.stringMatching(/Z$/) })
    await startSecondEdition(portal.owner)
    expect(await kept()).toEqual(since)
    await portal.database.owner.db.execute(sql`DELETE FROM installation_fact`)
    await portal.database.owner.db.execute(sql`DELETE FROM consent_event`)
    await startSecondEdition(portal.owner)
    expect(await kept()).toEqual({ since: null })
    await expect(startSecondEdition(portal.visitor)).rejects.toThrow(Denied)
  })
})

describe('a presented receipt', () => {
  test('is genuine for everybody, and stands until it is withdrawn', async () => {
    const { receipt, eventId, ctx, subjectId } = await granted()
    const kept = presented(receipt)
    const officer = { kind: 'staff', staffId: newId(), roles: ['support'], clearance: false } as const
    for (const who of [portal.visitor, ctx, program(), portal.as(officer)])
      expect(await verifyReceipt(who, kept)).toEqual({
        genuine: true,
        receiptId: eventId,
        event: 'given',
        stands: true,
        standing: 'stands',
        since: null,
      })
    await decide(ctx, subjectId, { decision: 'withdrawn' })
    expect(await verifyReceipt(portal.visitor, kept)).toMatchObject({
      genuine: true,
      stands: false,
      standing: 'withdrawn',
      since: expect.any(Date),
    })
    expect(await readReceiptState(portal.visitor, eventId)).toMatchObject({ known: true, stands: false })
  })

  test('with one letter changed, left out or added is not genuine', async () => {
    const { receipt } = await granted()
    const text = JSON.stringify(receipt)
    const changed = [
      text.replace('"title":"first"', '"title":"First"'),
      text.replace('dpv:ConsentGiven', 'dpv:ConsentWithdrawn'),
      text.replace('"representative":null', '"representative":"R"'),
      text.replace(',"representative":null', ''),
      text.replace('{', '{"more":1,'),
    ]
    for (const one of changed) {
      expect(one).not.toBe(text)
      expect(await verifyReceipt(portal.visitor, JSON.parse(one))).toEqual({
        genuine: false,
        reason: 'changed',
      })
    }
  })

  test('is read however it is spaced and escaped, but not when it says a thing twice', async () => {
    const { receipt } = await granted()
    const text = JSON.stringify(receipt, null, 2)
    const escaped = text.replace(
      /[^\x20-\x7e\n]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    expect(escaped).not.toBe(text)
    for (const one of [text, escaped, JSON.stringify(receipt), `\n ${text}\r\n`])
      expect(await verifyReceipt(portal.visitor, readPresented(one))).toMatchObject({ genuine: true })
    expect(readPresented(text.replace('"receipt_id"', '"receipt_id": "another", "receipt_id"'))).toBeNull()
    const hidden = readPresented(text.replace('{', '{ "__proto__": { "a": 1 },'))
    expect(await verifyReceipt(portal.visitor, hidden)).toEqual({ genuine: false, reason: 'changed' })
  })

  test.each([[null], ['text'], [[]], [{}], [{ receipt_id: newId(), proof: { type: 'jws', jws: 'x' } }]])(
    'that is none is said so: %j',
    async (given) => {
      expect((await verifyReceipt(portal.visitor, given)).genuine).toBe(false)
    },
  )

  test('signed by the same key as something else is not taken for one', async () => {
    const { proof: _, ...body } = (await granted()).receipt
    const other = signDetached(portal.services.keys.signers()(new Date()), 'consent-history', body)
    expect(await verifyReceipt(portal.visitor, presented(other))).toEqual({
      genuine: false,
      reason: 'changed',
    })
  })

  test('that a stolen key signed is held against the ledger', async () => {
    const { proof: _, ...body } = (await granted()).receipt
    const signer = portal.services.keys.signers()(new Date())
    const forged = signDetached(signer, 'consent-receipt', { ...body, schema_version: 'forged' })
    expect(await verifyReceipt(portal.visitor, presented(forged))).toEqual({
      genuine: false,
      reason: 'unknown',
    })
  })

  test('whose event the ledger has deleted stays genuine and is no longer in force', async () => {
    const { receipt, eventId } = await granted()
    await portal.database.owner.db.execute(sql`DELETE FROM consent_event WHERE event_id = ${eventId}::uuid`)
    expect(await verifyReceipt(portal.visitor, presented(receipt))).toMatchObject({
      genuine: true,
      stands: false,
      standing: 'gone',
    })
    expect(await readReceiptState(portal.visitor, eventId)).toEqual({ known: false })
  })
})

describe('the whole history', () => {
  test('of a thousand events is one signed file, made page by page, and its export is recorded', async () => {
    const { ctx, subjectId } = await granted()
    await portal.database.owner.db.execute(sql`
      INSERT INTO consent_event (subject_id, seq, event_id, purpose, topic, channel, decision, policy_version, text_version,
        text_sha256, locale, origin, actor_kind, actor_id, idempotency_key, body_sha256, recorded_at)
      SELECT subject_id, seq + n, gen_random_uuid(), purpose, topic, channel, 'withdrawn', policy_version, text_version,
        text_sha256, locale, origin, actor_kind, actor_id, 'many ' || n, body_sha256, recorded_at + n * interval '1 s'
      FROM consent_event, generate_series(1, 999) n WHERE subject_id = ${subjectId}::uuid AND seq = 1`)
    let text = ''
    let longest = 0
    for await (const piece of exportReceipts(ctx, subjectId)) {
      text += piece
      longest = Math.max(longest, piece.length)
    }
    expect(longest).toBeLessThan(2_000_000)
    const { receipts, list } = JSON.parse(text)
    expect(receipts).toHaveLength(1000)
    expect(list).toMatchObject({ count: 1000, proof: { type: 'jws' } })
    expect(await verifyReceipt(portal.visitor, receipts[499])).toMatchObject({ genuine: true })
    expect((await portal.audit({ subjectId })).map(({ action }) => action)).toContain('receipts.export')
  })

  test('is a person’s own', async () => {
    const { subjectId } = await person()
    const other = await person()
    for (const who of [portal.visitor, other.ctx, program('receipts:read')])
      await expect(exportReceipts(who, subjectId).next()).rejects.toThrow(Denied)
  })
})
