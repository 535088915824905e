import { eq } from 'drizzle-orm'
import { codeOfStep, timeStepOf } from '#domain/staff/rules/totp.ts'
import { auditEvent } from '../db/schema/audit.ts'
import { expect, linkIn, test } from './people.ts'
import { confirmFirst, giveCode, mintStaff, signInStaff } from './staff.ts'

const signIn = '/ru/staff/sign-in'
const team = '/ru/staff/team'

for (const javaScriptEnabled of [true, false]) {
  test.describe(`${javaScriptEnabled ? 'with' : 'without'} script`, () => {
    test.use({ javaScriptEnabled })

    test('staff sign in with a password, then a code, and come to where they wanted', async ({
      page,
      portal,
    }) => {
      const auditor = await mintStaff(portal, 'auditor')
      await page.goto(team)
      await expect(page).toHaveURL(/\/ru\/staff\/sign-in\?next=/)
      await page.getByLabel('Рабочий адрес').fill(auditor.email)
      await page.getByLabel('Пароль').fill('не тот пароль совсем')
      await page.getByRole('button', { name: 'Далее' }).click()
      await expect(page.getByRole('alert').first()).toContainText('Неверный адрес, пароль или код')
      await expect(page.getByLabel('Рабочий адрес')).toHaveValue(auditor.email)
      await page.getByLabel('Пароль').fill(auditor.password)
      await page.getByRole('button', { name: 'Далее' }).click()
      await giveCode(page, '000000', 'Войти')
      await expect(page.getByRole('alert').first()).toContainText('Неверный код')
      const code = auditor.code()
      await giveCode(page, code, 'Войти')
      await expect(page).toHaveURL(new RegExp(`${team}$`))
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Сотрудники')
      await expect(page.locator('main').getByRole('button', { name: 'Выйти' })).toHaveCount(0)
      await expect(page.locator('main nav')).toHaveCount(0)

      await page.locator('.staff-account > summary').click()
      await page.getByRole('button', { name: 'Выйти' }).click()
      await expect(page.getByText('Вы вышли')).toBeVisible()
      await page.goto(team)
      await expect(page).toHaveURL(/sign-in/)
      await page.getByLabel('Рабочий адрес').fill(auditor.email)
      await page.getByLabel('Пароль').fill(auditor.password)
      await page.getByRole('button', { name: 'Далее' }).click()
      await giveCode(page, code, 'Войти')
      await expect(page.getByRole('alert').first()).toContainText('Неверный код')
    })

    test('an administrator gives a code again, invites, and the invited person sets up an account', async ({
      page,
      context,
      portal,
      browser,
    }) => {
      const admin = await mintStaff(portal, 'administrator')
      await signInStaff(portal, context, admin)
      await page.goto(team)
      await page.getByRole('link', { name: 'Пригласить' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Подтвердите кодом')
      await giveCode(page, admin.code(), 'Подтвердить')
      await expect(page).toHaveURL(/\/staff\/team\/invite$/)
      const email = `new-${admin.staffId}@example.test`
      await page.getByLabel('Рабочий адрес').fill(email)
      await page.getByLabel('Имя и фамилия').fill('Гүлнар Сейтова')
      await page.getByRole('button', { name: 'Отправить приглашение' }).click()
      await expect(page.getByText('Выберите хотя бы одну роль').first()).toBeVisible()
      await page.getByLabel('Поддержка').check()
      await page.getByRole('button', { name: 'Отправить приглашение' }).click()
      await expect(page.getByText('Приглашение отправлено', { exact: true })).toBeVisible()

      const letter = await portal.letterTo(email, /staff\/set-up/)
      const invited = await browser.newContext({ javaScriptEnabled, locale: 'ru' })
      const theirs = await invited.newPage()
      await theirs.goto(linkIn(letter, '/staff/set-up/'))
      await theirs.getByLabel('Пароль', { exact: true }).fill('qwertyuiop12')
      await theirs.getByRole('button', { name: 'Далее' }).click()
      await expect(theirs.getByText('легко подобрать').first()).toBeVisible()
      await theirs.getByLabel('Пароль', { exact: true }).fill('қызыл алма, жасыл шай')
      await theirs.getByRole('button', { name: 'Далее' }).click()
      await expect(theirs.getByRole('img', { name: 'QR-код для приложения' })).toBeVisible()
      const uri = await theirs.getByRole('link', { name: 'откройте приложение' }).getAttribute('href')
      const secret = new URL(uri ?? '').searchParams.get('secret') ?? ''
      await giveCode(theirs, codeOfStep(secret, timeStepOf(new Date())), 'Завершить и войти')
      await expect(theirs).toHaveURL(/\/ru\/staff$/)
      await theirs.goto(linkIn(letter, '/staff/set-up/'))
      await expect(theirs.getByRole('heading', { level: 1 })).toHaveText('Ссылка больше не действует')
      await invited.close()
    })

    test('who is disabled is out with the next request', async ({ page, context, portal, browser }) => {
      const admin = await mintStaff(portal, 'administrator')
      const auditor = await mintStaff(portal, 'auditor')
      await signInStaff(portal, context, admin)
      const other = await browser.newContext({ javaScriptEnabled, locale: 'ru' })
      await signInStaff(portal, other, auditor)
      const theirs = await other.newPage()
      await theirs.goto(team)
      await expect(theirs.getByRole('heading', { level: 1 })).toHaveText('Сотрудники')

      await page.goto(`${team}/${auditor.staffId}`)
      await page.getByRole('link', { name: 'Изменить' }).click()
      await giveCode(page, admin.code(), 'Подтвердить')
      await page.getByRole('button', { name: 'Отключить учётную запись' }).click()
      await expect(page.getByText('Учётная запись отключена, сеансы завершены')).toBeVisible()

      await theirs.reload()
      await expect(theirs).toHaveURL(/\/staff\/sign-in/)
      await other.close()
    })

    test('a code given again lasts 15 minutes; after it, a change says where it is asked', async ({
      page,
      context,
      portal,
    }) => {
      const admin = await mintStaff(portal, 'administrator')
      const auditor = await mintStaff(portal, 'auditor')
      await signInStaff(portal, context, admin)
      await page.goto(`${team}/${auditor.staffId}`)
      await page.getByRole('link', { name: 'Изменить' }).click()
      await giveCode(page, admin.code(), 'Подтвердить')
      await expect(page.getByRole('button', { name: 'Сохранить роли' })).toBeVisible()
      await context.clearCookies()
      await signInStaff(portal, context, admin)
      await page.getByLabel('Поддержка').check()
      await page.getByRole('button', { name: 'Сохранить роли' }).click()
      if (javaScriptEnabled) await confirmFirst(page, admin)
      else {
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('Подтвердите кодом')
        await giveCode(page, admin.code(), 'Подтвердить')
        await page.getByLabel('Поддержка').check()
      }
      await expect(page.getByLabel('Поддержка')).toBeChecked()
      await page.getByRole('button', { name: 'Сохранить роли' }).click()
      await expect(page).toHaveURL(/done=roles/)
    })
  })
}

test('a page beyond one’s roles is refused with 403, and the refusal is on record', async ({
  page,
  context,
  portal,
}) => {
  const support = await mintStaff(portal, 'support')
  await signInStaff(portal, context, support)
  const answer = await page.goto(team)
  expect(answer?.status()).toBe(403)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Эта страница для вас закрыта')
  const denials = await portal.system.transaction((tx) =>
    tx.select().from(auditEvent).where(eq(auditEvent.actorId, support.staffId)),
  )
  expect(denials.map(({ action, reason }) => [action, reason])).toContainEqual(['access.deny', 'staff.read'])
})

test('the session of a learner opens nothing of the desk, and that of staff nothing of a learner', async ({
  page,
  context,
  portal,
}) => {
  await portal.signInNew(context)
  await page.goto(team)
  await expect(page).toHaveURL(/\/staff\/sign-in/)
  await context.clearCookies()
  await signInStaff(portal, context, await mintStaff(portal, 'administrator'))
  await page.goto('/ru/my')
  await expect(page).toHaveURL(/\/ru\/sign-in/)
  await page.goto(signIn)
  await expect(page).toHaveURL(/\/ru\/staff$/)
})
