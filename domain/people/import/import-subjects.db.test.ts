import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { representativeOf, subject, subjectKey } from '#db/schema/people.ts'
import { Denied } from '#domain/access/permissions.ts'
import { newId } from '#platform/ids.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { encryptFields, newSubjectCipher } from '../record/subject-fields.ts'
import type { ImportedSubject } from '../rules/person-schemas.ts'
import { ensureSubject, findSubject } from '../subjects/ensure-subject.ts'
import { readProfile } from '../subjects/profile.ts'
import { importSubjects } from './import-subjects.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal?.close())

const row = (n: number | string, more: Partial<ImportedSubject> = {}): ImportedSubject => ({
  externalId: `u-${n}`,
  fullName: `Оқушы ${n}`,
  email: `u-${n}@example.kz`,
  phone: null,
  locale: 'kk',
  ...more,
})
const bring = (rows: ImportedSubject[]) => importSubjects(portal.system, rows, 'import')
const none = { created: 0, changed: 0, unchanged: 0, refused: [], withoutAddress: [] }

async function profileOf(externalId: string) {
  const subjectId = await findSubject(portal.system, externalId)
  return subjectId === null ? null : readProfile(portal.system, subjectId)
}

/** Somebody who filed a request and proved an address, before the platform ever named them. */
async function addVisitor(email: string): Promise<string> {
  const { keys } = portal.services
  const subjectId = newId()
  const { row: key, cipher } = newSubjectCipher(portal.services, subjectId)
  const { owner } = portal.database
  await owner.db.insert(subject).values({
    subjectId,
    source: 'visitor',
    locale: 'ru',
    createdAt: key.createdAt,
    updatedAt: key.createdAt,
    ...encryptFields(keys, cipher, subjectId, { email }),
  })
  await owner.db.insert(subjectKey).values(key)
  return subjectId
}

describe('an import', () => {
  it('creates six hundred people with a key and a record each; repeating it changes nothing', async () => {
    const createdAt = new Date('2024-02-29T06:00:00Z')
    const rows = Array.from({ length: 600 }, (_, n) => row(`many-${n}`, { createdAt }))
    expect(await bring(rows)).toEqual({ ...none, created: 600 })
    expect(await bring(rows)).toEqual({ ...none, unchanged: 600 })
    expect(await profileOf('u-many-599')).toMatchObject({
      fullName: 'Оқушы many-599',
      email: 'u-many-599@example.kz',
      phone: null,
      locale: 'kk',
      source: 'import',
      createdAt: '2024-02-29T06:00:00.000Z',
    })
    expect((await portal.audit()).filter((one) => one.action === 'subject.create')).toHaveLength(600)
    expect(await portal.database.owner.db.select({ id: subjectKey.keyId }).from(subjectKey)).toHaveLength(600)
  })

  it('brings a known person up to date and names what changed', async () => {
    await bring([row('dated')])
    const change = { phone: '+77010000001', email: 'dated-new@example.kz' }
    expect(await bring([row('dated', change)])).toEqual({ ...none, changed: 1 })
    const profile = await profileOf('u-dated')
    expect(profile).toMatchObject(change)
    expect((await portal.audit({ subjectId: profile?.subjectId ?? '' })).at(-1)).toMatchObject({
      action: 'subject.change',
      actorKind: 'system',
      fields: ['email', 'phone'],
    })
  })

  it('keeps everybody of a shared address; the first has it', async () => {
    await bring([row('holder', { phone: '+77010000002' })])
    const rows = [
      row('taken', { email: 'U-HOLDER@example.kz' }),
      row('twice-1', { email: 'same@example.kz' }),
      row('twice-2', { email: 'same@example.kz' }),
    ]
    const withoutAddress = ['u-taken', 'u-twice-2']
    expect(await bring(rows)).toEqual({ ...none, created: 3, withoutAddress })
    expect(await bring(rows)).toEqual({ ...none, unchanged: 3, withoutAddress })
    expect(await profileOf('u-holder')).toMatchObject({ email: 'u-holder@example.kz' })
    expect(await profileOf('u-twice-1')).toMatchObject({ email: 'same@example.kz' })
    expect(await profileOf('u-twice-2')).toMatchObject({ email: null, fullName: 'Оқушы twice-2' })
    // Somebody with an address of their own keeps it.
    expect(await bring([row('twice-1', { email: 'u-holder@example.kz' })])).toEqual({
      ...none,
      unchanged: 1,
      withoutAddress: ['u-twice-1'],
    })
    expect(await profileOf('u-twice-1')).toMatchObject({ email: 'same@example.kz' })
  })

  it('refuses only the rows that are wrong, and says which field', async () => {
    const rows = [
      row('good'),
      row('bad-mail', { email: 'a＠b@c' }),
      row('bad name', {}),
      row('bad-text', { fullName: 'a\0\ud800' }),
    ]
    expect(await bring(rows)).toEqual({
      ...none,
      created: 1,
      refused: [
        { externalId: 'u-bad-mail', code: 'invalid', field: 'email' },
        { externalId: 'u-bad name', code: 'invalid', field: 'externalId' },
        { externalId: 'u-bad-text', code: 'invalid', field: 'fullName' },
      ],
    })
  })

  it('after a change knows the new address and has forgotten the old one, in any case', async () => {
    await bring([row('moved', { email: 'Before@Example.kz' })])
    await bring([row('moved', { email: 'after@example.kz' })])
    expect(await bring([row('new-1', { email: 'AFTER@example.kz' })])).toMatchObject({
      created: 1,
      withoutAddress: ['u-new-1'],
    })
    expect(await bring([row('new-2', { email: 'before@example.kz' })])).toEqual({ ...none, created: 1 })
    expect(await profileOf('u-new-2')).toMatchObject({ email: 'before@example.kz' })
  })

  it('knows a visitor by the address that they proved', async () => {
    const subjectId = await addVisitor('visitor@example.kz')
    expect(await bring([row('met', { email: 'visitor@example.kz' })])).toEqual({ ...none, changed: 1 })
    expect(await findSubject(portal.system, 'u-met')).toBe(subjectId)
    expect(await profileOf('u-met')).toMatchObject({ source: 'visitor', fullName: 'Оқушы met' })
  })

  it('never makes a representative the learner whose address they share', async () => {
    const subjectId = await addVisitor('family@example.kz')
    await portal.database.owner.transaction(
      (tx) =>
        tx
          .insert(representativeOf)
          .values({ subjectId, representationId: newId(), createdAt: portal.services.clock.now() }),
      { settings: { 'app.reach': 'all' } },
    )
    const rows = [row('child', { email: 'family@example.kz' })]
    const withoutAddress = ['u-child']
    expect(await bring(rows)).toEqual({ ...none, created: 1, withoutAddress })
    expect(await bring(rows)).toEqual({ ...none, unchanged: 1, withoutAddress })
    expect(await findSubject(portal.system, 'u-child')).not.toBe(subjectId)
    expect(await profileOf('u-child')).toMatchObject({ email: null, fullName: 'Оқушы child' })
    expect(await readProfile(portal.system, subjectId)).toMatchObject({
      email: 'family@example.kz',
      fullName: null,
    })
  })

  it('done twice at once creates everybody once', async () => {
    const rows = Array.from({ length: 60 }, (_, n) => row(`race-${n}`))
    const results = await Promise.all([bring(rows), bring([...rows].reverse()), bring(rows)])
    expect(results.reduce((sum, one) => sum + one.created, 0)).toBe(60)
    expect(results.flatMap((one) => one.refused)).toEqual([])
  })

  it('is for the system alone', async () => {
    for (const ctx of [portal.visitor, portal.as({ kind: 'program', keyId: 'k', scopes: ['choices:write'] })])
      await expect(importSubjects(ctx, [], 'import')).rejects.toThrow(Denied)
  })
})

describe('a person that the platform names first', () => {
  const program = (scopes: string[]) => portal.as({ kind: 'program', keyId: 'key-1', scopes })

  it('is created once, however many ask at the same time', async () => {
    const ctx = program(['choices:write'])
    const made = await Promise.all(Array.from({ length: 20 }, () => ensureSubject(ctx, 'lms-1', 'ru')))
    expect(new Set(made.map((one) => one.subjectId)).size).toBe(1)
    expect(made.filter((one) => one.created)).toHaveLength(1)
    const subjectId = made[0]?.subjectId ?? ''
    expect(await findSubject(program([]), 'lms-1')).toBe(subjectId)
    expect(await portal.audit({ subjectId })).toEqual([
      {
        action: 'subject.create',
        actorKind: 'program',
        actorId: 'key-1',
        subjectId,
        reason: 'platform',
        fields: [],
      },
    ])
    const keys = await portal.database.owner.db
      .select()
      .from(subjectKey)
      .where(eq(subjectKey.subjectId, subjectId))
    expect(keys).toHaveLength(1)
  })

  it('is not found when nobody named them', async () => {
    expect(await findSubject(program([]), 'lms-none')).toBeNull()
  })

  it('is created by who may write choices, and found by programs alone', async () => {
    await expect(ensureSubject(program(['choices:read']), 'lms-2', 'ru')).rejects.toThrow(Denied)
    await expect(ensureSubject(portal.visitor, 'lms-2', 'ru')).rejects.toThrow(Denied)
    await expect(findSubject(portal.visitor, 'lms-1')).rejects.toThrow(Denied)
  })
})
