import { randomBytes } from 'node:crypto'
import { freeAddress, startServer } from './another-server.ts'
import { type OidcTestProvider, startOidcProvider } from './oidc-provider.ts'
import { expect, test } from './people.ts'

let provider: OidcTestProvider
let server: { stop: () => Promise<void> }
let url: string

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ portal }) => {
  url = await freeAddress()
  provider = await startOidcProvider(url, { sub: 'nobody' })
  server = await startServer(portal, url, provider.settings)
})
test.afterAll(async () => {
  await server?.stop()
  await provider?.stop()
})

const account = () => `platform-${randomBytes(5).toString('hex')}`

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled })

    test('a learner comes in through the platform to the page they wanted, and goes out again', async ({
      page,
      portal,
    }) => {
      const { email } = await portal.mint()
      provider.signInAs({ sub: account(), email, emailVerified: true })
      await page.goto(`${url}/ru/sign-in`)
      await page.getByRole('button', { name: 'Войти через платформу' }).click()
      await expect(page).toHaveURL(`${url}/ru/my`)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Мои данные')
      await expect(page.getByText(`Дана Ұлықбекқызы · ${email}`)).toBeVisible()

      await page.getByRole('button', { name: 'Выйти' }).click()
      await expect(page.getByText('Вы вышли')).toBeVisible()
      await page.goto(`${url}/ru/my/history`)
      await expect(page).toHaveURL(/\/ru\/sign-in\?next=/)
      await page.getByRole('button', { name: 'Войти через платформу' }).click()
      await expect(page).toHaveURL(`${url}/ru/my/history`)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('История выбора')
    })

    test('a person unknown to the portal is refused with an explanation and other ways in', async ({
      page,
    }) => {
      const sub = account()
      provider.signInAs({ sub, email: `${sub}@example.test`, emailVerified: true })
      await page.goto(`${url}/ru/sign-in`)
      await page.getByRole('button', { name: 'Войти через платформу' }).click()
      await expect(page.getByText('Войти через платформу не удалось')).toBeVisible()
      await expect(page.getByText('эта учётная запись нам неизвестна')).toBeVisible()
      await expect(page.getByLabel('Электронная почта')).toBeVisible()
      expect(new URL(page.url()).pathname).toBe('/ru/sign-in')
      await page.goto(`${url}/ru/my`)
      await expect(page).toHaveURL(/\/ru\/sign-in/)
    })
  })

test('an address that the platform has not verified lets nobody in', async ({ page, portal }) => {
  const { email } = await portal.mint()
  provider.signInAs({ sub: account(), email, emailVerified: false })
  await page.goto(`${url}/kk/sign-in`)
  await page.getByRole('button', { name: 'Платформа арқылы кіру' }).click()
  await expect(page.getByText('Платформа арқылы кіру мүмкін болмады')).toBeVisible()
  expect(new URL(page.url()).pathname).toBe('/kk/sign-in')
})

test('while the platform does not answer, the button says so and the letter still works', async ({
  page,
}) => {
  await provider.stop()
  await page.goto(`${url}/ru/sign-in`)
  await page.getByRole('button', { name: 'Войти через платформу' }).click()
  await expect(page.getByText('Войти через платформу не удалось').first()).toBeVisible()
  await expect(page.getByLabel('Электронная почта')).toBeVisible()
})
