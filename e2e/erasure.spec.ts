import { randomUUID } from 'node:crypto'
import { contextFor } from '#domain/access/context.ts'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import { findSubject } from '#domain/people/subjects/ensure-subject.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { checkPage } from './check-page.ts'
import { expect, linkIn, test } from './people.ts'
import { platformDatabase } from './platform-database.ts'
import { mintStaff, signInStaff, stepForm } from './staff.ts'

test('a person asks for deletion, two officers decide, the platform is empty, and a signed certificate is left', async ({
  page,
  context,
  portal,
}) => {
  const sql = platformDatabase(portal)
  const externalId = randomUUID()
  const email = `${externalId}@example.test`
  const [user] = await sql<{ id: string }[]>`
    INSERT INTO users (external_id, full_name, email, locale, created_at)
    VALUES (${externalId}, 'Дана Ұлықбекқызы', ${email}, 'kk', '2026-01-01T00:00:00Z') RETURNING id`
  const userId = user?.id ?? ''
  await sql`INSERT INTO support_tickets (user_id, subject, body, status, opened_at)
    VALUES (${userId}, 'S', 'B', 'open', '2026-11-01T00:00:00Z')`
  const row = { externalId, fullName: 'Дана Ұлықбекқызы', email, phone: null, locale: 'kk' as const }
  await importSubjects(portal.system, [row], 'import')
  const subjectId = (await findSubject(portal.system, externalId)) ?? ''
  await portal.signIn(context, { subjectId, email, fullName: row.fullName, locale: 'kk' })

  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/kk/requests/new/erasure/form')
  await page.getByRole('link', { name: 'Не өшіріліп, не сақталатынын алдын ала қараңыз' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Деректер өшірілсе не болады')
  await checkPage(page, 'plan-kk-390')
  await page.getByRole('link', { name: 'Деректерді өшіруді сұрау' }).click()
  await page.getByRole('button', { name: 'Сұрау салуды жіберу' }).click()
  await expect(page).toHaveURL(/\/kk\/requests\/CX-/)
  const reference = page.url().match(/CX-[\w-]+/)?.[0] ?? ''

  const [first, second] = [
    await mintStaff(portal, 'privacy-officer'),
    await mintStaff(portal, 'privacy-officer'),
  ]
  const officer = contextFor(portal.services, {
    actor: { kind: 'staff', staffId: first.staffId, roles: ['privacy-officer'], clearance: true },
    locale: 'ru',
  })
  for (const step of [{ step: 'take' }, { step: 'propose', decision: 'fulfil', message: 'Өшіріледі.' }])
    expect(await takeRequestStep(officer, stepSchema.parse({ reference, ...step }))).toMatchObject({
      status: 'done',
    })
  const desk = await context.browser()?.newContext({ locale: 'ru', colorScheme: 'dark' })
  if (!desk) throw new Error('no second browser')
  await signInStaff(portal, desk, second)
  const staffPage = await desk.newPage()
  await staffPage.goto(`/ru/staff/requests/${reference}`)
  const approve = await stepForm(staffPage, 'approve')
  await approve.getByRole('button').last().click()
  await expect(staffPage).toHaveURL(/done=approve/)
  expect(await sql`SELECT 1 FROM support_tickets WHERE user_id = ${userId}`).toHaveLength(1)

  await expect(async () => {
    await page.goto(`/kk/requests/${reference}`)
    await expect(page.getByText('Деректеріңіз өшіріледі', { exact: true })).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await expect(page.getByRole('button', { name: 'Сұрау салудың күшін жою' })).toBeVisible()
  await checkPage(page, 'waiting-kk-390')
  await staffPage.goto(`/ru/staff/requests/${reference}#erasure`)
  await expect(staffPage.locator('#erasure')).toContainText('Ждёт окончания срока на отмену')
  await page.getByRole('button', { name: 'Қазір өшіру' }).click()

  const letter = await portal.letterTo(email, /деректеріңіз өшірілді/)
  expect(await sql`SELECT 1 FROM support_tickets WHERE user_id = ${userId}`).toHaveLength(0)
  const [anonymous] = await sql`SELECT full_name, email, phone FROM users WHERE id = ${userId}`
  expect(anonymous).toEqual({ full_name: 'erased', email: `erased-${userId}@erased.invalid`, phone: null })
  await sql.end()

  // The account is gone: the link of the last email is the way to the answer.
  await page.goto('/kk/my')
  await expect(page).toHaveURL(/sign-in/)
  const certificate = linkIn(letter, '/kk/certificates/')
  await page.goto(certificate)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Өшіру туралы анықтама')
  await expect(page.getByText('Қолтаңба дұрыс')).toBeVisible()
  await expect(page.getByText('Өзіңіз жүктеп алған файлдар')).toBeVisible()
  await checkPage(page, 'certificate-kk-390')
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.goto(certificate.replace('/kk/', '/ru/'))
  await checkPage(page, 'certificate-ru-1280')
  const file = await page.request.get(`${certificate}/file`)
  expect(await file.json()).toMatchObject({
    type: 'erasure-certificate',
    reference,
    result: 'complete',
    key: { state: 'destroyed' },
  })

  // What the law keeps of the request is locked: staff see that, and the certificate.
  await staffPage.reload()
  await expect(staffPage.getByRole('heading', { level: 1 })).toHaveText('Этот запрос заблокирован')
  await expect(staffPage.getByRole('link', { name: 'Открыть справку' })).toBeVisible()
  await expect(staffPage.locator('main')).not.toContainText('Өшіріледі')
  await checkPage(staffPage, 'staff-ru-dark')
  await desk.close()
})
