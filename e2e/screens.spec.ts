import { join } from 'node:path'
import type { BrowserContext, Page } from '@playwright/test'
import { contextFor } from '#domain/access/context.ts'
import { staffCookie } from '#domain/access/session-cookie.ts'
import { readHistory } from '#domain/consent/ledger/read-choices.ts'
import { readQueue } from '#domain/requests/queue/read-queue.ts'
import { listOwnRequests } from '#domain/requests/view/read-own-requests.ts'
import { openStaffSession } from '#domain/staff/sessions/staff-sessions.ts'
import { membersByRole } from '#domain/staff/team/members-by-role.ts'
import { type Portal, test } from './people.ts'

// Pictures for docs/screens and the README: PORTAL_SCREENS=1 npx playwright test --project screens. Names instead of the 1
// (PORTAL_SCREENS=queue,team) make only those.
const folder = join(import.meta.dirname, '..', 'docs', 'screens')

const wanted = process.env.PORTAL_SCREENS?.split(',') ?? []
const isWanted = (name: string) => wanted.includes('1') || wanted.includes(name)

const open = [
  { name: 'home', path: '' },
  { name: 'policy', path: '/policy' },
  { name: 'versions', path: '/policy/versions' },
  { name: 'trust', path: '/trust' },
  { name: 'subprocessors', path: '/subprocessors' },
  { name: 'contact', path: '/contact' },
  { name: 'right', path: '/requests/new/access' },
  { name: 'sign-in', path: '/sign-in' },
]
const own = [
  { name: 'my', path: '/my' },
  { name: 'choices', path: '/my/choices' },
  { name: 'history', path: '/my/history' },
  { name: 'my-data', path: '/my/data' },
  { name: 'profile', path: '/my/profile' },
  { name: 'request-form', path: '/requests/new/rectification/form' },
  { name: 'copy-form', path: '/requests/new/access/form' },
  { name: 'withdrawal-form', path: '/requests/new/withdrawal/form' },
  { name: 'my-requests', path: '/my/requests' },
]
const desk = [
  { name: 'desk', path: '/staff' },
  { name: 'queue', path: '/staff/requests' },
  { name: 'calendar', path: '/staff/calendar' },
  { name: 'data-map', path: '/staff/data-map' },
  { name: 'people', path: '/staff/people' },
  { name: 'consent-state', path: '/staff/consent' },
  { name: 'statistics', path: '/staff/statistics' },
  { name: 'course-usage', path: '/staff/statistics/courses' },
  { name: 'quarter', path: '/staff/reports/quarter' },
  { name: 'registers', path: '/staff/registers' },
  { name: 'processing', path: '/staff/registers/processing' },
  { name: 'transfers', path: '/staff/registers/transfers' },
  { name: 'audits', path: '/staff/registers/audits' },
  { name: 'incidents', path: '/staff/incidents' },
  { name: 'subprocessor-register', path: '/staff/registers/subprocessors' },
  { name: 'next-version', path: '/staff/policy' },
  { name: 'account', path: '/staff/account' },
]
const auditing = [
  { name: 'audit-log', path: '/staff/audit-log' },
  { name: 'audit-kit', path: '/staff/audit-log/kit' },
  { name: 'training', path: '/staff/registers/training' },
]
const administration = [
  { name: 'team', path: '/staff/team' },
  { name: 'settings', path: '/staff/settings' },
  { name: 'integrations', path: '/staff/integrations' },
  { name: 'backups', path: '/staff/backups' },
  { name: 'health', path: '/staff/health' },
]

/** The invented members of the staff, who have a past. */
async function sampleStaff(portal: Portal, role: 'privacy-officer' | 'administrator' | 'auditor') {
  const members = await portal.system.transaction((tx) => membersByRole(tx, portal.services.keys, [role]))
  const found = members.find(({ email }) => email.endsWith('@sample.test'))
  if (!found) throw new Error('the sample is not loaded')
  return found.staffId
}

async function signInAs(portal: Portal, context: BrowserContext, staffId: string) {
  const { env, clock } = portal.services
  await context.clearCookies()
  const { token } = await portal.system.transaction((tx) => openStaffSession(tx, staffId, clock.now()))
  await context.addCookies([{ name: staffCookie(env).name, value: token, url: env.APP_URL }])
}

/** One open request of the sample learner, and one that a staff member works on. */
async function casesOf(portal: Portal, staffId: string) {
  const { subjectId } = await portal.sampleLearner()
  const { items } = await listOwnRequests(portal.as(subjectId), subjectId)
  const actor = { kind: 'staff', staffId, roles: ['privacy-officer'], clearance: true } as const
  const officer = contextFor(portal.services, { actor, locale: 'ru' })
  const queue = await readQueue(officer, { group: 'ours' }, { size: 50 })
  const worked = queue.items.find(({ status, assignedTo }) => status === 'in-progress' && assignedTo)
  return {
    own: (items.find(({ closedAt }) => !closedAt) ?? items[0])?.reference ?? '',
    desk: (worked ?? queue.items[0])?.reference ?? '',
  }
}

async function newestReceipt(portal: Portal) {
  const { subjectId } = await portal.sampleLearner()
  const { items } = await readHistory(portal.as(subjectId), subjectId, { size: 1 })
  return items[0]?.eventId ?? ''
}

for (const locale of ['kk', 'ru'] as const)
  for (const colorScheme of ['light', 'dark'] as const)
    for (const [device, width, height] of [
      ['phone', 390, 844],
      ['desktop', 1280, 900],
    ] as const)
      test(`${locale} ${device} ${colorScheme}`, async ({ browser, portal, baseURL }) => {
        test.slow()
        const context = await browser.newContext({
          viewport: { width, height },
          colorScheme,
          ...(baseURL && { baseURL }),
        })
        const page = await context.newPage()
        const shoot = async (pages: readonly { name: string; path: string }[]) => {
          for (const { name, path } of pages) await picture(page, `/${locale}${path}`, name)
        }
        const picture = async (on: Page, path: string, name: string) => {
          if (!isWanted(name)) return
          await on.goto(path, { waitUntil: 'networkidle' })
          await on.screenshot({ path: join(folder, `${name}-${locale}-${device}-${colorScheme}.png`) })
        }
        const officer = await sampleStaff(portal, 'privacy-officer')
        const cases = await casesOf(portal, officer)
        await shoot(open)
        await portal.signIn(context, await portal.sampleLearner())
        await shoot([...own, { name: 'request', path: `/requests/${cases.own}` }])
        // Its address has no language: it is shown in the one that was read last.
        await picture(page, `/receipts/${await newestReceipt(portal)}`, 'receipt')
        await signInAs(portal, context, officer)
        await shoot([...desk, { name: 'case', path: `/staff/requests/${cases.desk}` }])
        await signInAs(portal, context, await sampleStaff(portal, 'auditor'))
        await shoot(auditing)
        await signInAs(portal, context, await sampleStaff(portal, 'administrator'))
        await shoot(administration)
        await context.close()
      })
