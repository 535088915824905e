import type { Page } from '@playwright/test'
import { expect, test } from './people.ts'
import { giveCode, mintStaff, signInStaff } from './staff.ts'

const account = '/ru/staff/account'

/** An authenticator inside the browser, such as a laptop with a fingerprint reader. */
async function plugIn(page: Page) {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    verifyUser: (isUserVerified: boolean) =>
      session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  }
}

test('an administrator adds a passkey, signs in with it, and confirms a change with it', async ({
  page,
  context,
  portal,
}) => {
  const { verifyUser } = await plugIn(page)
  const admin = await mintStaff(portal, 'administrator')
  await signInStaff(portal, context, admin)
  await page.goto('/ru/staff')
  await page.getByRole('link', { name: 'Добавить ключ доступа' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Вход и сеансы')
  await expect(page.getByText('Сейчас у вас нет ни одного')).toBeVisible()
  await page.getByRole('link', { name: 'Добавить или удалить' }).click()
  await giveCode(page, admin.code(), 'Подтвердить')
  await expect(page).toHaveURL(new RegExp(`${account}$`))
  await page.getByRole('button', { name: 'Добавить ключ доступа' }).click()
  await expect(page.getByText('Введите название').first()).toBeVisible()
  await page.getByLabel('Название ключа').fill('Рабочий ноутбук')
  await page.getByRole('button', { name: 'Добавить ключ доступа' }).click()
  await expect(page.getByText('Ключ доступа добавлен', { exact: true })).toBeVisible()
  await expect(page.getByText('Рабочий ноутбук', { exact: true })).toBeVisible()
  await page.getByLabel('Название ключа').fill('Ещё раз')
  await page.getByRole('button', { name: 'Добавить ключ доступа' }).click()
  await expect(page.getByRole('alert').first()).toContainText('уже есть ключ доступа')
  await expect(page.getByLabel('Название ключа')).toHaveValue('Ещё раз')

  await context.clearCookies()
  await page.goto('/ru/staff/team/invite')
  await expect(page).toHaveURL(/\/staff\/sign-in\?next=/)
  await verifyUser(false)
  await page.getByRole('button', { name: 'Использовать ключ доступа' }).click()
  await expect(page.getByRole('alert').first()).toContainText('Устройство не подтвердило вход')
  await verifyUser(true)
  await page.getByRole('button', { name: 'Использовать ключ доступа' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Подтвердите кодом')
  await page.getByRole('button', { name: 'Использовать ключ доступа' }).click()
  await expect(page).toHaveURL(/\/staff\/team\/invite$/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Пригласить')

  await page.goto(account)
  await page.getByRole('button', { name: 'Завершить все остальные сеансы' }).click()
  await expect(page.getByText('Сеанс завершён', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Удалить ключ доступа «Рабочий ноутбук»' }).click()
  await expect(page.getByText('Ключ доступа удалён', { exact: true })).toBeVisible()
})

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false })

  test('the pages say that password and code are the way in', async ({ page, context, portal }) => {
    await page.goto('/ru/staff/sign-in')
    await expect(page.getByText('Используйте пароль и код из приложения')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Использовать ключ доступа' })).toHaveCount(0)
    const support = await mintStaff(portal, 'support')
    await signInStaff(portal, context, support)
    await page.goto(account)
    await expect(page.getByText('Ключей доступа у вас нет')).toBeVisible()
    await page.getByRole('link', { name: 'Добавить или удалить' }).click()
    await giveCode(page, support.code(), 'Подтвердить')
    await expect(page.getByText('Без них вход возможен с паролем и кодом')).toBeVisible()
  })
})
