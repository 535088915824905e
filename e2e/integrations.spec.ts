import { randomBytes } from 'node:crypto'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { isSigned, openReceiver } from '#testing/webhooks.ts'
import { expect, test } from './people.ts'
import { giveCode, mintStaff, signInStaff } from './staff.ts'

const list = '/ru/staff/integrations'

// Uses a script of its own, which a browser without script does not run.
async function accessible(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(`${javaScriptEnabled ? 'with' : 'without'} script`, () => {
    test.use({ javaScriptEnabled })

    test('an administrator makes a key for a program, keeps it, and revokes it', async ({
      page,
      context,
      portal,
    }) => {
      const admin = await mintStaff(portal, 'administrator')
      await signInStaff(portal, context, admin)
      const name = `LMS ${randomBytes(3).toString('hex')}`
      await page.goto(list)
      await page.getByRole('link', { name: 'Новый ключ' }).click()
      await giveCode(page, admin.code(), 'Подтвердить')
      await expect(page).toHaveURL(/\/integrations\/keys\/new$/)
      await page.getByRole('button', { name: 'Создать ключ' }).click()
      await expect(page.getByText('Выберите хотя бы одно разрешение.').first()).toBeVisible()
      if (javaScriptEnabled) await accessible(page)
      await page.getByLabel('Для какой программы').fill(name)
      await page.getByRole('checkbox', { name: /Проверять, можно ли/ }).check()
      await page.getByRole('checkbox', { name: /Видеть выбор/ }).check()
      await page.getByRole('radio', { name: '90 дней' }).check()
      await page.getByRole('button', { name: 'Создать ключ' }).click()
      const shown = page.getByLabel('Скопируйте отсюда')
      await expect(shown).toHaveValue(/^cxk_[\w-]{43}$/)
      const key = await shown.inputValue()
      if (javaScriptEnabled) await accessible(page)
      await page.getByRole('link', { name: 'Скопировано, к списку' }).click()
      const row = page.getByRole('row', { name: new RegExp(name) })
      await expect(row).toContainText(key.slice(0, 8))
      await expect(row).toContainText('Проверять, можно ли')
      await expect(row).toContainText('работает')
      expect(await page.content()).not.toContain(key)
      if (javaScriptEnabled) await accessible(page)
      await row.getByLabel(`Отозвать: ${name}`).click()
      await row.getByRole('button', { name: 'Отозвать ключ' }).click()
      await expect(page.getByRole('status')).toContainText('отозван')
      await page.getByText(/больше не работа/).click()
      await expect(page.getByRole('row', { name: new RegExp(name) })).toContainText('отозван')
    })

    test('a webhook that was not taken is shown and sent again', async ({ page, context, portal }) => {
      const receiver = await openReceiver()
      try {
        receiver.answers.status = 410
        const admin = await mintStaff(portal, 'administrator')
        await signInStaff(portal, context, admin)
        await page.goto(`${list}/webhooks/new`)
        await giveCode(page, admin.code(), 'Подтвердить')
        await page.getByLabel('Адрес, куда отправлять').fill('https://192.168.0.1/hooks')
        await page.getByRole('checkbox', { name: /Поступил запрос/ }).check()
        await page.getByRole('button', { name: 'Создать вебхук' }).click()
        await expect(page.getByText('Этот адрес ведёт во внутреннюю сеть').first()).toBeVisible()
        await page.getByLabel('Адрес, куда отправлять').fill(receiver.url)
        await expect(page.getByRole('checkbox', { name: /Поступил запрос/ })).toBeChecked()
        await page.getByRole('checkbox', { name: /Записан выбор/ }).check()
        await page.getByRole('button', { name: 'Создать вебхук' }).click()
        const secret = await page.getByLabel('Скопируйте отсюда').inputValue()
        expect(secret).toMatch(/^whsec_/)
        if (javaScriptEnabled) await accessible(page)

        const learner = await portal.mint()
        // Choices made by other tests may arrive as well.
        await expect.poll(() => receiver.heard.length, { timeout: 20_000 }).toBeGreaterThan(0)
        const [heard] = receiver.heard
        expect(heard && isSigned(heard, secret)).toBe(true)
        expect(heard?.body).not.toContain(learner.email)

        await page.getByRole('link', { name: 'Скопировано, к списку' }).click()
        const row = page.getByRole('row', { name: new RegExp(receiver.url) })
        await expect(row).toContainText('получатель отказался от сообщений (410)')
        await expect(row).toContainText('выключен')
        await row.getByRole('link', { name: receiver.url }).click()
        if (javaScriptEnabled) await accessible(page)
        // From here the receiver takes messages: a refused choice of another test would switch the webhook off again.
        receiver.answers.status = 204
        await page.getByRole('button', { name: 'Включить снова' }).click()
        await expect(page.getByRole('status')).toContainText('Вебхук включён')
        await page.getByRole('link', { name: 'Недоставленные' }).click()
        await expect(page.getByRole('row', { name: /410/ }).first()).toContainText('Записан выбор')
        await page.getByRole('button', { name: 'Отправить снова все недоставленные' }).click()
        await expect(page.getByRole('status')).toContainText('Отправляется снова')
        const again = () => receiver.heard.slice(1).some(({ id }) => id === heard?.id)
        await expect.poll(again, { timeout: 20_000 }).toBe(true)
        await expect(async () => {
          await page.reload()
          await expect(page.getByText('доставлено', { exact: true }).first()).toBeVisible({ timeout: 1000 })
        }).toPass()
      } finally {
        await receiver.close()
      }
    })
  })
}

test('an auditor sees everything and can change nothing; support is refused, on record', async ({
  page,
  context,
  portal,
  browser,
}) => {
  await signInStaff(portal, context, await mintStaff(portal, 'auditor'))
  await page.goto(list)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Интеграции')
  await expect(page.getByText('может только администратор')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Новый ключ' })).toHaveCount(0)
  expect((await page.goto(`${list}/keys/new`))?.status()).toBe(403)
  expect((await page.goto(`${list}/webhooks/new`))?.status()).toBe(403)

  const other = await browser.newContext()
  await signInStaff(portal, other, await mintStaff(portal, 'support'))
  const desk = await other.newPage()
  expect((await desk.goto(list))?.status()).toBe(403)
  await expect(desk.getByText('Попытка записана')).toBeVisible()
  await other.close()
})
