import { sessionCookie, staffCookie } from '#domain/access/session-cookie.ts'
import { readHistory } from '#domain/consent/ledger/read-choices.ts'
import { makeUnsubscribeLink } from '#domain/consent/unsubscribe/make-unsubscribe-link.ts'
import { findPerson } from '#domain/lookups/find/find-person.ts'
import { openPerson } from '#domain/lookups/find/open-person.ts'
import { openSession } from '#domain/people/sign-in/sessions.ts'
import { startDraft } from '#domain/policy/drafts/edit-draft.ts'
import { listOwnRequests } from '#domain/requests/view/read-own-requests.ts'
import { openStaffSession } from '#domain/staff/sessions/staff-sessions.ts'
import { membersByRole } from '#domain/staff/team/members-by-role.ts'
import type { Locale } from '../i18n/locales.ts'
import { listMails } from '../platform/mail/mailbox.ts'
import { staffIn } from './forms/people-of-forms.ts'
import type { Place } from './forms/place.ts'
import { places } from './forms/places.ts'
import type { Portal } from './people.ts'

/** A page to look at: its folder below `app/[locale]`, and how to get there. */
export type Visit = Pick<Place, 'page' | 'face'> & {
  open: (portal: Portal, locale: Locale) => Promise<{ path: string; cookies: Record<string, string> }>
}

const open =
  (path: string): Visit['open'] =>
  async (_, locale) => ({ path: `/${locale}${path}`, cookies: {} })

async function sampleSession(portal: Portal) {
  const { env, clock } = portal.services
  const { subjectId } = await portal.sampleLearner()
  const { token } = await portal.system.transaction((tx) => openSession(tx, subjectId, 'link', clock.now()))
  return { subjectId, cookies: { [sessionCookie(env).name]: token } }
}

/** As the invented learner, who has choices, a history and requests. */
const asLearner =
  (path: string | ((portal: Portal, subjectId: string) => Promise<string>)): Visit['open'] =>
  async (portal, locale) => {
    const { subjectId, cookies } = await sampleSession(portal)
    return { path: `/${locale}${typeof path === 'string' ? path : await path(portal, subjectId)}`, cookies }
  }

/** As an invented staff member. */
const asStaff =
  (role: 'privacy-officer' | 'administrator' | 'auditor', path: string): Visit['open'] =>
  async (portal, locale) => {
    const { env, clock, keys } = portal.services
    const members = await portal.system.transaction((tx) => membersByRole(tx, keys, [role]))
    const staffId = members.find(({ email }) => email.endsWith('@sample.test'))?.staffId
    if (!staffId) throw new Error('the sample is not loaded')
    const { token } = await portal.system.transaction((tx) => openStaffSession(tx, staffId, clock.now()))
    return { path: `/${locale}${path}`, cookies: { [staffCookie(env).name]: token } }
  }

const newestReceipt = async (portal: Portal, subjectId: string) => {
  const { items } = await readHistory(portal.as(subjectId), subjectId, { size: 1 })
  return `/receipts/${items[0]?.eventId}`
}

const ownRequest = async (portal: Portal, subjectId: string) => {
  const { items } = await listOwnRequests(portal.as(subjectId), subjectId)
  return `/requests/${(items.find(({ closedAt }) => !closedAt) ?? items[0])?.reference}`
}

/** A mail in the mailbox of the sample, sent because somebody asked to sign in. */
async function openMail(portal: Portal, locale: Locale) {
  const signIn = places.find(({ page, face }) => page === 'sign-in' && face === 'code')
  await signIn?.open(portal, locale)
  for (let tries = 0; tries < 150; tries++) {
    const [mail] = await listMails(portal.services.env.dataDir, {})
    if (mail) return { path: `/${locale}/sample/mailbox/${mail.id}`, cookies: {} }
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error('no mail in 15 s')
}

async function openUnsubscribeLink(portal: Portal, locale: Locale) {
  const learner = await portal.mint({ locale })
  const news = { purpose: 'communication', topic: 'new-materials', channel: 'email' } as const
  const made = await makeUnsubscribeLink(portal.system, learner, news)
  return { path: `/${locale}${new URL(made?.link ?? '').pathname}`, cookies: {} }
}

/** The next version of the policy, begun, before an officer. */
const asDraft =
  (path: string): Visit['open'] =>
  async (portal, locale) => {
    const officer = await staffIn(portal, 'privacy-officer')
    await startDraft(officer.ctx)
    return { path: `/${locale}${path}`, cookies: officer.cookies }
  }

/** Everything about the invented learner, before an officer who has said why. */
async function openRecord(portal: Portal, locale: Locale) {
  const officer = await staffIn(portal, 'privacy-officer')
  const { subjectId } = await portal.sampleLearner()
  const { items } = await listOwnRequests(portal.as(subjectId), subjectId)
  const lookupId = (await findPerson(officer.ctx, items[0]?.reference ?? '')) ?? ''
  await openPerson(officer.ctx, { lookupId, reason: 'call-back' })
  return { path: `/${locale}/staff/people/${lookupId}`, cookies: officer.cookies }
}

const withoutForms: readonly Visit[] = [
  { page: '', open: open('') },
  { page: '[...unknown]', open: open('/no-such-page') },
  { page: 'certificates/[token]', face: 'a dead link', open: open('/certificates/none') },
  { page: 'contact', open: open('/contact') },
  { page: 'policy', open: open('/policy') },
  { page: 'policy/compare', open: open('/policy/compare') },
  { page: 'policy/versions', open: open('/policy/versions') },
  { page: 'policy/versions/[version]', open: open('/policy/versions/1') },
  { page: 'trust', open: open('/trust') },
  { page: 'subprocessors', open: open('/subprocessors') },
  { page: 'receipts', open: open('/receipts') },
  { page: 'requests/new', open: open('/requests/new') },
  { page: 'requests/new/[right]', open: open('/requests/new/access') },
  { page: 'requests/new/[right]', face: 'restriction', open: open('/requests/new/restriction') },
  { page: 'requests/[reference]/package', face: 'a stranger', open: open('/requests/CX-0000-00/package') },
  { page: 'requests/proof', face: 'nothing to prove', open: open('/requests/proof') },
  { page: 'requests/proof/[token]', face: 'a dead link', open: open('/requests/proof/none') },
  { page: 'requests/open/[token]', face: 'a dead link', open: open('/requests/open/none') },
  { page: 'requests/stop/[token]', face: 'a dead link', open: open('/requests/stop/none') },
  { page: 'requests/stop/[token]', face: 'stopped', open: open('/requests/stop/stopped') },
  { page: 'email-change/[token]', face: 'a dead link', open: open('/email-change/none') },
  { page: 'staff/set-up/[token]', face: 'a dead link', open: open('/staff/set-up/none') },
  { page: 'sign-in/not-me/[token]', face: 'a dead link', open: open('/sign-in/not-me/none') },
  { page: 'sign-in/not-me/[token]', face: 'refused', open: open('/sign-in/not-me/done') },
  { page: 'sign-in/link/[token]', face: 'a dead link', open: open('/sign-in/link/none') },
  { page: 'sample/mailbox', open: open('/sample/mailbox') },
  { page: 'sample/mailbox/[id]', open: openMail },
  { page: 'u/[token]', open: openUnsubscribeLink },
  { page: 'my', face: 'with a past', open: asLearner('/my') },
  { page: 'my/choices', face: 'with a past', open: asLearner('/my/choices') },
  { page: 'my/history', face: 'with a past', open: asLearner('/my/history') },
  { page: 'my/data/fix', face: 'nothing to fix', open: asLearner('/my/data/fix') },
  { page: 'my/data/copy', open: asLearner('/my/data/copy') },
  { page: 'my/data/plan', open: asLearner('/my/data/plan') },
  { page: 'my/profile', face: 'with a past', open: asLearner('/my/profile') },
  { page: 'my/requests', face: 'with a past', open: asLearner('/my/requests') },
  { page: 'my/welcome/declined', open: asLearner('/my/welcome/declined') },
  { page: 'receipts/[id]', open: asLearner(newestReceipt) },
  {
    page: 'receipts/[id]',
    face: 'a stranger',
    open: async (portal, locale) => ({ ...(await asLearner(newestReceipt)(portal, locale)), cookies: {} }),
  },
  { page: 'requests/[reference]', face: 'with a past', open: asLearner(ownRequest) },
  { page: 'staff', open: asStaff('privacy-officer', '/staff') },
  { page: 'staff', face: 'administrator', open: asStaff('administrator', '/staff') },
  { page: 'staff/requests', face: 'with a past', open: asStaff('privacy-officer', '/staff/requests') },
  { page: 'staff/calendar', face: 'with a past', open: asStaff('privacy-officer', '/staff/calendar') },
  { page: 'staff/health', open: asStaff('administrator', '/staff/health') },
  { page: 'staff/statistics', open: asStaff('auditor', '/staff/statistics') },
  {
    page: 'staff/statistics',
    face: 'by language',
    open: asStaff('privacy-officer', '/staff/statistics?by=language'),
  },
  { page: 'staff/access-reports', open: asStaff('auditor', '/staff/access-reports') },
  { page: 'staff/incidents', open: asStaff('auditor', '/staff/incidents') },
  { page: 'staff/audit-log', open: asStaff('auditor', '/staff/audit-log') },
  { page: 'staff/backups', open: asStaff('administrator', '/staff/backups') },
  { page: 'staff/reports/quarter', open: asStaff('auditor', '/staff/reports/quarter') },
  { page: 'staff/audit-log/kit', open: asStaff('auditor', '/staff/audit-log/kit') },
  { page: 'staff/audit-log/sample', open: asStaff('auditor', '/staff/audit-log/sample') },
  { page: 'staff/people/[lookupId]', face: 'open', open: openRecord },
  { page: 'staff/consent', open: asStaff('privacy-officer', '/staff/consent') },
  { page: 'staff/policy', open: asDraft('/staff/policy') },
  { page: 'staff/policy/add', open: asDraft('/staff/policy/add?kind=clause') },
  { page: 'staff/policy/edit', open: asDraft('/staff/policy/edit?item=data.learning') },
  {
    page: 'staff/policy/wording',
    open: asDraft('/staff/policy/wording?of=communication%2Fschedule-changes'),
  },
  { page: 'staff/policy/wording/add', open: asDraft('/staff/policy/wording/add') },
  { page: 'staff/policy/wording/add-purpose', open: asDraft('/staff/policy/wording/add-purpose') },
  { page: 'staff/policy/preview', open: asDraft('/staff/policy/preview') },
  { page: 'staff/policy/compare', open: asDraft('/staff/policy/compare') },
  { page: 'staff/registers', open: asStaff('privacy-officer', '/staff/registers') },
  { page: 'staff/registers/processing', open: asStaff('auditor', '/staff/registers/processing') },
  { page: 'staff/registers/transfers', open: asStaff('auditor', '/staff/registers/transfers') },
  { page: 'staff/registers/training', open: asStaff('administrator', '/staff/registers/training') },
  { page: 'staff/security', open: asStaff('auditor', '/staff/security') },
  { page: 'staff/statistics/courses', open: asStaff('auditor', '/staff/statistics/courses') },
  { page: 'staff/team', open: asStaff('administrator', '/staff/team') },
  { page: 'staff/settings', face: 'with a past', open: asStaff('administrator', '/staff/settings') },
  {
    page: 'staff/integrations',
    face: 'with a past',
    open: asStaff('administrator', '/staff/integrations'),
  },
]

/** Every page of the portal, those with forms in each of their states. */
export const everyPage: readonly Visit[] = [...withoutForms, ...places]

/** `requests/new/[right] (restriction)` */
export const nameOf = ({ page, face }: Pick<Place, 'page' | 'face'>) =>
  face ? `${page} (${face})` : page || '/'
