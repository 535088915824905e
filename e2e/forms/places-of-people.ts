import { randomUUID } from 'node:crypto'
import { withdrawAll } from '#domain/consent/choices/withdraw-all.ts'
import { recordChoices } from '#domain/consent/ledger/record-choices.ts'
import { askEmailChange } from '#domain/people/email-change/change-email.ts'
import { type KindName, kindNames } from '#domain/requests/rules/kinds.ts'
import { verifyVisitorByCode } from '#domain/requests/visitor/verify-visitor-request.ts'
import { visitorCookie } from '#domain/requests/visitor/visitor-cookies.ts'
import type { Locale } from '../../i18n/locales.ts'
import type { Portal } from '../people.ts'
import {
  asVisitor,
  caseAsked,
  emailChangeToken,
  notMeTokenOf,
  signInAsked,
  stopTokenOf,
  visitorFiled,
} from './mailed.ts'
import { caseOf, learnerIn, staffIn } from './people-of-forms.ts'
import { type Opened, type Place, somebody } from './place.ts'

/** In the menu of every page of a signed-in person. */
const menu = ['signOut']

/** A page of a signed-in person that needs nothing else. */
const own =
  (path: string, welcomed = true): Place['open'] =>
  async (portal, locale) => {
    const { subjectId, cookies } = await learnerIn(portal, locale, welcomed)
    return { path: `/${locale}${path}`, cookies, ids: [subjectId] }
  }

/** For a person with something to withdraw. */
const withGrants =
  (path: string): Place['open'] =>
  async (portal, locale) => {
    const opened = await own(path)(portal, locale)
    const [subjectId = ''] = opened.ids
    const materials = { purpose: 'communication', topic: 'new-materials', decision: 'granted' } as const
    await recordChoices(portal.as(subjectId, locale), subjectId, {
      policyVersion: 1,
      origin: 'choices',
      idempotencyKey: randomUUID(),
      choices: (['email', 'sms'] as const).map((channel) => ({ ...materials, channel })),
    })
    return opened
  }

async function changeAsked(portal: Portal, locale: Locale) {
  const learner = await learnerIn(portal, locale)
  const asked = await askEmailChange(portal.as(learner.subjectId, locale), learner.subjectId, somebody())
  if (asked.status !== 'asked') throw new Error(asked.code)
  return { ...learner, ...asked }
}

async function ownCase(portal: Portal, locale: Locale, kind: KindName, asked: boolean): Promise<Opened> {
  const { ctx } = await staffIn(portal, 'support')
  const given: Record<string, string>[] = asked
    ? [{ step: 'take' }, { step: 'ask', message: 'Қай құжатта?' }]
    : []
  const { reference, subjectId, cookies } = await caseOf(portal, locale, kind, { ctx, given })
  return { path: `/${locale}/requests/${reference}`, cookies, ids: [subjectId] }
}

const formPath = (kind: KindName) => {
  const [right, variant] = kind.split('/')
  return `/requests/new/${right}/form${variant ? `?variant=${variant}` : ''}`
}

export const personPlaces: readonly Place[] = [
  {
    page: 'sign-in',
    actions: ['askToSignIn'],
    repeats: true,
    open: async (_, locale) => ({ path: `/${locale}/sign-in`, cookies: {}, ids: [] }),
  },
  {
    page: 'sign-in',
    face: 'code',
    actions: ['signInWithCode', 'sendSignInAgain'],
    open: async (portal, locale) => {
      const { email, subjectId } = await portal.mint({ locale })
      const { cookies, code } = await signInAsked(portal, locale, email)
      return { path: `/${locale}/sign-in?asked=1`, cookies, ids: [subjectId], sound: { code } }
    },
  },
  {
    page: 'sign-in/link/[token]',
    actions: ['signInWithLink'],
    open: async (portal, locale) => {
      const { email, subjectId } = await portal.mint({ locale })
      const { linkToken, cookies } = await signInAsked(portal, locale, email)
      return { path: `/${locale}/sign-in/link/${linkToken}`, cookies, ids: [subjectId] }
    },
  },
  { page: 'my/welcome', actions: [...menu, 'answerWelcome'], open: own('/my/welcome', false) },
  { page: 'my', actions: menu, open: own('/my') },
  { page: 'my/choices', actions: [...menu, 'changeChoice', 'muteTopic'], open: withGrants('/my/choices') },
  {
    page: 'my/choices',
    face: 'topic muted',
    actions: [...menu, 'changeChoice', 'unmuteTopic'],
    open: async (portal, locale) => {
      const opened = await withGrants('/my/choices')(portal, locale)
      const [subjectId = ''] = opened.ids
      const [topic, press] = ['new-materials', randomUUID()] as const
      const given = { topic, policyVersion: 1, idempotencyKey: press }
      await withdrawAll(portal.as(subjectId, locale), subjectId, given)
      return { ...opened, path: `${opened.path}?muted=${topic}&press=${press}` }
    },
  },
  {
    page: 'my/choices/withdraw-all',
    actions: [...menu, 'withdrawEverything'],
    open: withGrants('/my/choices/withdraw-all'),
  },
  // A route answers it with a file.
  { page: 'my/history', actions: [...menu, 'history'], repeats: true, open: withGrants('/my/history') },
  {
    page: 'my/profile',
    actions: [...menu, 'saveProfile', 'changeEmail'],
    repeats: true,
    open: own('/my/profile'),
  },
  {
    page: 'my/profile',
    face: 'change asked',
    actions: [...menu, 'saveProfile', 'cancelChange'],
    repeats: true,
    open: async (portal, locale) => {
      const { cookies, subjectId } = await changeAsked(portal, locale)
      return { path: `/${locale}/my/profile`, cookies, ids: [subjectId] }
    },
  },
  {
    page: 'email-change/[token]',
    actions: ['confirmChange'],
    open: async (portal, locale) => {
      const { cookies, subjectId, changeId } = await changeAsked(portal, locale)
      const token = await emailChangeToken(portal, changeId)
      return { path: `/${locale}/email-change/${token}`, cookies, ids: [subjectId] }
    },
  },
  ...kindNames.flatMap((kind): Place[] => [
    {
      page: 'requests/new/[right]/form',
      face: `${kind}, signed in`,
      actions: [...menu, 'fileOwn'],
      open: own(formPath(kind)),
    },
    {
      page: 'requests/new/[right]/form',
      face: `${kind}, visitor`,
      actions: ['fileAsVisitor'],
      repeats: true,
      open: async (_, locale) => ({ path: `/${locale}${formPath(kind)}`, cookies: {}, ids: [] }),
    },
  ]),
  {
    page: 'requests/proof',
    actions: ['proveByCode', 'sendProofAgain'],
    open: async (portal, locale) => {
      const { cookies, reference, subjectId, code } = await visitorFiled(portal, locale, somebody())
      const path = `/${locale}/requests/proof?of=${reference}`
      return { path, cookies, ids: [subjectId], sound: { code } }
    },
  },
  {
    page: 'requests/proof/[token]',
    actions: ['proveByLink'],
    open: async (portal, locale) => {
      const { linkToken, subjectId } = await visitorFiled(portal, locale, somebody())
      return { path: `/${locale}/requests/proof/${linkToken}`, cookies: {}, ids: [subjectId] }
    },
  },
  {
    page: 'requests/[reference]',
    face: 'signed in',
    actions: [...menu, 'writeToUs', 'cancelRequest'],
    open: (portal, locale) => ownCase(portal, locale, 'access', false),
  },
  {
    page: 'requests/[reference]',
    face: 'asked',
    actions: [...menu, 'writeToUs', 'cancelRequest'],
    open: (portal, locale) => ownCase(portal, locale, 'rectification', true),
  },
  {
    page: 'requests/[reference]',
    face: 'erasure',
    actions: [...menu, 'writeToUs', 'cancelRequest'],
    open: (portal, locale) => ownCase(portal, locale, 'erasure/wish', false),
  },
  {
    page: 'requests/[reference]',
    face: 'by key',
    actions: ['writeToUs', 'cancelRequest', 'closeHere'],
    open: async (portal, locale) => {
      const { browserToken, code, subjectId } = await visitorFiled(portal, locale, somebody())
      const opened = await verifyVisitorByCode(asVisitor(portal, locale), browserToken, code)
      if (opened.status !== 'opened') throw new Error(opened.code)
      const cookies = { [visitorCookie(portal.services.env).name]: opened.caseToken }
      return { path: `/${locale}/requests/${opened.reference}`, cookies, ids: [subjectId] }
    },
  },
  {
    page: 'requests/[reference]',
    face: 'a stranger',
    actions: ['askForCode'],
    repeats: true,
    open: async (portal, locale) => {
      const { reference, subjectId, email } = await caseOf(portal, locale, 'access')
      return { path: `/${locale}/requests/${reference}`, cookies: {}, ids: [subjectId], sound: { email } }
    },
  },
  {
    page: 'requests/[reference]',
    face: 'code asked',
    actions: ['openByCode', 'sendCodeAgain'],
    open: async (portal, locale) => {
      const { reference, subjectId, email } = await caseOf(portal, locale, 'access')
      const { code, cookies } = await caseAsked(portal, locale, { reference, email })
      const path = `/${locale}/requests/${reference}?asked=1`
      return { path, cookies, ids: [subjectId], sound: { code, email } }
    },
  },
  {
    page: 'requests/open/[token]',
    actions: ['openByLink'],
    open: async (portal, locale) => {
      const { reference, subjectId, email } = await caseOf(portal, locale, 'access')
      const { linkToken } = await caseAsked(portal, locale, { reference, email })
      return { path: `/${locale}/requests/open/${linkToken}`, cookies: {}, ids: [subjectId] }
    },
  },
  {
    page: 'sign-in/not-me/[token]',
    actions: ['refuseNewSignIn'],
    open: async (portal, locale) => {
      const { subjectId } = await learnerIn(portal, locale)
      const token = await notMeTokenOf(portal, subjectId)
      return { path: `/${locale}/sign-in/not-me/${token}`, cookies: {}, ids: [subjectId] }
    },
  },
  {
    page: 'requests/stop/[token]',
    actions: ['stopByLink'],
    open: async (portal, locale) => {
      const { reference, subjectId } = await caseOf(portal, locale, 'access')
      const token = await stopTokenOf(portal, reference)
      return { path: `/${locale}/requests/stop/${token}`, cookies: {}, ids: [subjectId] }
    },
  },
]
