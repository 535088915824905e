import { sql } from 'drizzle-orm'
import { afterAll, expect, test } from 'vitest'
import { contextFor } from '#domain/access/context.ts'
import { publishConsentTexts } from '#domain/consent/texts/consent-texts.ts'
import { locales } from '#i18n/locales.ts'
import { choices, openPrograms, somebody, system } from '#testing/programs.ts'

const { db, services, call, put, close } = await openPrograms()
afterAll(close)

const purpose = 'alumni-club'
const decide = (about: object) => call('POST', '/decisions', { body: about })

test('a program finds a purpose of the operator, asks about it and records it, and no other code', async () => {
  const subject = somebody()
  const unknown = { status: 400, said: { errors: [{ parameter: 'purpose', code: 'unknown-choice' }] } }
  expect(await decide({ subject, purpose })).toMatchObject(unknown)
  await db.owner.db.execute(
    sql`INSERT INTO consent_catalogue (purpose, topic, position, added_in) VALUES (${purpose}, '', 9, 1)`,
  )
  const owner = { ...services, database: db.owner }
  const ctx = contextFor(owner, { actor: system, locale: 'ru' })
  for (const locale of locales)
    await publishConsentTexts(ctx, locale, [{ purpose, topic: '', words: { title: 'Клуб' } }])

  const { said } = await call('GET', '/purposes?locale=ru')
  expect(said.items.at(-1)).toMatchObject({
    purpose,
    isSwitch: true,
    topics: [],
    channels: [],
    words: [{ text: { title: 'Клуб' } }],
  })
  await put(subject, choices('granted'))
  expect((await decide({ subject, purpose })).said).toMatchObject({ allowed: false, reason: 'never-given' })
  const wished = (more: object) => ({ ...choices('granted'), choices: [{ decision: 'granted', ...more }] })
  expect(await put(subject, wished({ purpose }))).toMatchObject({
    status: 200,
    said: { choices: [{ purpose, topic: null, channel: null, status: 'recorded' }] },
  })
  expect((await decide({ subject, purpose })).said).toMatchObject({ allowed: true, reason: 'granted' })
  expect((await call('POST', '/unsubscribe-links', { body: { subject, purpose } })).status).toBe(200)
  const { said: held } = await call('GET', `/subjects/${subject}/choices`)
  expect(held.items.at(-1)).toMatchObject({ purpose, decision: 'granted' })

  const parameter = async (more: object) =>
    (await put(subject, wished(more))).said.errors.map(
      (one: { parameter: string; code: string }) => `${one.parameter} ${one.code}`,
    )
  expect(await parameter({ purpose: 'alumni' })).toEqual(['choices.0.purpose unknown-choice'])
  expect(await parameter({ purpose: 'Not a code' })).toEqual(['choices.0.purpose unknown-choice'])
  expect(await parameter({ purpose, channel: 'email' })).toEqual(['choices.0.channel invalid_type'])
  expect(await parameter({ purpose: 'communication', channel: 'email' })).toEqual([
    'choices.0.topic invalid_type',
  ])
  expect(await parameter({ purpose: 'security' })).toEqual(['choices.0.purpose unknown-choice'])
})
