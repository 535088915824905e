import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  minor,
  representation,
  representativeInvitation,
  representativeOf,
  subject,
  subjectSession,
} from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import { verificationSecrets } from '#domain/access/email-verification.ts'
import { Denied } from '#domain/access/permissions.ts'
import { endMinorities } from '#domain/people/minors/end-minorities.ts'
import { proveRepresentative, readRepresentativeLink } from '#domain/people/minors/prove-representative.ts'
import { readMinor } from '#domain/people/minors/read-minors.ts'
import { endRepresentation, readRepresented, representativeContext } from '#domain/people/minors/represent.ts'
import {
  readRepresentativeInvitation,
  readRepresentativeMail,
} from '#domain/people/minors/representative-mail.ts'
import { acceptRepresentationSchema, nameRepresentativeSchema } from '#domain/people/rules/person-schemas.ts'
import { readSession } from '#domain/people/sign-in/sessions.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { newId } from '#platform/ids.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { birthdayOf } from '#testing/guardians.ts'
import { graphOf, shapeFaults } from '#testing/receipt-graph.ts'
import { jobsOf } from '#testing/requests.ts'
import { checkConsent } from '../choices/check-consent.ts'
import { choose } from '../choices/choose.ts'
import { recordFromProgram } from '../choices/record-from-program.ts'
import { readChoices, readHistory } from '../ledger/read-choices.ts'
import { recordChoices } from '../ledger/record-choices.ts'
import { readReceipt } from '../receipts/read-receipt.ts'
import { verifyReceipt } from '../receipts/verify-receipt.ts'
import { chooseSchema, decideForMinorSchema } from '../rules/form-schemas.ts'
import { decideForMinor } from './decide-for-minor.ts'
import { declareMinor } from './declare-minor.ts'

let portal: ConsentPortal
beforeAll(async () => {
  portal = await consentPortal(12, { PORTAL_GUARDIANS: 'on' })
})
afterAll(() => portal.close())

const under14 = () => birthdayOf(portal, 'under-14')
const from14 = () => birthdayOf(portal, '14-17')
const service = { purpose: 'service', topic: '', channel: '' } as const
const analytics = { purpose: 'analytics', topic: '', channel: '' } as const

async function person(given: { fullName?: string } = {}) {
  const { subjectId, externalId, email } = await portal.addPerson(given)
  return { subjectId, externalId, email, ctx: portal.subject(subjectId) }
}

const address = () => `parent-${newId()}@example.kz`
const name = (of: { subjectId: string; ctx: Context }, bornOn: string, email = address()) =>
  declareMinor(of.ctx, of.subjectId, nameRepresentativeSchema.parse({ bornOn, email }))

async function invitationOf(subjectId: string) {
  const jobs = await jobsOf(portal, 'send-representative-invitation')
  for (const { payload } of jobs.toReversed()) {
    const { verificationId } = payload as { verificationId: string }
    const mail = await readRepresentativeInvitation(portal.system, verificationId)
    const [row] = await portal.database.owner.db.execute<{ id: string }>(
      sql`SELECT account_id AS id FROM verification WHERE verification_id = ${verificationId}`,
    )
    if (row?.id === subjectId)
      return { mail, token: verificationSecrets(portal.services.keys, verificationId).linkToken }
  }
  throw new Error('nobody was invited')
}

const accept = (token: string, capacity = 'parent') =>
  proveRepresentative(
    portal.visitor,
    acceptRepresentationSchema.parse({ token, fullName: 'Ата Ана', capacity, confirmed: 'yes' }),
  )

/** A minor with a confirmed representative. */
async function represented(bornOn: string) {
  const child = await person()
  const email = address()
  await name(child, bornOn, email)
  const { token } = await invitationOf(child.subjectId)
  const proof = await accept(token)
  if (proof.status !== 'proved') throw new Error(proof.code)
  const session = await readSession(portal.services, proof.session?.token)
  if (!session) throw new Error('the representative is not signed in')
  const parent = { subjectId: session.subjectId, ctx: portal.subject(session.subjectId), email }
  const acting = async () => {
    const found = await representativeContext(parent.ctx, parent.subjectId, proof.representationId)
    if (!found) throw new Error('nobody is represented')
    return found
  }
  const { representationId } = proof
  return { child, parent, representationId, acting, sessionToken: proof.session?.token ?? '' }
}

async function decideFor(
  { acting, representationId }: Awaited<ReturnType<typeof represented>>,
  choice: { purpose: string },
  decision: 'granted' | 'withdrawn',
) {
  const { ctx, represented: who } = await acting()
  const policyVersion = await currentVersion(ctx)
  const input = { ...choice, decision, policyVersion, idempotencyKey: newId(), representationId }
  return decideForMinor(ctx, who, decideForMinorSchema.parse(input))
}

const press = (decision: 'granted' | 'withdrawn') =>
  chooseSchema.parse({
    ...analytics,
    decision,
    policyVersion: '1',
    origin: 'choices',
    idempotencyKey: newId(),
  })
const decisionOf = async (ctx: Context, subjectId: string, purpose: string) =>
  (await readChoices(ctx, subjectId)).find((one) => one.purpose === purpose)?.decision
const actionsOf = async (subjectId: string) => (await portal.audit({ subjectId })).map(({ action }) => action)

describe('where the setting is off', () => {
  test('nobody is a minor, nothing is written, and everybody consents as an adult', async () => {
    const off = await consentPortal()
    try {
      const { subjectId } = await off.addPerson({})
      const ctx = off.subject(subjectId)
      const input = nameRepresentativeSchema.parse({ bornOn: under14(), email: address() })
      expect(await declareMinor(ctx, subjectId, input)).toMatchObject({ code: 'off' })
      expect(await readMinor(ctx, subjectId)).toBeNull()
      expect(await readRepresented(ctx, subjectId)).toEqual([])
      await decide(ctx, subjectId, { decision: 'granted' })
      for (const table of [minor, representativeInvitation, representation, representativeOf])
        expect(await off.database.owner.db.$count(table)).toBe(0)
      expect((await off.audit({ subjectId })).filter(({ action }) => action.includes('represent'))).toEqual(
        [],
      )
    } finally {
      await off.close()
    }
  })
})

describe('a person who says that they are under 18', () => {
  test('is a minor, loses what they granted alone, and is not asked again', async () => {
    const child = await person()
    await decide(child.ctx, child.subjectId, { decision: 'granted' })
    expect(await name(child, from14())).toMatchObject({ status: 'named', isNew: true })
    expect(await readMinor(child.ctx, child.subjectId)).toMatchObject({
      band: '14-17',
      asked: ['service'],
      representative: { state: 'named', email: expect.stringContaining('…') },
    })
    expect(await decisionOf(child.ctx, child.subjectId, 'analytics')).toBe('withdrawn')
    const [row] = await portal.database.owner.db
      .select()
      .from(subject)
      .where(eq(subject.subjectId, child.subjectId))
    expect(row?.welcomedAt).not.toBeNull()
    expect(await actionsOf(child.subjectId)).toContain('representative.name')
  })

  test('grants nothing, in no way, and withdraws everything', async () => {
    const child = await person()
    await name(child, from14())
    const refused = { status: 'needs-representative', decision: 'withdrawn', seq: 0 }
    const given = { policyVersion: 1, origin: 'choices', idempotencyKey: newId() } as const
    const both = [
      { ...analytics, decision: 'granted' },
      { purpose: 'improvement', topic: '', channel: '', decision: 'withdrawn' },
    ] as const
    const mixed = await recordChoices(child.ctx, child.subjectId, { ...given, choices: [...both] })
    expect(mixed.choices).toMatchObject([refused, { status: 'recorded', purpose: 'improvement' }])
    const program = portal.as({ kind: 'program', keyId: 'key', scopes: ['choices:write'] })
    const item = { ...given, idempotencyKey: newId(), person: { externalId: child.externalId } }
    const [byProgram] = await recordFromProgram(program, [
      { ...item, choices: [{ ...analytics, decision: 'granted' }] },
    ])
    expect(byProgram).toMatchObject({ choices: [refused] })
    const question = { ...analytics, gpc: false }
    expect(await checkConsent(portal.system, child.externalId, question)).toMatchObject({ allowed: false })
    expect(await choose(child.ctx, child.subjectId, press('withdrawn'))).toMatchObject({ status: 'recorded' })
  })

  test('from 14 asks the representative by the switch; under 14 the representative decides unasked', async () => {
    const older = await represented(from14())
    expect(await choose(older.child.ctx, older.child.subjectId, press('granted'))).toMatchObject({
      code: 'asked-representative',
    })
    expect(await jobsOf(portal, 'send-representative-mail')).toContainEqual(
      expect.objectContaining({
        payload: expect.objectContaining({ representationId: older.representationId, about: 'asked' }),
      }),
    )
    expect((await older.acting()).represented.asked).toEqual(['service', 'analytics'])
    const younger = await represented(under14())
    expect(await choose(younger.child.ctx, younger.child.subjectId, press('granted'))).toMatchObject({
      code: 'needs-representative',
    })
  })

  test.each([
    ['the birthday of an adult', '2001-01-01', undefined, 'not-a-minor'],
    ['the own address', undefined, 'own', 'own-address'],
  ])('cannot name a representative with %s', async (_, bornOn, own, code) => {
    const child = await person()
    const email = own ? child.email : address()
    expect(await name(child, bornOn ?? from14(), email)).toMatchObject({ status: 'refused', code })
    expect(await readMinor(child.ctx, child.subjectId)).toBeNull()
  })

  test('keeps the first day, whatever a later form says, and the link of the earlier email ends', async () => {
    const child = await person()
    await name(child, from14())
    const first = await invitationOf(child.subjectId)
    expect(await name(child, under14())).toMatchObject({ status: 'named', isNew: false })
    expect(await readMinor(child.ctx, child.subjectId)).toMatchObject({ band: '14-17' })
    expect(await readRepresentativeLink(portal.visitor, first.token)).toEqual({ state: 'used' })
    expect(await accept(first.token)).toMatchObject({ status: 'refused', code: 'dead' })
  })

  test('is no affair of another person', async () => {
    const [child, other] = [await person(), await person()]
    await expect(name({ ...child, ctx: other.ctx }, from14())).rejects.toThrow(Denied)
    await expect(readMinor(other.ctx, child.subjectId)).rejects.toThrow(Denied)
  })
})

describe('the representative', () => {
  test('proves the address by the link, once, and is signed in as a subject of their own', async () => {
    const child = await person({ fullName: 'Алия' })
    const email = address()
    await name(child, from14(), email)
    const { mail, token } = await invitationOf(child.subjectId)
    expect(mail).toMatchObject({ to: email, minorName: 'Алия', linkToken: token })
    expect(await readRepresentativeLink(portal.visitor, token)).toMatchObject({
      state: 'open',
      minorName: 'Алия',
    })
    const proof = await accept(token)
    expect(proof).toMatchObject({ status: 'proved' })
    expect(await accept(token)).toMatchObject({ code: 'dead' })
    expect(await readMinor(child.ctx, child.subjectId)).toMatchObject({
      representative: { state: 'confirmed' },
    })
    expect(await portal.audit({ subjectId: child.subjectId })).toContainEqual(
      expect.objectContaining({ action: 'representative.confirm', actorKind: 'subject', reason: 'parent' }),
    )
    expect(
      await portal.database.owner.db.$count(
        representativeInvitation,
        eq(representativeInvitation.subjectId, child.subjectId),
      ),
    ).toBe(0)
  })

  test('is a guardian of a child under 14 and a trustee of one from 14, and no minor', async () => {
    const older = await person()
    await name(older, from14())
    expect(await accept((await invitationOf(older.subjectId)).token, 'guardian')).toMatchObject({
      code: 'wrong-capacity',
    })
    const younger = await person()
    const friend = await person()
    await name(friend, from14())
    await name(younger, under14(), friend.email)
    const { token } = await invitationOf(younger.subjectId)
    expect(await accept(token, 'trustee')).toMatchObject({ code: 'wrong-capacity' })
    expect(await accept(token, 'parent')).toMatchObject({ code: 'also-a-minor' })
  })

  test('who has an account already is not signed in by the invitation, and keeps a session of their own', async () => {
    const first = await represented(from14())
    const { email, subjectId, ctx } = first.parent
    const sessions = () =>
      portal.database.owner.db.$count(subjectSession, eq(subjectSession.subjectId, subjectId))
    expect(await sessions()).toBe(1)
    const second = await person()
    await name(second, under14(), email)
    const { token } = await invitationOf(second.subjectId)
    const proof = await accept(token)
    expect(proof).toMatchObject({ status: 'proved', session: null })
    expect(await sessions()).toBe(1)
    expect(await readRepresented(ctx, subjectId)).toHaveLength(2)
    const succeeded = (await actionsOf(subjectId)).filter((action) => action === 'sign-in.succeed')
    expect(succeeded).toHaveLength(1)
    const [third, strangers] = [await person(), await represented(from14())]
    await name(third, under14(), email)
    const input = { fullName: 'Ата Ана', capacity: 'parent', confirmed: 'yes' }
    const replaced = { previousSession: strangers.sessionToken }
    const again = { ...input, token: (await invitationOf(third.subjectId)).token }
    await proveRepresentative(portal.visitor, acceptRepresentationSchema.parse(again), replaced)
    expect(await readSession(portal.services, strangers.sessionToken)).toBeNull()
    const fourth = await person()
    await name(fourth, under14(), email)
    const own = { ...input, token: (await invitationOf(fourth.subjectId)).token }
    await proveRepresentative(ctx, acceptRepresentationSchema.parse(own), {
      previousSession: first.sessionToken,
    })
    expect(await readSession(portal.services, first.sessionToken)).toMatchObject({ subjectId })
  })

  test('is not the learner who holds the mailbox of the family', async () => {
    const sibling = await person({ fullName: 'Ерасыл' })
    const child = await person()
    await name(child, from14(), sibling.email)
    const { token } = await invitationOf(child.subjectId)
    expect(await readRepresentativeLink(portal.visitor, token)).toMatchObject({
      state: 'open',
      fullName: null,
    })
    expect(await accept(token)).toEqual({ status: 'refused', code: 'learners-address' })
    expect(await readRepresented(sibling.ctx, sibling.subjectId)).toEqual([])
    expect(await readMinor(child.ctx, child.subjectId)).toMatchObject({ representative: { state: 'named' } })
    const own = address()
    expect(await name(child, from14(), own)).toMatchObject({ status: 'named' })
    expect(await accept((await invitationOf(child.subjectId)).token)).toMatchObject({ status: 'proved' })
  })

  test('consents for a child under 14; the decision, the ledger, the log and the receipt name them', async () => {
    const one = await represented(under14())
    expect(await decideFor(one, service, 'granted')).toEqual({ status: 'recorded' })
    expect(await decideFor(one, analytics, 'granted')).toEqual({ status: 'recorded' })
    const { subjectId, externalId, ctx } = one.child
    expect(await checkConsent(portal.system, externalId, { ...analytics, gpc: false })).toMatchObject({
      allowed: true,
    })
    const { items } = await readHistory(ctx, subjectId)
    expect(items[0]).toMatchObject({
      actorKind: 'representative',
      origin: 'representative',
      decision: 'granted',
    })
    expect(await portal.audit({ subjectId })).toContainEqual(
      expect.objectContaining({
        action: 'consent.grant',
        actorKind: 'representative',
        actorId: one.representationId,
      }),
    )
    const found = await readReceipt(ctx, items[0]?.eventId ?? '')
    const receipt = found?.receipt as { consent_record: { kazakhstan: { representative: object } } }
    const { representative } = receipt.consent_record.kazakhstan
    expect(representative).toMatchObject({
      capacity: 'parent',
      channel: 'email',
      '@type': 'dpv:GuardianOfDataSubject',
    })
    expect(JSON.stringify(receipt)).not.toMatch(/Ата Ана|parent-|@example\.kz/)
    expect(await shapeFaults(await graphOf(receipt))).toEqual([])
    expect(await verifyReceipt(portal.visitor, JSON.parse(JSON.stringify(receipt)))).toMatchObject({
      genuine: true,
    })
  })

  test('consents only to what a minor from 14 asked for', async () => {
    const one = await represented(from14())
    expect(await decideFor(one, analytics, 'granted')).toEqual({ status: 'refused', code: 'not-asked' })
    expect(await decideFor(one, service, 'granted')).toEqual({ status: 'recorded' })
    expect((await one.acting()).represented.asked).toEqual([])
    await choose(one.child.ctx, one.child.subjectId, press('granted'))
    expect(await decideFor(one, analytics, 'granted')).toEqual({ status: 'recorded' })
  })

  test('and the minor each withdraw at any time', async () => {
    const one = await represented(under14())
    const { ctx, subjectId } = one.child
    await decideFor(one, analytics, 'granted')
    expect(await choose(ctx, subjectId, press('withdrawn'))).toMatchObject({ status: 'recorded' })
    await decideFor(one, analytics, 'granted')
    expect(await decideFor(one, analytics, 'withdrawn')).toEqual({ status: 'recorded' })
    expect(await decideFor(one, service, 'withdrawn')).toEqual({ status: 'recorded' })
    expect(await decisionOf(ctx, subjectId, 'analytics')).toBe('withdrawn')
    expect(await decisionOf(ctx, subjectId, 'service')).toBe('withdrawn')
  })

  test('each use case is denied to everybody else', async () => {
    const one = await represented(under14())
    const stranger = await person()
    const { represented: who } = await one.acting()
    const input = decideForMinorSchema.parse({
      ...analytics,
      decision: 'granted',
      policyVersion: '1',
      idempotencyKey: newId(),
      representationId: one.representationId,
    })
    const program = portal.as({ kind: 'program', keyId: 'key', scopes: ['choices:write'] })
    await expect(readRepresented(stranger.ctx, one.parent.subjectId)).rejects.toThrow(Denied)
    await expect(decideForMinor(one.parent.ctx, who, input)).rejects.toThrow(Denied)
    await expect(decideForMinor(one.child.ctx, who, input)).rejects.toThrow(Denied)
    await expect(endRepresentation(stranger.ctx, one.child.subjectId, one.representationId)).rejects.toThrow(
      Denied,
    )
    await expect(readRepresentativeLink(program, 'A'.repeat(43))).rejects.toThrow(Denied)
    await expect(endMinorities(one.parent.ctx)).rejects.toThrow(Denied)
    await expect(
      readRepresentativeMail(one.parent.ctx, { representationId: one.representationId, to: 'minor' }),
    ).rejects.toThrow(Denied)
  })

  test('reaches nothing else of the minor, and nothing of another', async () => {
    const [one, other] = [await represented(under14()), await represented(under14())]
    const { ctx } = await one.acting()
    await expect(readHistory(ctx, one.child.subjectId)).rejects.toThrow(Denied)
    await expect(readChoices(ctx, other.child.subjectId)).rejects.toThrow(Denied)
    const { parent } = one
    expect(await representativeContext(parent.ctx, parent.subjectId, other.representationId)).toBeNull()
    expect(await endRepresentation(parent.ctx, parent.subjectId, other.representationId)).toBe(false)
  })
})

describe('it ends', () => {
  test('by either; both are told, consents stay, and another representative can be named', async () => {
    const one = await represented(under14())
    await decideFor(one, service, 'granted')
    const { parent, child, representationId } = one
    expect(await endRepresentation(parent.ctx, parent.subjectId, representationId)).toBe(true)
    expect(await endRepresentation(child.ctx, child.subjectId, representationId)).toBe(false)
    expect(await readRepresented(parent.ctx, parent.subjectId)).toEqual([])
    expect(await decisionOf(child.ctx, child.subjectId, 'service')).toBe('granted')
    expect(await name(child, under14())).toMatchObject({ status: 'named', isNew: false })
    expect(await decisionOf(child.ctx, child.subjectId, 'service')).toBe('granted')
    for (const to of ['minor', 'representative'] as const)
      expect(await readRepresentativeMail(portal.system, { representationId, to })).not.toBeNull()
  })

  test('when the data of the representative is erased', async () => {
    const one = await represented(under14())
    await decideFor(one, service, 'granted')
    await portal.database.owner.transaction(
      (tx) => tx.delete(representativeOf).where(eq(representativeOf.subjectId, one.parent.subjectId)),
      { settings: { 'app.reach': 'all' } },
    )
    await endMinorities(portal.system)
    const [row] = await portal.database.owner.db
      .select()
      .from(representation)
      .where(eq(representation.representationId, one.representationId))
    expect(row).toMatchObject({ ended: 'erased', capacity: 'parent' })
    const { items } = await readHistory(one.child.ctx, one.child.subjectId)
    expect(JSON.stringify(await readReceipt(one.child.ctx, items[0]?.eventId ?? ''))).toContain(
      '"capacity":"parent"',
    )
  })
})
