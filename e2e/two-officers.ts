import type { Browser } from '@playwright/test'
import { contextFor } from '#domain/access/context.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { expect, type Portal } from './people.ts'
import { mintStaff, signInStaff, stepForm } from './staff.ts'

/**
 * One officer takes the request and proposes to fulfil it; another one approves it in a browser of their own, dark and in
 * Russian. Returns the second one's page; close its context. `says`: a sentence of the form of approval.
 */
export async function decideByTwo(
  portal: Portal,
  browser: Browser,
  { reference, message, says = '' }: { reference: string; message: string; says?: string },
) {
  const first = await mintStaff(portal, 'privacy-officer')
  const second = await mintStaff(portal, 'privacy-officer')
  const officer = contextFor(portal.services, {
    actor: { kind: 'staff', staffId: first.staffId, roles: ['privacy-officer'], clearance: true, sudo: true },
    locale: 'ru',
  })
  for (const step of [{ step: 'take' }, { step: 'propose', decision: 'fulfil', message }])
    expect(await takeRequestStep(officer, stepSchema.parse({ reference, ...step }))).toMatchObject({
      status: 'done',
    })
  const context = await browser.newContext({ locale: 'ru', colorScheme: 'dark' })
  await signInStaff(portal, context, second, { fresh: true })
  const page = await context.newPage()
  await page.goto(`/ru/staff/requests/${reference}`)
  const approve = await stepForm(page, 'approve')
  await expect(approve).toContainText(says)
  await approve.getByRole('button').last().click()
  await expect(page).toHaveURL(/done=approve/)
  return page
}
