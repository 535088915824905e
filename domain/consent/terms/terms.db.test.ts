import { and, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { consentState } from '#db/schema/consent.ts'
import { Denied } from '#domain/access/permissions.ts'
import { openClock } from '#platform/clock.ts'
import { newId } from '#platform/ids.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { readChoices, readHistory } from '../ledger/read-choices.ts'
import { recordUnderLocks } from '../ledger/record-choices.ts'
import { verifyProjection } from '../ledger/verify-projection.ts'
import { choiceName } from '../rules/catalogue.ts'
import { readConsentTexts } from '../texts/consent-texts.ts'
import { makeUnsubscribeLink } from '../unsubscribe/make-unsubscribe-link.ts'
import { readUnsubscribe } from '../unsubscribe/read-unsubscribe.ts'
import { undoUnsubscribe, unsubscribe } from '../unsubscribe/unsubscribe.ts'
import { expireConsents } from './expire-consents.ts'
import { readExpiryReminder, remindBeforeExpiry } from './remind-before-expiry.ts'

const DAY = 86_400_000
let portal: ConsentPortal
beforeAll(async () => {
  portal = await consentPortal(12)
})
afterAll(() => portal.close())
beforeEach(async () => {
  // Each test begins where no other's people are waiting.
  const { db } = portal.database.owner
  await db.execute(sql`TRUNCATE consent_state, consent_event, consent_head, consent_outbox, audit_event`)
  await db.execute(sql`DELETE FROM graphile_worker._private_jobs`)
})

async function person() {
  const { subjectId, email } = await portal.addPerson({})
  const ctx = portal.subject(subjectId)
  return {
    subjectId,
    email,
    ctx,
    grant: (
      purpose: 'analytics' | 'improvement' | 'service' = 'analytics',
      origin = 'choices' as 'choices' | 'renewal',
    ) => decide(ctx, subjectId, { purpose, decision: 'granted' }, { origin }),
    standing: async () =>
      (await readChoices(ctx, subjectId)).filter((one) => one.decision === 'granted').map((one) => one.name),
  }
}

/** Moves the end of a grant; the portal's clock is left alone, since the ledger's own writes the rest. */
async function endsIn(subjectId: string, days: number, purpose = 'analytics') {
  const at = new Date(portal.services.clock.now().getTime() + days * DAY)
  const { db } = portal.database.owner
  await db
    .update(consentState)
    .set({ expiresAt: at })
    .where(and(eq(consentState.subjectId, subjectId), eq(consentState.purpose, purpose as 'analytics')))
}

const jobs = () =>
  portal.database.owner.db.execute<{ payload: { subjectId: string; remindedAt: string } }>(
    sql`SELECT payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
      WHERE t.identifier = 'send-term-reminder'`,
  )
const late = (offsetDays: number) => {
  const ctx = portal.system
  return { ...ctx, clock: openClock((offsetDays * DAY) / 1000) }
}

describe('a term', () => {
  test('is that of the words: optional choices have one, the service has none', async () => {
    const { subjectId, ctx, grant } = await person()
    await grant()
    await grant('service')
    const standing = await readChoices(ctx, subjectId)
    const of = (name: string) => standing.find((one) => one.name === name)?.expiresAt
    const days = (Date.parse(of('analytics') ?? '') - Date.now()) / DAY
    expect(days).toBeGreaterThan(364)
    expect(days).toBeLessThan(367)
    expect(of('service')).toBeNull()
  })

  test('that is over ends the grant at once, and the ledger says so when the system comes by', async () => {
    const { subjectId, ctx, grant, standing } = await person()
    await grant()
    await grant('service')
    await endsIn(subjectId, -0.01)
    expect(await standing()).toEqual(['service'])
    expect(await expireConsents(portal.system)).toBe(1)
    const { items } = await readHistory(ctx, subjectId)
    expect(items[0]).toMatchObject({
      decision: 'withdrawn',
      origin: 'term',
      actorKind: 'system',
      textVersion: 1,
    })
    expect(await portal.audit({ subjectId })).toContainEqual(
      expect.objectContaining({ action: 'consent.withdraw', actorKind: 'system', fields: ['analytics'] }),
    )
    expect(await expireConsents(portal.system)).toBe(0)
    expect(await verifyProjection(portal.system)).toMatchObject({ different: [] })
  })

  test('ends for many people, each with all of theirs in one entry of the log', async () => {
    const people = await Promise.all([person(), person(), person()])
    for (const { grant } of people) {
      await grant()
      await grant('improvement')
    }
    expect(await expireConsents(late(368))).toBe(6)
    for (const { subjectId } of people) {
      const ended = (await portal.audit({ subjectId })).filter(({ action }) => action === 'consent.withdraw')
      expect(ended).toMatchObject([{ fields: ['analytics', 'improvement'] }])
    }
  })

  test('of a grant that was renewed while the system looked is left alone', async () => {
    const { subjectId, grant, standing } = await person()
    await grant()
    await endsIn(subjectId, -1)
    // The person renews between the read without a lock and the lock: the transaction below has locked the row, the
    // expiry waits for it and then finds a grant with a year left.
    let lapsing: Promise<number> | undefined
    await recordUnderLocks(portal.system, [subjectId], async () => {
      lapsing = expireConsents(portal.system)
      await untilWaiting()
      const choice = { purpose: 'analytics', topic: '', channel: '', decision: 'granted' } as const
      const item = { origin: 'renewal', policyVersion: 1, idempotencyKey: null, choices: [choice] } as const
      return [{ ...item, person: { subjectId }, choices: [choice] }]
    })
    expect(await lapsing).toBe(0)
    expect(await standing()).toEqual(['analytics'])
  })

  test('survives a renewal and an expiry at the same moment, in either order', async () => {
    for (let round = 0; round < 10; round++) {
      const { subjectId, ctx, grant } = await person()
      await grant()
      await endsIn(subjectId, -1)
      await Promise.all([expireConsents(portal.system), grant('analytics', 'renewal')])
      const { items } = await readHistory(ctx, subjectId)
      const standing = (await readChoices(ctx, subjectId)).find((one) => one.name === 'analytics')
      expect(items[0]).toMatchObject({ decision: 'granted', origin: 'renewal' })
      expect(standing?.decision).toBe('granted')
    }
  })

  test('is kept by the system alone', async () => {
    const { ctx } = await person()
    for (const who of [
      portal.visitor,
      ctx,
      portal.as({ kind: 'program', keyId: 'k', scopes: ['choices:write'] }),
    ]) {
      await expect(expireConsents(who)).rejects.toThrow(Denied)
      await expect(remindBeforeExpiry(who)).rejects.toThrow(Denied)
      await expect(readExpiryReminder(who, { subjectId: 's', remindedAt: new Date() })).rejects.toThrow(
        Denied,
      )
    }
  })
})

describe('a reminder', () => {
  test('is one mail a person, thirty days before, with what ends that week, and never a second one', async () => {
    const { subjectId, grant, email } = await person()
    await grant()
    await grant('improvement')
    await endsIn(subjectId, 29)
    await endsIn(subjectId, 34, 'improvement')
    expect(await remindBeforeExpiry(portal.system)).toBe(1)
    expect(await remindBeforeExpiry(portal.system)).toBe(0)
    const [job, ...more] = await jobs()
    expect(more).toEqual([])
    const remindedAt = new Date(job?.payload.remindedAt ?? 0)
    const mail = await readExpiryReminder(portal.system, { subjectId, remindedAt })
    expect(mail).toMatchObject({ to: email, locale: 'kk' })
    expect(mail?.ending.map(({ purpose }) => purpose)).toEqual(['analytics', 'improvement'])
    expect(await portal.audit({ subjectId })).toContainEqual(
      expect.objectContaining({ action: 'consent.remind', fields: ['analytics', 'improvement'] }),
    )
  })

  test('does not come early, nor for what is over or was withdrawn', async () => {
    const [early, over, withdrawn] = await Promise.all([person(), person(), person()])
    for (const { grant } of [early, over, withdrawn]) await grant()
    await endsIn(early.subjectId, 31)
    await endsIn(over.subjectId, -1)
    await endsIn(withdrawn.subjectId, 10)
    await decide(withdrawn.ctx, withdrawn.subjectId, { decision: 'withdrawn' })
    expect(await remindBeforeExpiry(portal.system)).toBe(0)
  })

  test('is not sent when the choice was renewed while the mail waited, and is sent again for the new term', async () => {
    const { subjectId, grant } = await person()
    await grant()
    await endsIn(subjectId, 20)
    await remindBeforeExpiry(portal.system)
    const remindedAt = new Date((await jobs())[0]?.payload.remindedAt ?? 0)
    await grant('analytics', 'renewal')
    expect(await readExpiryReminder(portal.system, { subjectId, remindedAt })).toBeNull()
    expect(await remindBeforeExpiry(portal.system)).toBe(0)
    expect(await remindBeforeExpiry(late(340))).toBe(1)
  })

  test('is sent once by two that run at the same time', async () => {
    const { subjectId, grant } = await person()
    await grant()
    await endsIn(subjectId, 20)
    await Promise.all([remindBeforeExpiry(portal.system), remindBeforeExpiry(portal.system)])
    expect(await jobs()).toHaveLength(1)
  })
})

/** Waits until some statement of the app waits for a lock. */
async function untilWaiting() {
  for (let tries = 0; tries < 100; tries++) {
    const [row] = await portal.database.app.db.execute<{ waiting: boolean }>(
      sql`SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock') AS waiting`,
    )
    if (row?.waiting) return
    await new Promise((done) => setTimeout(done, 20))
  }
  throw new Error('nobody waited for the lock')
}

test('the undo of an unsubscribe keeps the end of the consent, and does nothing once that has come', async () => {
  const { subjectId, ctx } = await person()
  const news = { purpose: 'communication', topic: 'new-materials', channel: 'email' } as const
  await decide(ctx, subjectId, { ...news, decision: 'granted' })
  const endOf = async () =>
    (await readChoices(ctx, subjectId)).find((one) => one.name === choiceName(news))?.expiresAt
  const first = await endOf()
  const made = await makeUnsubscribeLink(portal.system, { subjectId }, news)
  const token = made?.link.split('/u/')[1] ?? ''
  const press = async () => {
    await unsubscribe(portal.visitor, token)
    const words = await readConsentTexts(portal.visitor, 'ru')
    const textSha256 = words.find((one) => one.topic === news.topic)?.sha256 ?? ''
    const basedOnSeq = (await readUnsubscribe(portal.visitor, token))?.seq ?? 0
    return { token, textSha256, basedOnSeq, policyVersion: 1, idempotencyKey: newId() }
  }
  portal.passTime(100 * DAY)
  for (const _time of ['first', 'second']) {
    expect(await undoUnsubscribe(portal.visitor, await press())).toEqual({ status: 'done' })
    expect(await endOf()).toBe(first)
    portal.passTime(DAY)
  }
  portal.passTime(Date.parse(first ?? '') - portal.services.clock.now().getTime() - 3_600_000)
  const form = await press()
  portal.passTime(2 * 3_600_000)
  expect(await undoUnsubscribe(portal.visitor, form)).toMatchObject({ code: 'stale' })
  portal.passTime(openClock().now().getTime() - portal.services.clock.now().getTime())
})
