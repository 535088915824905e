import { checkConsent } from '#domain/consent/choices/check-consent.ts'
import { checkPage } from './check-page.ts'
import { learnerOfPlatform } from './learner-of-platform.ts'
import { expect, linkIn, test } from './people.ts'
import { platformDatabase } from './platform-database.ts'
import { decideByTwo } from './two-officers.ts'

test('a person withdraws consent to the service, two officers decide, the platform is empty, and the account is closed', async ({
  page,
  context,
  browser,
  portal,
}) => {
  const sql = platformDatabase(portal)
  const person = await learnerOfPlatform(portal, sql, {
    locale: 'kk',
    fullName: 'Әсел Өтегенқызы',
    ticket: { subject: 'S', body: 'B' },
  })
  const { email, externalId, userId } = person
  await portal.signIn(context, person)
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

  const staffPage = await decideByTwo(portal, browser, {
    reference,
    message: 'Тіркелгі жабылады.',
    says: 'закрывает учётную запись',
  })
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
  await staffPage.context().close()
})
