import { findPerson } from '#domain/lookups/find/find-person.ts'
import { openPerson } from '#domain/lookups/find/open-person.ts'
import { readPersonPage } from '#domain/lookups/page/read-person-page.ts'
import {
  askEmailChange,
  cancelEmailChange,
  confirmEmailChange,
} from '#domain/people/email-change/change-email.ts'
import { readEmailChangeMails } from '#domain/people/email-change/pending-email-change.ts'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import { askSignIn, askSignInAgain } from '#domain/people/sign-in/ask-sign-in.ts'
import { proveByCode, proveByLink } from '#domain/people/sign-in/complete-sign-in.ts'
import { closeAllSessions, closeSession, openSession } from '#domain/people/sign-in/sessions.ts'
import { completePlatformSignIn } from '#domain/people/sign-in/sign-in-through-platform.ts'
import { correctProfile } from '#domain/people/subjects/correct-profile.ts'
import { addSubjects } from '#domain/people/subjects/ensure-subject.ts'
import { changeProfile } from '#domain/people/subjects/profile.ts'
import { newId } from '#platform/ids.ts'
import { secretsOf } from './visitors.ts'
import { type Calls, must, type World } from './world.ts'

const address = () => `new-${newId()}@example.kz`

async function asked(world: World) {
  const { email } = await world.person()
  const given = await askSignIn(world.portal.visitor, { email, returnTo: undefined })
  if (given.status !== 'asked') throw new Error(given.code)
  return { ...given, ...(await secretsOf(world, 'send-sign-in-mail')) }
}
const session = ({ portal }: World, subjectId: string) =>
  portal.system.transaction((tx) => openSession(tx, subjectId, 'link', portal.services.clock.now()))

async function found({ person, officer }: World) {
  return must(await findPerson(officer.ctx, (await person()).email))
}

export const peopleCalls: Calls = {
  'domain/lookups/find/find-person.ts#findPerson': async ({ person, officer }) => {
    const { email } = await person()
    return () => findPerson(officer.ctx, email)
  },
  'domain/lookups/find/open-person.ts#openPerson': async (world) => {
    const lookupId = await found(world)
    return () => openPerson(world.officer.ctx, { lookupId, reason: 'call-back' })
  },
  'domain/lookups/page/read-person-page.ts#readPersonPage': async (world) => {
    const lookupId = await found(world)
    await openPerson(world.officer.ctx, { lookupId, reason: 'call-back' })
    return () => readPersonPage(world.officer.ctx, { lookupId })
  },
  'domain/people/email-change/change-email.ts#askEmailChange': async ({ person }) => {
    const { own, subjectId } = await person()
    const email = address()
    return () => askEmailChange(own, subjectId, email)
  },
  'domain/people/email-change/change-email.ts#cancelEmailChange': async ({ person }) => {
    const { own, subjectId } = await person()
    await askEmailChange(own, subjectId, address())
    return () => cancelEmailChange(own, subjectId)
  },
  'domain/people/email-change/change-email.ts#confirmEmailChange': async ({ portal, person, newest }) => {
    const { own, subjectId } = await person()
    await askEmailChange(own, subjectId, address())
    const sent = await readEmailChangeMails(portal.system, (await newest('send-email-change-mails')) as never)
    const [first, second] = must(sent).mails.map(({ token }) => token)
    await confirmEmailChange(portal.visitor, must(first))
    return () => confirmEmailChange(portal.visitor, must(second))
  },
  'domain/people/import/import-subjects.ts#importSubjects': async ({ portal }) => {
    const externalId = newId()
    const row = { externalId, fullName: 'Әлия', email: address(), phone: null, locale: 'kk' as const }
    return () => importSubjects(portal.system, [row], 'sample')
  },
  'domain/people/sign-in/ask-sign-in.ts#askSignIn': async ({ portal, person }) => {
    const { email } = await person()
    return () => askSignIn(portal.visitor, { email, returnTo: undefined })
  },
  'domain/people/sign-in/ask-sign-in.ts#askSignInAgain': async (world) => {
    const { browserToken } = await asked(world)
    return () => askSignInAgain(world.portal.visitor, browserToken)
  },
  'domain/people/sign-in/complete-sign-in.ts#proveByCode': async (world) => {
    const { browserToken, code } = await asked(world)
    return () => proveByCode(world.portal.visitor, browserToken, code)
  },
  'domain/people/sign-in/complete-sign-in.ts#proveByLink': async (world) => {
    const { linkToken } = await asked(world)
    return () => proveByLink(world.portal.visitor, linkToken)
  },
  'domain/people/sign-in/sessions.ts#closeAllSessions': async (world) => {
    const { own, subjectId } = await world.person()
    await session(world, subjectId)
    return () => closeAllSessions(own, subjectId)
  },
  'domain/people/sign-in/sessions.ts#closeSession': async (world) => {
    const { own, subjectId } = await world.person()
    const { token } = await session(world, subjectId)
    return () => closeSession(own, token)
  },
  'domain/people/sign-in/sign-in-through-platform.ts#completePlatformSignIn': async ({ portal, person }) => {
    const { email } = await person()
    const claims = { provider: 'platform', accountId: newId(), email }
    return () => completePlatformSignIn(portal.visitor, claims)
  },
  'domain/people/subjects/correct-profile.ts#correctProfile': async ({ portal, person }) => {
    const { subjectId, fullName } = await person()
    const given = { subjectId, field: 'fullName', from: fullName, to: 'Дана' } as const
    return () => correctProfile(portal.system, given)
  },
  'domain/people/subjects/ensure-subject.ts#addSubjects': async ({ portal }) => {
    const people = [{ externalId: newId(), locale: 'kk' as const }]
    return () => addSubjects(portal.system, people)
  },
  'domain/people/subjects/profile.ts#changeProfile': async ({ person }) => {
    const { own, subjectId } = await person()
    return () => changeProfile(own, subjectId, { fullName: 'Басқа', phone: null, locale: 'en' })
  },
}
