import { randomUUID } from 'node:crypto'
import type { StaffRole } from '#domain/access/actor.ts'
import { staffInvitationToken } from '#domain/access/email-verification.ts'
import { setUpCookie, staffBrowserCookie } from '#domain/access/session-cookie.ts'
import { findPerson } from '#domain/lookups/find/find-person.ts'
import { fileOnBehalf } from '#domain/requests/file/file-on-behalf.ts'
import { type KindName, kindNames } from '#domain/requests/rules/kinds.ts'
import { openStaffSession } from '#domain/staff/sessions/staff-sessions.ts'
import { choosePassword } from '#domain/staff/sign-in/set-up.ts'
import { startStaffSignIn } from '#domain/staff/sign-in/staff-sign-in.ts'
import { disableStaff } from '#domain/staff/team/change-staff.ts'
import { inviteStaff } from '#domain/staff/team/invite-staff.ts'
import type { Locale } from '../../i18n/locales.ts'
import type { Portal } from '../people.ts'
import { addStoredPasskey, mintStaff } from '../staff.ts'
import { asVisitor } from './mailed.ts'
import { caseOf, staffIn } from './people-of-forms.ts'
import { document, type Opened, type Place, somebody, soundValues } from './place.ts'

const desk = ['signOutStaff']
const onCase = [...desk, 'takeStep', 'note', 'write', 'assign', 'reveal', 'findAPerson']

/** A page of staff that needs nothing but its role. */
const as =
  (role: StaffRole, path: string): Place['open'] =>
  async (portal, locale) => {
    const { staffId, cookies } = await staffIn(portal, role)
    return { path: `/${locale}${path}`, cookies, ids: [staffId] }
  }

async function invited(portal: Portal) {
  const email = somebody()
  const member = { email, fullName: 'Гүлнар Сейтова', roles: ['support'], locale: 'kk' } as const
  const made = await inviteStaff(portal.system, member)
  if (made.status !== 'invited') throw new Error(made.code)
  return { ...made, email, token: staffInvitationToken(portal.services.keys, made.invitationId) }
}

/** The page of a member, before an administrator. */
async function memberPage(portal: Portal, locale: Locale, disabled: boolean): Promise<Opened> {
  const admin = await staffIn(portal, 'administrator')
  const member = await mintStaff(portal, 'auditor')
  await portal.system.transaction((tx) => openStaffSession(tx, member.staffId, portal.services.clock.now()))
  if (disabled) await disableStaff(admin.ctx, member.staffId)
  const path = `/${locale}/staff/team/${member.staffId}`
  return { path, cookies: admin.cookies, ids: [admin.staffId, member.staffId] }
}

/** A case after some steps of a colleague, before an officer. */
async function casePage(
  portal: Portal,
  locale: Locale,
  kind: KindName,
  given: readonly Record<string, string>[],
): Promise<Opened> {
  const officer = await staffIn(portal, 'privacy-officer')
  const { ctx } = await staffIn(portal, 'support')
  const { reference, subjectId } = await caseOf(portal, locale, kind, { ctx, given })
  const path = `/${locale}/staff/requests/${reference}`
  return { path, cookies: officer.cookies, ids: [officer.staffId, subjectId] }
}

const take = { step: 'take' }
const stages: readonly [face: string, KindName, Record<string, string>[]][] = [
  ['new', 'access', []],
  ['taken, two must agree', 'access', [take]],
  ['taken, one suffices', 'rectification', [take]],
  ['a question', 'question', [take]],
  ['waiting for the person', 'rectification', [take, { step: 'ask', message: 'Қай құжатта?' }]],
  ['to approve', 'erasure/wish', [take, { step: 'propose', decision: 'fulfil', message: 'Өшіріледі' }]],
]

async function onBehalf(portal: Portal, locale: Locale): Promise<Opened> {
  const officer = await staffIn(portal, 'privacy-officer')
  const { email, subjectId } = await portal.mint({ locale })
  const filed = await fileOnBehalf(officer.ctx, {
    kind: 'access',
    details: {},
    idempotencyKey: randomUUID(),
    channel: 'phone',
    person: email,
    fullName: null,
    locale,
    receivedOn: soundValues().receivedOn ?? '',
    proved: false,
  })
  if (filed.status !== 'filed') throw new Error(filed.code)
  const path = `/${locale}/staff/requests/${filed.reference}`
  return { path, cookies: officer.cookies, ids: [officer.staffId, subjectId] }
}

/** A learner found by an officer, before the reason. */
async function foundPerson(portal: Portal, locale: Locale): Promise<Opened> {
  const officer = await staffIn(portal, 'privacy-officer')
  const { subjectId, reference } = await caseOf(portal, locale, 'access')
  const path = `/${locale}/staff/people/${await findPerson(officer.ctx, reference)}`
  return { path, cookies: officer.cookies, ids: [officer.staffId, subjectId] }
}

export const staffPlaces: readonly Place[] = [
  {
    page: 'staff/sign-in',
    actions: ['givePassword'],
    repeats: true,
    open: async (portal, locale) => {
      const { email, password, staffId } = await mintStaff(portal, 'auditor')
      return { path: `/${locale}/staff/sign-in`, cookies: {}, ids: [staffId], sound: { email, password } }
    },
  },
  {
    page: 'staff/sign-in',
    face: 'code',
    actions: ['giveCode'],
    open: async (portal, locale) => {
      const { email, password, staffId, code } = await mintStaff(portal, 'auditor')
      const given = await startStaffSignIn(asVisitor(portal, locale), {
        email,
        password,
        returnTo: undefined,
      })
      if (given.status !== 'code-needed') throw new Error(given.code)
      const cookies = { [staffBrowserCookie(portal.services.env).name]: given.browserToken }
      const path = `/${locale}/staff/sign-in?step=code`
      return { path, cookies, ids: [staffId], sound: { code: code() } }
    },
  },
  {
    page: 'staff/sign-in/confirm',
    actions: [...desk, 'confirmWithCode'],
    open: async (portal, locale) => {
      const { cookies, staffId, code } = await staffIn(portal, 'administrator', false)
      const path = `/${locale}/staff/sign-in/confirm?next=${encodeURIComponent(`/${locale}/staff/team`)}`
      return { path, cookies, ids: [staffId], sound: { code: code() } }
    },
  },
  {
    page: 'staff/account',
    actions: [...desk, 'removeOwnPasskey', 'endSession', 'endOthers'],
    repeats: true,
    open: async (portal, locale) => {
      const { staffId, cookies } = await staffIn(portal, 'support')
      await addStoredPasskey(portal, staffId)
      await portal.system.transaction((tx) => openStaffSession(tx, staffId, portal.services.clock.now()))
      return { path: `/${locale}/staff/account`, cookies, ids: [staffId] }
    },
  },
  {
    page: 'staff/set-up/[token]',
    actions: ['setPassword'],
    repeats: true,
    open: async (portal, locale) => {
      const { token, staffId } = await invited(portal)
      return { path: `/${locale}/staff/set-up/${token}`, cookies: {}, ids: [staffId] }
    },
  },
  {
    page: 'staff/set-up/[token]',
    face: 'authenticator',
    actions: ['proveAuthenticator'],
    open: async (portal, locale) => {
      const { token, staffId } = await invited(portal)
      const chosen = await choosePassword(asVisitor(portal, locale), token, soundValues().password ?? '')
      if (chosen.status !== 'done') throw new Error(chosen.code)
      const cookies = { [setUpCookie(portal.services.env).name]: chosen.browserToken }
      return { path: `/${locale}/staff/set-up/${token}`, cookies, ids: [staffId] }
    },
  },
  {
    page: 'staff/team/invite',
    actions: [...desk, 'invite'],
    open: as('administrator', '/staff/team/invite'),
  },
  {
    page: 'staff/team/[staffId]',
    face: 'active',
    repeats: true,
    actions: [...desk, 'setRoles', 'disable', 'reset', 'endSessions'],
    open: (portal, locale) => memberPage(portal, locale, false),
  },
  {
    page: 'staff/team/[staffId]',
    face: 'disabled',
    repeats: true,
    actions: [...desk, 'setRoles', 'enable'],
    open: (portal, locale) => memberPage(portal, locale, true),
  },
  {
    page: 'staff/registers/training/[staffId]',
    repeats: true,
    actions: [...desk, 'enterClearance', 'stopClearance'],
    open: async (portal, locale) => {
      const { path, ...rest } = await memberPage(portal, locale, false)
      const sound = { ...rest.sound, files: document }
      return { ...rest, path: path.replace('/staff/team/', '/staff/registers/training/'), sound }
    },
  },
  {
    page: 'staff/settings',
    actions: [...desk, 'setDeciders', 'setPasskeys', 'clearSignInLimits'],
    open: async (portal, locale) => {
      const { staffId, cookies } = await staffIn(portal, 'administrator')
      // Leave the setting unchanged for tests that run at the same time.
      return {
        path: `/${locale}/staff/settings`,
        cookies,
        ids: [staffId],
        sound: { deciders: 'two', passkeys: 'advised' },
      }
    },
  },
  {
    page: 'staff/requests',
    actions: [...desk, 'search', 'takeStep', 'assignMany', 'export'],
    open: as('privacy-officer', '/staff/requests'),
  },
  {
    page: 'staff/people',
    actions: [...desk, 'findAPerson'],
    repeats: true,
    open: as('privacy-officer', '/staff/people'),
  },
  {
    page: 'staff/people/[lookupId]',
    actions: [...desk, 'openAPerson'],
    open: foundPerson,
  },
  {
    page: 'staff/data-map',
    actions: [...desk, 'export'],
    repeats: true,
    open: as('privacy-officer', '/staff/data-map'),
  },
  ...kindNames.map(
    (kind): Place => ({
      page: 'staff/requests/new',
      face: kind,
      actions: [...desk, 'record'],
      open: async (portal, locale) => {
        const { subjectId, email } = await portal.mint({ locale })
        const path = `/staff/requests/new?kind=${encodeURIComponent(kind)}`
        const opened = await as('support', path)(portal, locale)
        return { ...opened, ids: [...opened.ids, subjectId], sound: { person: email, fullName: '' } }
      },
    }),
  ),
  ...stages.map(
    ([face, kind, steps]): Place => ({
      page: 'staff/requests/[reference]',
      face,
      actions: onCase,
      open: (portal, locale) => casePage(portal, locale, kind, steps),
    }),
  ),
  {
    page: 'staff/requests/[reference]',
    face: 'on behalf, not proved',
    actions: [...onCase, 'correctDay'],
    open: onBehalf,
  },
  {
    page: 'staff/calendar',
    actions: [...desk, 'fillYear', 'saveDay'],
    open: as('privacy-officer', '/staff/calendar?year=2041'),
  },
]
