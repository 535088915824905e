import { sql } from 'drizzle-orm'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { contextFor } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { verifyProjection } from '#domain/consent/ledger/verify-projection.ts'
import { builtInCatalogue, optionalChoices } from '#domain/consent/rules/catalogue.ts'
import { foldEvents } from '#domain/consent/rules/fold-events.ts'
import { runRetention } from '#domain/fulfilment/retention/run-retention.ts'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import { openClock } from '#platform/clock.ts'
import { choices, letters, openPrograms, somebody, system } from '#testing/programs.ts'
import { bodyLimit } from '../_server/front/api-handler.ts'

const { db, services, call, put, decide, keyFor, close } = await openPrograms()
afterAll(close)

describe('a stranger with a key', () => {
  test('records, asks, withdraws, asks again, and reads the history', async () => {
    const subject = somebody()
    expect((await decide(subject)).said).toMatchObject({ allowed: false, reason: 'unknown-subject', seq: 0 })
    const granted = await put(subject, choices('granted'))
    expect(granted.said).toMatchObject({
      subject,
      status: 'recorded',
      choices: [{ seq: 1, decision: 'granted' }],
    })
    expect((await decide(subject)).said).toEqual({
      allowed: true,
      reason: 'granted',
      seq: 1,
      policyVersion: 1,
    })
    await put(subject, choices('withdrawn'))
    expect((await decide(subject)).said).toMatchObject({ allowed: false, reason: 'withdrawn', seq: 2 })
    const { said } = await call('GET', `/subjects/${subject}/history?limit=1`)
    expect(said).toMatchObject({
      items: [{ seq: 2, origin: 'platform:settings', actor: 'program' }],
      next: '2',
    })
    const older = (await call('GET', `/subjects/${subject}/history?limit=1&cursor=${said.next}`)).said
    expect(older).toMatchObject({
      items: [{ seq: 1, receiptId: granted.said.choices[0].receiptId }],
      next: null,
    })
    const standing = (await call('GET', `/subjects/${subject}/choices`)).said
    expect(standing.items).toHaveLength(13)
    expect(standing.items.filter((one: { seq: number }) => one.seq > 0)).toMatchObject([
      { ...letters, decision: 'withdrawn', seq: 2 },
    ])
  })

  test('sixty-four first contacts of one person at once: one person, no gap, no error', async () => {
    const subject = somebody()
    const made = await Promise.all(
      Array.from({ length: 64 }, (_, n) => put(subject, choices(n % 2 ? 'granted' : 'withdrawn'))),
    )
    expect(made.map(({ status }) => status)).toEqual(Array(64).fill(200))
    const seqs = made.map(({ said }) => said.choices[0].seq).sort((a, b) => a - b)
    expect(seqs).toEqual(Array.from({ length: 64 }, (_, n) => n + 1))
    const people = await db.owner.db.execute(sql`SELECT 1 FROM subject WHERE external_id = ${subject}`)
    expect(people).toHaveLength(1)
  })

  test('a refusal is kept with its time, as a grant is', async () => {
    const subject = somebody()
    const before = Date.now()
    const { said } = await put(subject, choices('withdrawn'))
    expect(said.choices[0]).toMatchObject({ status: 'recorded', decision: 'withdrawn', seq: 1 })
    expect(Date.parse(said.choices[0].recordedAt)).toBeGreaterThanOrEqual(before)
  })
})

describe('one key', () => {
  test('a hundred times at once is one event with one answer', async () => {
    const subject = somebody()
    const made = await Promise.all(
      Array.from({ length: 100 }, () => put(subject, choices('granted'), 'once')),
    )
    expect(new Set(made.map(({ said }) => JSON.stringify(said.choices))).size).toBe(1)
    expect(made.filter(({ said }) => said.status === 'recorded')).toHaveLength(1)
    expect((await call('GET', `/subjects/${subject}/history`)).said.items).toHaveLength(1)
  })

  test.each<[string, object]>([
    ['another language', { locale: 'kk' }],
    ['the signal of the browser', { gpc: true }],
    ['another place', { origin: 'elsewhere' }],
  ])('with %s in its body is refused, and changes nothing', async (_what, more) => {
    const subject = somebody()
    await put(subject, choices('granted'), 'mine')
    const other = await put(subject, { ...choices('granted'), ...more }, 'mine')
    const refused = { status: 'refused', code: 'idempotency-key-reused', decision: 'granted', seq: 1 }
    expect(other).toMatchObject({
      status: 409,
      said: { code: 'idempotency-key-reused', choices: [refused] },
    })
    expect((await call('GET', `/subjects/${subject}/history`)).said.items).toHaveLength(1)
  })

  test('with another body is refused, but a withdrawal in it is recorded', async () => {
    const subject = somebody()
    await put(subject, choices('granted'), 'mine')
    const other = await put(subject, choices('withdrawn'), 'mine')
    expect(other).toMatchObject({
      status: 409,
      said: { code: 'idempotency-key-reused', choices: [{ status: 'recorded', seq: 2 }] },
    })
    expect((await decide(subject)).said).toMatchObject({ allowed: false, reason: 'withdrawn' })
  })

  test('is answered the same when the first answer was that a grant is stale', async () => {
    const subject = somebody()
    await put(subject, choices('withdrawn'))
    const stale = await put(subject, choices('granted', { basedOnSeq: 0 }), 'again')
    expect(stale).toMatchObject({
      status: 409,
      said: { code: 'stale', choices: [{ status: 'stale', seq: 1 }] },
    })
    const { status, said } = await put(subject, choices('granted', { basedOnSeq: 0 }), 'again')
    expect([status, said.code, said.choices]).toEqual([409, 'stale', stale.said.choices])
    expect((await call('GET', `/subjects/${subject}/history`)).said.items).toHaveLength(1)
  })

  test('is kept for thirty days where the answer was a refusal, then deleted', async () => {
    const subject = somebody()
    await put(subject, choices('withdrawn'))
    await put(subject, choices('granted', { basedOnSeq: 0 }), 'kept')
    const later = (days: number) => {
      const ctx = contextFor(services, { actor: system, locale: 'ru' })
      return { ...ctx, clock: openClock(days * 86_400) }
    }
    const kept = async () => {
      const rows = await later(0).transaction((tx) => tx.execute(sql`SELECT 1 FROM choice_reply`))
      return rows.length
    }
    const before = await kept()
    await runRetention(later(29), new AbortController().signal)
    expect(await kept()).toBe(before)
    await runRetention(later(31), new AbortController().signal)
    expect(await kept()).toBe(0)
    const visitor = contextFor(services, { actor: { kind: 'visitor' }, locale: 'ru' })
    await expect(runRetention(visitor, new AbortController().signal)).rejects.toThrow(Denied)
  })

  test('of one program is not that of another', async () => {
    const subject = somebody()
    await put(subject, choices('granted'), 'shared')
    const body = choices('withdrawn')
    const headers = { 'idempotency-key': 'shared' }
    const other = await call('PUT', `/subjects/${subject}/choices`, {
      body,
      headers,
      key: await keyFor('choices:write'),
    })
    expect(other).toMatchObject({ status: 200, said: { status: 'recorded' } })
  })
})

describe('a withdrawal', () => {
  test('is never stale: neither by number, nor by policy, nor by words', async () => {
    const subject = somebody()
    await put(subject, choices('granted'))
    for (const body of [
      choices('withdrawn', { basedOnSeq: 0 }),
      { ...choices('withdrawn'), policyVersion: 999 },
      choices('withdrawn', { wordsSha256: 'f'.repeat(64) }),
    ])
      expect(await put(subject, body)).toMatchObject({
        status: 200,
        said: { choices: [{ status: 'recorded' }] },
      })
    for (const body of [
      { ...choices('granted'), policyVersion: 999 },
      choices('granted', { wordsSha256: 'f'.repeat(64) }),
    ])
      expect(await put(subject, body)).toMatchObject({ status: 409, said: { code: 'stale' } })
  })

  test('of the service is a request, and the answer says so', async () => {
    const body = { ...choices('withdrawn'), choices: [{ purpose: 'service', decision: 'withdrawn' }] }
    expect(await put(somebody(), body)).toMatchObject({
      status: 400,
      said: { code: 'invalid-body', errors: [{ parameter: 'choices.0.decision', code: 'use-a-request' }] },
    })
  })
})

describe('consent to the service', () => {
  const service = { purpose: 'service', decision: 'granted' }
  const refused = { status: 'refused', code: 'no-name', purpose: 'service', decision: 'withdrawn', seq: 0 }

  test('of somebody without a name is refused alone, until the name is known', async () => {
    const subject = somebody()
    const both = { ...choices('granted'), choices: [service, ...choices('granted').choices] }
    expect(await put(subject, both)).toMatchObject({
      status: 409,
      said: { code: 'no-name', choices: [refused, { status: 'recorded', decision: 'granted', seq: 1 }] },
    })
    const alone = { ...choices('granted'), choices: [service] }
    expect(await put(subject, alone, 'first-yes')).toMatchObject({
      status: 409,
      said: { choices: [refused] },
    })

    const ctx = contextFor(services, { actor: system, locale: 'ru' })
    await importSubjects(ctx, [{ externalId: subject, fullName: 'Әлия' }], 'import')
    expect(await put(subject, alone, 'first-yes')).toMatchObject({
      status: 200,
      said: { choices: [{ status: 'recorded', purpose: 'service', decision: 'granted', seq: 2 }] },
    })
  })

  test('in a batch is refused item by item', async () => {
    const [named, nameless] = [somebody(), somebody()]
    const ctx = contextFor(services, { actor: system, locale: 'ru' })
    await importSubjects(ctx, [{ externalId: named, fullName: 'Әлия' }], 'import')
    const items = [nameless, named].map((subject) => ({ ...choices('granted'), subject, choices: [service] }))
    items.push({ ...choices('withdrawn'), subject: nameless } as never)
    const { said } = await call('POST', '/choices/batch', { body: { items } })
    expect(said.items).toMatchObject([
      { subject: nameless, status: 'refused', code: 'no-name', choices: [refused] },
      { subject: named, status: 'recorded' },
      { subject: nameless, status: 'recorded', choices: [{ decision: 'withdrawn', seq: 1 }] },
    ])
  })
})

describe('a wrong choice', () => {
  test('stops none of the others beside it', async () => {
    const subject = somebody()
    const [right] = choices('withdrawn').choices
    const wrong = [
      { purpose: 'service', decision: 'withdrawn' },
      { purpose: 'advertising', decision: 'granted' },
      7,
    ]
    const body = { ...choices('withdrawn'), choices: [...wrong, right] }
    expect(await put(subject, body)).toMatchObject({
      status: 409,
      said: {
        code: 'partly-refused',
        errors: [
          { parameter: 'choices.0.decision', code: 'use-a-request' },
          { parameter: 'choices.1.purpose', code: 'unknown-choice' },
          { parameter: 'choices.2', code: 'unknown-choice' },
        ],
        choices: [{ status: 'recorded', decision: 'withdrawn', seq: 1 }],
      },
    })
    expect((await decide(subject)).said.reason).toBe('withdrawn')
  })

  test('or a wrong item stops none of the others in a batch', async () => {
    const [a, b] = [somebody(), somebody()]
    const [right] = choices('withdrawn').choices
    const items = [
      { ...choices('withdrawn'), subject: 'a/b', idempotencyKey: 'k1' },
      {
        ...choices('withdrawn'),
        subject: a,
        choices: [{ purpose: 'service', decision: 'withdrawn' }, right],
      },
      { ...choices('withdrawn'), subject: a, locale: 'fr' },
      'nothing',
      { ...choices('withdrawn'), subject: b },
    ]
    const { status, said } = await call('POST', '/choices/batch', { body: { items } })
    expect(status).toBe(200)
    expect(said.items).toMatchObject([
      { subject: 'a/b', idempotencyKey: 'k1', status: 'refused', code: 'invalid-item', choices: [] },
      { subject: a, status: 'refused', code: 'partly-refused', choices: [{ status: 'recorded', seq: 1 }] },
      { subject: a, status: 'refused', code: 'invalid-item', errors: [{ parameter: 'locale' }] },
      { subject: null, status: 'refused', code: 'invalid-item' },
      { subject: b, status: 'recorded' },
    ])
    expect((await decide(b)).said.reason).toBe('withdrawn')
  })
})

describe('a batch', () => {
  test('answers each item by itself, in order; a refused one stops no other', async () => {
    const [a, b] = [somebody(), somebody()]
    await put(a, choices('withdrawn'))
    const items = [
      { subject: a, idempotencyKey: 'a1', ...choices('granted', { basedOnSeq: 0 }) },
      { subject: b, idempotencyKey: 'b1', ...choices('granted') },
      { subject: a, idempotencyKey: 'a2', ...choices('withdrawn') },
      { subject: b, idempotencyKey: 'b1', ...choices('withdrawn') },
      { subject: b, ...choices('withdrawn') },
    ]
    const { said } = await call('POST', '/choices/batch', { body: { items } })
    expect(said.items.map((one: Record<string, unknown>) => [one.subject, one.status, one.code])).toEqual([
      [a, 'refused', 'stale'],
      [b, 'recorded', undefined],
      [a, 'recorded', undefined],
      [b, 'refused', 'idempotency-key-reused'],
      [b, 'recorded', undefined],
    ])
    const again = (await call('POST', '/choices/batch', { body: { items: items.slice(0, 3) } })).said
    expect(again.items.map((one: Record<string, unknown>) => one.status)).toEqual([
      'refused',
      'repeated',
      'repeated',
    ])
    expect((await decide(b)).said.reason).toBe('withdrawn')
  })

  test('of a thousand people leaves an event, a state and an audit record each', async () => {
    const people = Array.from({ length: 1000 }, somebody)
    const items = people.map((subject, n) => ({ subject, ...choices(n % 3 ? 'granted' : 'withdrawn') }))
    const { said } = await call('POST', '/choices/batch', { body: { items } })
    expect(said.items.every((one: { status: string }) => one.status === 'recorded')).toBe(true)
    const [count] = await db.owner.db.execute(sql`
      SELECT count(DISTINCT e.subject_id)::int AS events, count(DISTINCT a.subject_id)::int AS audited
      FROM subject s JOIN consent_event e USING (subject_id) JOIN audit_event a ON a.subject_id = s.subject_id
        AND a.action IN ('consent.grant', 'consent.withdraw')
      WHERE s.external_id = ANY(string_to_array(${people.join(',')}, ','))`)
    expect(count).toEqual({ events: 1000, audited: 1000 })
    const tooMany = await call('POST', '/choices/batch', { body: { items: [...items, items[0]] } })
    expect(tooMany).toMatchObject({ status: 400, said: { errors: [{ parameter: 'items' }] } })
  })

  test.each([
    ['one choice an item', 1, 1],
    ['as many choices as the body has room for', 8, 8],
  ])('of a thousand items of one person takes one write a thousand choices: %s', async (_, size, writes) => {
    const subject = somebody()
    await put(subject, choices('withdrawn'))
    const some = optionalChoices(builtInCatalogue)
      .slice(0, size)
      .map(({ purpose, topic, channel }) => ({
        purpose,
        ...(topic && { topic, channel }),
        decision: 'granted',
      }))
    const items = Array.from({ length: 1000 }, () => ({ ...choices('granted'), subject, choices: some }))
    const body = { items }
    expect(JSON.stringify(body).length).toBeLessThan(bodyLimit)
    const pipeline = vi.spyOn(services.database, 'pipeline')
    const { status, said } = await call('POST', '/choices/batch', { body })
    const made = pipeline.mock.calls.length
    pipeline.mockRestore()
    expect([status, said.items.length]).toEqual([200, 1000])
    expect(said.items.at(-1)).toMatchObject({ status: 'recorded', choices: { length: size } })
    expect(said.items.at(-1).choices.at(-1).seq).toBe(1 + 1000 * size)
    expect(made).toBe(writes)
  })

  test('two batches over the same people in opposite orders wait for each other, not for ever', async () => {
    const people = Array.from({ length: 60 }, somebody)
    const batch = (order: string[]) =>
      call('POST', '/choices/batch', {
        body: { items: order.map((subject) => ({ subject, ...choices('granted') })) },
      })
    await batch(people)
    const made = await Promise.all(
      Array.from({ length: 6 }, (_, n) => batch(n % 2 ? people : [...people].reverse())),
    )
    expect(made.map(({ status }) => status)).toEqual(Array(6).fill(200))
    const events = await db.owner.db.execute<{
      subjectId: string
      seq: number
      purpose: string
      topic: string
      channel: string
      decision: 'granted'
    }>(
      sql`SELECT subject_id AS "subjectId", seq, purpose, topic, channel, decision FROM consent_event e
          JOIN subject s USING (subject_id) WHERE s.external_id = ${people[0]}`,
    )
    expect(foldEvents(events).get('communication/new-materials/email')?.seq).toBe(7)
    expect(await verifyProjection(contextFor(services, { actor: system, locale: 'ru' }))).toMatchObject({
      different: [],
    })
  })
})
