import { verificationSecrets } from '#domain/access/email-verification.ts'
import { noteNewBrowser, readNewBrowserMail } from '#domain/people/sign-in/new-browser.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { visitorRequestSchema } from '#domain/requests/forms/request-schemas.ts'
import { readPersonMail } from '#domain/requests/mails/request-mail.ts'
import { runRequestDeadlines } from '#domain/requests/time/run-request-deadlines.ts'
import { fileVisitorRequest, sendVerificationAgain } from '#domain/requests/visitor/file-visitor-request.ts'
import {
  askRequestCode,
  askRequestCodeAgain,
  openRequestByCode,
  openRequestByLink,
} from '#domain/requests/visitor/open-visitor-request.ts'
import { refuseSignIn } from '#domain/requests/visitor/refuse-sign-in.ts'
import { stopRequest } from '#domain/requests/visitor/stop-request.ts'
import { verifyVisitorByCode, verifyVisitorByLink } from '#domain/requests/visitor/verify-visitor-request.ts'
import { closeVisitorSession } from '#domain/requests/visitor/visitor-session.ts'
import { newId } from '#platform/ids.ts'
import { formOf } from '../requests.ts'
import { type Calls, must, type World } from './world.ts'

const formOfVisitor = () =>
  visitorRequestSchema('access').parse({
    fullName: 'Асан Үсенов',
    email: `visitor-${newId()}@example.kz`,
    message: 'Деректерімді беріңіз',
    locale: 'kk',
  })

/** Link and code of the newest email with a proof of an address. */
export async function secretsOf({ portal, newest }: World, task: string) {
  return verificationSecrets(portal.services.keys, must((await newest(task)).verificationId))
}

/** A request of a visitor whose address is not proved. */
async function filed(world: World) {
  const asked = await fileVisitorRequest(world.portal.visitor, formOfVisitor())
  if (asked.status !== 'asked') throw new Error(asked.code)
  return { ...asked, ...(await secretsOf(world, 'send-request-proof')) }
}

/** Somebody who asked for the link of their request. */
async function asked(world: World) {
  const { person, reference } = await world.request('access')
  const given = await askRequestCode(world.portal.visitor, { reference, email: person.email })
  if (given.status !== 'asked') throw new Error(given.code)
  return { ...given, ...(await secretsOf(world, 'send-case-code')) }
}

export const visitorCalls: Calls = {
  'domain/requests/visitor/file-visitor-request.ts#fileVisitorRequest': async ({ portal }) => {
    const input = formOfVisitor()
    return () => fileVisitorRequest(portal.visitor, input)
  },
  'domain/requests/visitor/file-visitor-request.ts#sendVerificationAgain': async (world) => {
    const { browserToken } = await filed(world)
    return () => sendVerificationAgain(world.portal.visitor, browserToken)
  },
  'domain/requests/visitor/open-visitor-request.ts#askRequestCode': async ({ portal, request }) => {
    const { person, reference } = await request('access')
    return () => askRequestCode(portal.visitor, { reference, email: person.email })
  },
  'domain/requests/visitor/open-visitor-request.ts#askRequestCodeAgain': async (world) => {
    const { browserToken } = await asked(world)
    return () => askRequestCodeAgain(world.portal.visitor, browserToken)
  },
  'domain/requests/visitor/open-visitor-request.ts#openRequestByCode': async (world) => {
    const { browserToken, code } = await asked(world)
    return () => openRequestByCode(world.portal.visitor, browserToken, code)
  },
  'domain/requests/visitor/open-visitor-request.ts#openRequestByLink': async (world) => {
    const { linkToken } = await asked(world)
    return () => openRequestByLink(world.portal.visitor, linkToken)
  },
  'domain/requests/visitor/refuse-sign-in.ts#refuseSignIn': async ({ portal, person, newest }) => {
    const { subjectId, own } = await person()
    await portal.system.transaction((tx) => noteNewBrowser(tx, portal.system, subjectId))
    const mail = await readNewBrowserMail(portal.system, (await newest('send-new-browser-mail')) as never)
    await fileRequest(own, formOf('portability'))
    return () => refuseSignIn(portal.visitor, must(mail).token)
  },
  'domain/requests/visitor/stop-request.ts#stopRequest': async ({ portal, request, newest }) => {
    await request('erasure/wish')
    const { subjectId = '', requestId = '' } = await newest('send-request-mail')
    const notice = await readPersonMail(portal.system, { subjectId, requestId }, 'filed')
    return () => stopRequest(portal.visitor, must(notice?.stopToken))
  },
  'domain/requests/visitor/verify-visitor-request.ts#verifyVisitorByCode': async (world) => {
    const { browserToken, code } = await filed(world)
    return () => verifyVisitorByCode(world.portal.visitor, browserToken, code)
  },
  'domain/requests/visitor/verify-visitor-request.ts#verifyVisitorByLink': async (world) => {
    const { linkToken } = await filed(world)
    return () => verifyVisitorByLink(world.portal.visitor, linkToken)
  },
  'domain/requests/visitor/visitor-session.ts#closeVisitorSession': async (world) => {
    const { linkToken } = await asked(world)
    const opened = await openRequestByLink(world.portal.visitor, linkToken)
    if (opened.status !== 'opened') throw new Error(opened.code)
    return () => closeVisitorSession(world.portal.visitor, opened.caseToken)
  },
}

/** It lets days pass. */
export const laterVisitorCalls: Calls = {
  'domain/requests/time/run-request-deadlines.ts#runRequestDeadlines': async (world) => {
    await filed(world)
    world.portal.passTime(8 * 86_400_000)
    return () => runRequestDeadlines(world.portal.system)
  },
}
