import { checkPage } from './check-page.ts'
import { learnerOfPlatform } from './learner-of-platform.ts'
import { expect, linkIn, test } from './people.ts'
import { platformDatabase } from './platform-database.ts'
import { decideByTwo } from './two-officers.ts'

test('a person asks for deletion, two officers decide, the platform is empty, and a signed certificate is left', async ({
  page,
  context,
  browser,
  portal,
}) => {
  const sql = platformDatabase(portal)
  const person = await learnerOfPlatform(portal, sql, {
    locale: 'kk',
    fullName: 'Дана Ұлықбекқызы',
    ticket: { subject: 'S', body: 'B' },
  })
  const { email, userId } = person
  await portal.signIn(context, person)

  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/kk/requests/new/erasure/form')
  await page.getByRole('link', { name: 'Не өшіріліп, не сақталатынын алдын ала қараңыз' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Деректер өшірілсе не болады')
  await checkPage(page, 'plan-kk-390')
  await page.getByRole('link', { name: 'Деректерді өшіруді сұрау' }).click()
  await page.getByRole('button', { name: 'Сұрау салуды жіберу' }).click()
  await expect(page).toHaveURL(/\/kk\/requests\/CX-/)
  const reference = page.url().match(/CX-[\w-]+/)?.[0] ?? ''

  const staffPage = await decideByTwo(portal, browser, { reference, message: 'Өшіріледі.' })
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
  await staffPage.context().close()
})
