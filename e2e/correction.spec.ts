import { checkPage } from './check-page.ts'
import { learnerOfPlatform } from './learner-of-platform.ts'
import { expect, test } from './people.ts'
import { platformDatabase } from './platform-database.ts'
import { mintStaff, signInStaff, stepForm } from './staff.ts'

const texts = {
  kk: {
    fix: 'Түзету: Аты-жөні',
    value: 'Қалай болуы керек',
    send: 'Сұрау салуды жіберу',
    done: 'түзетілді және тексерілді',
    told: 'хабарланды',
  },
  ru: {
    fix: 'Исправить: Имя и фамилия',
    value: 'Как должно быть',
    send: 'Отправить запрос',
    done: 'исправлено и проверено',
    told: 'сообщили',
  },
  en: {
    fix: 'Fix this: Full name',
    value: 'How it should be',
    send: 'Send the request',
    done: 'corrected and checked',
    told: 'told',
  },
} as const

for (const locale of ['kk', 'ru', 'en'] as const)
  test(`a person fixes a value of the platform, an officer decides, the platform has the new one (${locale})`, async ({
    page,
    context,
    portal,
  }) => {
    const sql = platformDatabase(portal)
    const person = await learnerOfPlatform(portal, sql, { locale })
    const { fix, value, send, done, told } = texts[locale]
    await portal.signIn(context, person)
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto(`/${locale}/my/data?category=registration`)
    await page.getByRole('link', { name: fix }).first().click()
    await expect(page).toHaveURL(/\/my\/data\/fix\?/)
    expect(page.url()).not.toContain('Dana')
    await expect(page.getByRole('definition').filter({ hasText: person.fullName })).toBeVisible()
    await checkPage(page, `fix-${locale}`)
    await page.getByLabel(value).fill('Дана Ұлықбекқызы')
    await page.getByRole('button', { name: send }).click()
    await expect(page).toHaveURL(/\/requests\/CX-/)
    const reference = page.url().match(/CX-[\w-]+/)?.[0] ?? ''

    const desk = await context.browser()?.newContext({ locale: 'ru' })
    if (!desk) throw new Error('no second browser')
    await signInStaff(portal, desk, await mintStaff(portal, 'privacy-officer'), { fresh: true })
    const staffPage = await desk.newPage()
    await staffPage.goto(`/ru/staff/requests/${reference}`)
    await (await stepForm(staffPage, 'take')).getByRole('button').last().click()
    await expect(staffPage).toHaveURL(/done=take/)
    await expect(staffPage.getByText(person.fullName).first()).toBeVisible()
    await expect(staffPage.locator('input[name="step"][value="fulfil"]')).toHaveCount(0)
    await (await stepForm(staffPage, 'decide')).getByRole('button').last().click()
    await expect(staffPage).toHaveURL(/done=decide/)

    await expect(async () => {
      const [row] = await sql`SELECT full_name FROM users WHERE id = ${person.userId}`
      expect(row).toEqual({ full_name: 'Дана Ұлықбекқызы' })
    }).toPass()
    await expect(async () => {
      await page.goto(`/${locale}/requests/${reference}`)
      await expect(page.locator('#changes').getByText(done)).toHaveCount(2, { timeout: 2_000 })
    }).toPass()
    await checkPage(page, `corrected-${locale}`)
    await staffPage.goto(`/ru/staff/requests/${reference}`)
    await expect(staffPage.locator('#changes')).toContainText('найдено 1, изменено 1, осталось неверным 0')
    const recipients = staffPage.locator('#recipients')
    await recipients.getByText('Сообщили', { exact: true }).first().click()
    await recipients.locator('textarea[name=note]').first().fill('Letter 17')
    await recipients.getByRole('button', { name: 'Записать' }).first().click()
    await expect(recipients).toContainText('Letter 17')
    await checkPage(staffPage, `staff-corrected-${locale}`)
    await page.reload()
    await expect(page.locator('#recipients [data-state="told"]')).toHaveText(told)
    await expect(page.locator('#recipients [data-state="to-tell"]')).toHaveCount(2)
    await checkPage(page, `recipients-${locale}`)
    await page.goto(`/${locale}/my/profile`)
    await expect(page.locator('input[name="fullName"]')).toHaveValue('Дана Ұлықбекқызы')
    await sql.end()
    await desk.close()
  })

test('without script: a name from the profile reaches the platform and is read back', async ({
  browser,
  portal,
}) => {
  const sql = platformDatabase(portal)
  const person = await learnerOfPlatform(portal, sql, { locale: 'ru' })
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: portal.services.env.APP_URL })
  await portal.signIn(context, person)
  const page = await context.newPage()
  await page.goto('/ru/my/profile')
  await page.locator('input[name="fullName"]').fill('Дана Серікова')
  await page.getByRole('button', { name: 'Сохранить' }).click()
  await expect(page).toHaveURL(/saved/)
  await expect(async () => {
    const [row] = await sql`SELECT full_name FROM users WHERE id = ${person.userId}`
    expect(row).toEqual({ full_name: 'Дана Серікова' })
    await page.goto('/ru/my/profile')
    await expect(page.locator('#carried')).toContainText('изменено и проверено', { timeout: 2_000 })
  }).toPass()
  await sql.end()
  await context.close()
})
