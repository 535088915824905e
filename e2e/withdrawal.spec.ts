import { randomUUID } from 'node:crypto'
import { contextFor } from '#domain/access/context.ts'
import { checkConsent } from '#domain/consent/choices/check-consent.ts'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import { findSubject } from '#domain/people/subjects/ensure-subject.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { checkPage } from './check-page.ts'
import { expect, linkIn, test } from './people.ts'
import { platformDatabase } from './platform-database.ts'
import { mintStaff, signInStaff, stepForm } from './staff.ts'

test('a person withdraws consent to the service, two officers decide, the platform is empty, and the account is closed', async ({
  page,
  context,
  portal,
}) => {
  const sql = platformDatabase(portal)
  const externalId = randomUUID()
  const email = `${externalId}@example.test`
  const [user] = await sql<{ id: string }[]>`
    INSERT INTO users (external_id, full_name, email, locale, created_at)
    VALUES (${externalId}, 'Әсел Өтегенқызы', ${email}, 'kk', '2026-01-01T00:00:00Z') RETURNING id`
  const userId = user?.id ?? ''
  await sql`INSERT INTO support_tickets (user_id, subject, body, status, opened_at)
    VALUES (${userId}, 'S', 'B', 'open', '2026-11-01T00:00:00Z')`
  const row = { externalId, fullName: 'Әсел Өтегенқызы', email, phone: null, locale: 'kk' as const }
  await importSubjects(portal.system, [row], 'import')
  const subjectId = (await findSubject(portal.system, externalId)) ?? ''
  await portal.signIn(context, { subjectId, email, fullName: row.fullName, locale: 'kk' })
  const serviceDecision = async () => {
    const asked = { purpose: 'service', topic: '', channel: '', gpc: false } as const
    return (await checkConsent(portal.system, externalId, asked)).reason
  }

  // The way in is one page with a button; so is the way out.
  await page.setViewportSize({ width: 360, height: 800 })
  await page.goto('/kk/my/welcome')
  await page.getByRole('button', { name: 'Келісемін', exact: true }).click()
  await expect.poll(serviceDecision).toBe('granted')
  await expect(page).toHaveURL(/\/kk\/my$/)
  await page.goto('/kk/my/choices')
  await page
    .getByRole('link', { name: 'Қызмет көрсетуге берген келісімді кері қайтарып алу' })
    .first()
    .click()
  const follows = page.locator('#follows')
  await expect(follows).toContainText('тіркелгі жабылады')
  await expect(follows).toContainText('Өшіріледі')
  await expect(page.getByRole('radio', { name: /Қызмет көрсетуге берілген келісім/ })).toBeChecked()
  await checkPage(page, 'withdrawal-form-kk-360')
  await page.getByRole('button', { name: 'Сұрау салуды жіберу' }).click()
  await expect(page).toHaveURL(/\/kk\/requests\/CX-/)
  const reference = page.url().match(/CX-[\w-]+/)?.[0] ?? ''
  expect(await serviceDecision()).toBe('granted')

  const [first, second] = [
    await mintStaff(portal, 'privacy-officer'),
    await mintStaff(portal, 'privacy-officer'),
  ]
  const officer = contextFor(portal.services, {
    actor: { kind: 'staff', staffId: first.staffId, roles: ['privacy-officer'], clearance: true },
    locale: 'ru',
  })
  for (const step of [
    { step: 'take' },
    { step: 'propose', decision: 'fulfil', message: 'Тіркелгі жабылады.' },
  ])
    expect(await takeRequestStep(officer, stepSchema.parse({ reference, ...step }))).toMatchObject({
      status: 'done',
    })
  const desk = await context.browser()?.newContext({ locale: 'ru', colorScheme: 'dark' })
  if (!desk) throw new Error('no second browser')
  await signInStaff(portal, desk, second)
  const staffPage = await desk.newPage()
  await staffPage.goto(`/ru/staff/requests/${reference}`)
  const approve = await stepForm(staffPage, 'approve')
  await expect(approve).toContainText('закрывает учётную запись')
  await approve.getByRole('button').last().click()
  await expect(staffPage).toHaveURL(/done=approve/)
  expect(await serviceDecision()).toBe('withdrawn')

  await expect(async () => {
    await page.goto(`/kk/requests/${reference}`)
    await expect(page.getByText('Қызмет көрсетуге берген келісіміңіз тоқтады')).toBeVisible({
      timeout: 2_000,
    })
  }).toPass()
  await expect(page.getByText('Тіркелгіңіз бен деректеріңіз қалады.')).toBeVisible()
  await checkPage(page, 'withdrawal-waiting-kk-360')
  await page.getByRole('button', { name: 'Қазір өшіру' }).click()

  const letter = await portal.letterTo(email, /тіркелгіңіз жабылды/)
  expect(await sql`SELECT 1 FROM support_tickets WHERE user_id = ${userId}`).toHaveLength(0)
  expect(await sql`SELECT 1 FROM notification_preferences WHERE user_id = ${userId}`).toHaveLength(0)
  const [closed] = await sql`SELECT full_name, email, phone FROM users WHERE id = ${userId}`
  expect(closed).toEqual({ full_name: 'erased', email: `erased-${userId}@erased.invalid`, phone: null })
  await sql.end()

  await page.goto('/kk/my')
  await expect(page).toHaveURL(/sign-in/)
  await page.goto(linkIn(letter, '/kk/certificates/'))
  await expect(page.getByText('Қолтаңба дұрыс')).toBeVisible()
  await desk.close()
})
