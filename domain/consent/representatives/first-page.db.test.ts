import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { minor, representation, subject } from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import { endMinorities } from '#domain/people/minors/end-minorities.ts'
import { proveRepresentative, readRepresentativeLink } from '#domain/people/minors/prove-representative.ts'
import { readMinor } from '#domain/people/minors/read-minors.ts'
import { isOnlyRepresentative, representativeContext } from '#domain/people/minors/represent.ts'
import { acceptRepresentationSchema, nameRepresentativeSchema } from '#domain/people/rules/person-schemas.ts'
import { readProfile } from '#domain/people/subjects/profile.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { newId } from '#platform/ids.ts'
import { almatyDate, almatyInstant } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { addParent, birthdayOf, birthdayOfAdultIn, linkOfInvitation } from '#testing/guardians.ts'
import { jobsOf } from '#testing/requests.ts'
import { recordWelcome } from '../choices/record-welcome.ts'
import { readChoices, readHistory } from '../ledger/read-choices.ts'
import { decideForMinorSchema, welcomeSchema } from '../rules/form-schemas.ts'
import { readConsentTexts } from '../texts/consent-texts.ts'
import { isAskedOnFirstPage, isServiceByRepresentative } from './asked-on-first-page.ts'
import { decideForMinor } from './decide-for-minor.ts'
import { declareMinor } from './declare-minor.ts'

let portal: ConsentPortal
beforeAll(async () => {
  portal = await consentPortal(12, { PORTAL_GUARDIANS: 'on' })
})
afterAll(() => portal.close())

const day = 86_400_000
const under14 = () => birthdayOf(portal, 'under-14')
const from14 = () => birthdayOf(portal, '14-17')
const address = () => `parent-${newId()}@example.kz`
const actionsOf = async (subjectId: string) => (await portal.audit({ subjectId })).map(({ action }) => action)
const decisionOf = async (ctx: Context, subjectId: string, purpose: string) =>
  (await readChoices(ctx, subjectId)).find((one) => one.purpose === purpose)?.decision

async function person() {
  const { subjectId } = await portal.addPerson()
  return { subjectId, ctx: portal.subject(subjectId) }
}

async function represented(bornOn: string) {
  const child = await person()
  return { child, parent: await addParent(portal, child, bornOn) }
}

async function consentToService({ acting, representationId }: Awaited<ReturnType<typeof addParent>>) {
  const { ctx, represented: who } = await acting()
  const input = decideForMinorSchema.parse({
    purpose: 'service',
    topic: '',
    channel: '',
    decision: 'granted',
    policyVersion: await currentVersion(ctx),
    idempotencyKey: newId(),
    representationId,
  })
  expect(await decideForMinor(ctx, who, input)).toEqual({ status: 'recorded' })
}

async function agreement(ctx: Context) {
  const texts = await readConsentTexts(ctx, 'ru')
  const input = welcomeSchema.parse({
    answer: 'agree',
    age: 'adult',
    textSha256: texts.find(({ purpose }) => purpose === 'service')?.sha256,
    policyVersion: await currentVersion(ctx),
    idempotencyKey: newId(),
  })
  if (input.answer !== 'agree') throw new Error('not an agreement')
  return input
}

const invite = (child: { subjectId: string; ctx: Context }, email: string) =>
  declareMinor(child.ctx, child.subjectId, nameRepresentativeSchema.parse({ bornOn: under14(), email }))

/** As the pages ask it of a signed-in person. */
async function isAsked({ subjectId, ctx }: { subjectId: string; ctx: Context }) {
  const [row] = await portal.database.owner.db.select().from(subject).where(eq(subject.subjectId, subjectId))
  if (row?.welcomedAt !== null) return false
  return isAskedOnFirstPage(ctx, subjectId, await readChoices(ctx, subjectId))
}

test('a declaration of a minor is one transaction: a form that is cut off changes nothing and can be sent again', async () => {
  const { subjectId } = await portal.addPerson({ fullName: null })
  const ctx = portal.subject(subjectId)
  await decide(ctx, subjectId, { decision: 'granted' })
  const before = [await portal.audit({ subjectId }), (await jobsOf(portal, 'carry-profile')).length]
  let transactions = 0
  const dying: Context = {
    ...ctx,
    transaction: (work, options) => {
      transactions += 1
      return ctx.transaction(async (tx) => {
        await work(tx)
        throw new Error('killed')
      }, options)
    },
  }
  const form = nameRepresentativeSchema.parse({ bornOn: from14(), email: address(), fullName: 'Алия' })
  await expect(declareMinor(dying, subjectId, form)).rejects.toThrow('killed')
  expect(transactions).toBe(1)
  expect([await portal.audit({ subjectId }), (await jobsOf(portal, 'carry-profile')).length]).toEqual(before)
  expect(await readMinor(ctx, subjectId)).toBeNull()
  expect(await decisionOf(ctx, subjectId, 'analytics')).toBe('granted')
  expect((await readProfile(ctx, subjectId))?.fullName).toBeNull()

  expect(await declareMinor(ctx, subjectId, form)).toEqual({ status: 'named', isNew: true })
  expect(await decisionOf(ctx, subjectId, 'analytics')).toBe('withdrawn')
  expect((await readProfile(ctx, subjectId))?.fullName).toBe('Алия')
  const done = await actionsOf(subjectId)
  expect(done.filter((action) => action === 'subject.welcome')).toHaveLength(1)
  expect(done.filter((action) => action === 'profile.change')).toHaveLength(1)
})

test('a representative is not asked by the first page, but as a learner later is', async () => {
  const { parent } = await represented(under14())
  expect(await isOnlyRepresentative(parent.ctx, parent.subjectId)).toBe(true)
  expect(await isAsked(parent)).toBe(false)
  await portal.database.owner.transaction(
    (tx) =>
      tx
        .update(subject)
        .set({ externalId: `learner-${newId()}` })
        .where(eq(subject.subjectId, parent.subjectId)),
    { settings: { 'app.reach': 'all' } },
  )
  expect(await isOnlyRepresentative(parent.ctx, parent.subjectId)).toBe(false)
  expect(await isAsked(parent)).toBe(true)
})

test('a representative is asked for a name only where the account has none, and it is kept', async () => {
  const visitor = await portal.addPerson({ fullName: null })
  await portal.database.owner.transaction(
    (tx) => tx.update(subject).set({ externalId: null }).where(eq(subject.subjectId, visitor.subjectId)),
    { settings: { 'app.reach': 'all' } },
  )
  const [first, second] = [await person(), await person()]
  await invite(first, visitor.email)
  const token = await linkOfInvitation(portal, first.subjectId)
  expect(await readRepresentativeLink(portal.visitor, token)).toMatchObject({ fullName: null })
  const answer = { token, capacity: 'parent', confirmed: 'yes' }
  const withoutName = acceptRepresentationSchema.parse(answer)
  expect(await proveRepresentative(portal.visitor, withoutName)).toMatchObject({ code: 'no-name' })
  const named = acceptRepresentationSchema.parse({ ...answer, fullName: 'Ата Ана' })
  expect(await proveRepresentative(portal.visitor, named)).toMatchObject({ status: 'proved' })
  const own = portal.subject(visitor.subjectId)
  expect((await readProfile(own, visitor.subjectId))?.fullName).toBe('Ата Ана')
  await invite(second, visitor.email)
  const again = await linkOfInvitation(portal, second.subjectId)
  expect(await readRepresentativeLink(portal.visitor, again)).toMatchObject({ fullName: 'Ата Ана' })
  const withoutField = acceptRepresentationSchema.parse({ ...answer, token: again })
  expect(await proveRepresentative(portal.visitor, withoutField)).toMatchObject({ status: 'proved' })
})

// Last: it moves the clock of the portal.
test('at 18 the representation ends with the day; the nightly job deletes the day, tells both and lets the first page ask', async () => {
  const { child, parent } = await represented(birthdayOfAdultIn(portal, 3))
  const adultOn = addDays(almatyDate(portal.services.clock.now()), 3)
  const { representationId } = parent
  await consentToService(parent)
  portal.moveClock(3 * day)
  expect(await readMinor(child.ctx, child.subjectId)).toBeNull()
  expect(await representativeContext(parent.ctx, parent.subjectId, representationId)).toBeNull()
  expect(await isAsked(child)).toBe(false)
  expect(await endMinorities(portal.system)).toBeGreaterThan(0)
  expect(await endMinorities(portal.system)).toBe(0)
  expect(await portal.database.owner.db.$count(minor, eq(minor.subjectId, child.subjectId))).toBe(0)
  expect(await actionsOf(child.subjectId)).toEqual(
    expect.arrayContaining(['representative.end', 'minor.adult']),
  )
  const told = (await jobsOf(portal, 'send-representative-mail')).map(({ payload }) => payload)
  for (const to of ['minor', 'representative'])
    expect(told).toContainEqual({ representationId, about: 'adult', to })
  expect(await decisionOf(child.ctx, child.subjectId, 'service')).toBe('granted')
  const [row] = await portal.database.owner.db
    .select()
    .from(representation)
    .where(eq(representation.representationId, representationId))
  expect(row).toMatchObject({ ended: 'adult', endedAt: almatyInstant(adultOn) })
  // The first page asks the young adult, until it is answered.
  expect(await isAsked(child)).toBe(true)
  expect(await isServiceByRepresentative(child.ctx, child.subjectId)).toBe(true)
  expect(await recordWelcome(child.ctx, child.subjectId, await agreement(child.ctx))).toEqual({
    status: 'welcomed',
  })
  expect(await isServiceByRepresentative(child.ctx, child.subjectId)).toBe(false)
  expect(await isAsked(child)).toBe(false)
  const { items } = await readHistory(child.ctx, child.subjectId)
  expect(items[0]).toMatchObject({ purpose: 'service', decision: 'granted', actorKind: 'subject' })
})
