import { randomUUID } from 'node:crypto'
import type { BrowserContext, Page } from '@playwright/test'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import type { RequestDetails } from '#domain/requests/forms/request-schemas.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import type { Locale } from '../i18n/locales.ts'
import type { Learner, Portal } from './people.ts'
import { type Member, signInStaff } from './staff.ts'

/** Files a request of a learner; its reference. */
export async function fileFor(
  portal: Portal,
  learner: Learner,
  kind: KindName,
  details: RequestDetails = {},
) {
  const filed = await fileRequest(portal.as(learner.subjectId, learner.locale), {
    kind,
    details,
    idempotencyKey: randomUUID(),
  })
  if (filed.status !== 'filed') throw new Error(`not filed: ${filed.code}`)
  return filed.reference
}

export const casePage = (reference: string, locale: Locale = 'ru') => `/${locale}/staff/requests/${reference}`

/** Opens a step of the case by its name, unless it stands open. */
export async function openStep(page: Page, name: string) {
  const step = page.locator('details', { has: page.locator('summary', { hasText: new RegExp(`^${name}$`) }) })
  if ((await step.getAttribute('open')) === null) await step.locator('summary').first().click()
  return step
}

/** A second page for another member, on the same portal. */
export async function pageOf(
  portal: Portal,
  context: BrowserContext,
  member: Member,
  javaScriptEnabled = true,
) {
  const other = await context.browser()?.newContext({ javaScriptEnabled, locale: 'ru' })
  if (!other) throw new Error('no browser')
  await signInStaff(portal, other, member)
  return other.newPage()
}
