import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './people.ts'
import { mintStaff, signInStaff } from './staff.ts'

for (const javaScriptEnabled of [true, false])
  test.describe(`${javaScriptEnabled ? 'with' : 'without'} script`, () => {
    test.use({ javaScriptEnabled })

    test('a person finds a record by its value, with where it is and why, and pages through all', async ({
      page,
      context,
      portal,
    }) => {
      const learner = await portal.mint()
      await portal.signIn(context, learner)
      await page.goto('/ru/my')
      await page.getByRole('link', { name: 'Открыть данные' }).click()
      await expect(page.getByRole('heading', { name: 'Данные обо мне' })).toBeVisible()
      await page.getByLabel('Поиск по данным').fill(learner.email)
      await page.getByRole('button', { name: 'Найти' }).click()
      await expect(page.getByRole('status').filter({ hasText: 'Найден' })).toBeVisible()
      expect(page.url()).not.toContain('@')
      const profile = page.getByRole('group', { name: 'Профиль на портале' }).first()
      await expect(profile).toContainText(learner.email)
      await profile.getByText('Об этих записях').click()
      await expect(profile).toContainText('Предоставление сервиса')
      await expect(profile).toContainText('обезличивается')
      await expect(profile.getByRole('link', { name: 'Исправить: Телефон' })).toHaveAttribute(
        'href',
        '/ru/my/profile',
      )
      if (javaScriptEnabled) {
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(({ id }) => id)).toEqual([])
      }
      await page.goto('/ru/my/data?category=learning')
      await expect(page.getByText('записей о вас нет')).toBeVisible()
    })
  })

test('an auditor downloads both registers', async ({ page, context, portal }) => {
  await signInStaff(portal, context, await mintStaff(portal, 'auditor'))
  await page.goto('/kk/staff/data-map')
  await expect(page.getByRole('table', { name: 'Деректер картасы: Осы портал' })).toBeVisible()
  const fresh = page.getByRole('button', { name: 'Берілімдер тізілімі, JSON' })
  await expect(fresh.or(page.getByRole('link', { name: 'Тізілімдер' }))).toBeVisible()
})
