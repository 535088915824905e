import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { and, eq, inArray, notInArray } from 'drizzle-orm'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { staffMember, staffRole } from '../db/schema/staff.ts'
import type { Locale } from '../i18n/locales.ts'
import { messages } from '../i18n/messages.ts'
import { expect, type Portal, test } from './people.ts'
import { type Member, mintStaff, signInStaff, stepForm } from './staff.ts'

// These journeys change settings of the whole portal, so they run last, one after another.
test.describe.configure({ mode: 'serial' })

const ways: [Locale, boolean][] = [
  ['ru', true],
  ['kk', false],
  ['en', true],
]

async function fileAccess(portal: Portal, locale: Locale) {
  const learner = await portal.mint({ locale })
  const given = { kind: 'access', details: {}, idempotencyKey: randomUUID() } as const
  const filed = await fileRequest(portal.as(learner.subjectId, locale), given)
  if (filed.status !== 'filed') throw new Error(filed.code)
  return { learner, reference: filed.reference }
}

/** The administrator says how many people a decision takes; a code is asked for the first time. */
async function decideBy(page: Page, locale: Locale, admin: Member, how: 'two' | 'one') {
  const { settings, staffSignIn } = messages[locale]
  await page.goto(`/${locale}/staff/settings`)
  if (await page.getByRole('link', { name: settings.toChange }).isVisible()) {
    await page.getByRole('link', { name: settings.toChange }).click()
    await page.locator('input[name="code"]').fill(admin.code())
    await page.getByRole('button', { name: staffSignIn.confirm }).click()
    await expect(page).toHaveURL(/\/staff\/settings$/)
  }
  const form = page.locator('form', { has: page.locator('input[name="deciders"]') })
  await form.locator(`input[name="deciders"][value="${how}"]`).check()
  await form.getByRole('button', { name: settings.save }).click()
  await expect(page.getByText(settings.saved)).toBeVisible()
}

const fact = (page: Page, term: string) => page.locator('dl > div', { hasText: term }).locator('dd')

for (const [locale, javaScriptEnabled] of ways)
  test.describe(`${locale}, ${javaScriptEnabled ? 'with' : 'without'} script`, () => {
    test.use({ javaScriptEnabled })
    const { settings, staffRequests } = messages[locale]

    test('the administrator lets one decide; an officer answers alone at once; it is on again', async ({
      page,
      context,
      portal,
    }) => {
      const { learner, reference } = await fileAccess(portal, locale)
      const admin = await mintStaff(portal, 'administrator')
      const officer = await mintStaff(portal, 'privacy-officer')
      await signInStaff(portal, context, admin)
      await decideBy(page, locale, admin, 'one')
      await expect(fact(page, settings.now)).toContainText(settings.standing.one)
      await expect(fact(page, settings.since)).toContainText('Самат Бекұлы')

      await context.clearCookies()
      await signInStaff(portal, context, officer)
      await page.goto(`/${locale}/staff/requests/${reference}`)
      await page.getByRole('button', { name: staffRequests.steps.take.press }).click()
      await expect(page).toHaveURL(/done=take/)
      const decision = await stepForm(page, 'decide')
      await decision.getByRole('button', { name: staffRequests.steps.decide.press }).click()
      await expect(page.getByText(staffRequests.decision.decidedAlone)).toBeVisible()
      await portal.letterTo(learner.email, new RegExp(reference))
      await page.goto(`/${locale}/staff/settings`)
      await expect(page.getByRole('button', { name: settings.save })).toHaveCount(0)
      await expect(page.getByRole('link', { name: settings.toChange })).toHaveCount(0)

      await context.clearCookies()
      await signInStaff(portal, context, admin)
      await decideBy(page, locale, admin, 'two')
      await expect(fact(page, settings.now)).toContainText(settings.standing.two)
    })

    test('with one officer only, a day stands in for the second person and both pages say so', async ({
      page,
      context,
      portal,
    }) => {
      const { learner, reference } = await fileAccess(portal, locale)
      const officer = await mintStaff(portal, 'privacy-officer')
      const others = await onlyOfficer(portal, officer)
      try {
        await signInStaff(portal, context, officer)
        await page.goto(`/${locale}/staff/settings`)
        await expect(fact(page, settings.now)).toContainText(settings.standing['one-after-a-day'])
        await page.goto(`/${locale}/staff/requests/${reference}`)
        await page.getByRole('button', { name: staffRequests.steps.take.press }).click()
        await expect(page).toHaveURL(/done=take/)
        await expect(page.getByRole('button', { name: staffRequests.steps.fulfil.press })).toHaveCount(0)
        const propose = await stepForm(page, 'propose')
        await propose.locator('input[name="decision"][value="fulfil"]').check()
        await propose.locator('textarea[name="message"]').fill('Көшірмесі дайын.')
        await propose.getByRole('button', { name: staffRequests.steps.propose.press }).click()
        // The page comes again under another address: until then it is still on its way.
        await expect(page).toHaveURL(/done=propose/)
        await expect(page.getByText(staffRequests.decision.alone)).toBeVisible()
        await expect(page.getByRole('button', { name: staffRequests.steps.approve.press })).toHaveCount(0)
        await portal.signIn(context, learner)
        await page.goto(`/${locale}/requests/${reference}`)
        const [before = ''] = messages[locale].case.next['takes-effect'].split('{time}')
        await expect(page.locator('main')).toContainText(before.trim())
        await expect(page.locator('main')).not.toContainText(messages[locale].case.waiting['second-person'])
      } finally {
        await portal.system.transaction((tx) =>
          tx.update(staffMember).set({ status: 'active' }).where(inArray(staffMember.staffId, others)),
        )
      }
    })
  })

/** Everybody else who could approve is away; their ids. */
async function onlyOfficer(portal: Portal, { staffId }: Member): Promise<string[]> {
  return portal.system.transaction(async (tx) => {
    const officers = tx
      .select({ staffId: staffRole.staffId })
      .from(staffRole)
      .where(eq(staffRole.role, 'privacy-officer'))
    const away = await tx
      .update(staffMember)
      .set({ status: 'disabled' })
      .where(
        and(
          eq(staffMember.status, 'active'),
          inArray(staffMember.staffId, officers),
          notInArray(staffMember.staffId, [staffId]),
        ),
      )
      .returning({ staffId: staffMember.staffId })
    return away.map((one) => one.staffId)
  })
}
