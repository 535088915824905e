import { messages } from '../i18n/messages.ts'
import { expect, test } from './people.ts'
import { mintStaff, signInStaff } from './staff.ts'
import { fileFor } from './staff-cases.ts'

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled })

    test('an officer answers a call: finds the learner, says why, sees everything; the learner sees who looked', async ({
      page,
      context,
      portal,
    }) => {
      const learner = await portal.mint({ locale: 'kk' })
      const reference = await fileFor(portal, learner, 'access')
      await signInStaff(portal, context, await mintStaff(portal, 'privacy-officer'), { fresh: true })

      await page.goto('/ru/staff/people')
      const field = page.getByLabel('Найти человека')
      await field.fill('somebody@nowhere.example')
      await field.press('Enter')
      await expect(page.getByText('Никто не найден.')).toBeVisible()
      await expect(field).toHaveValue('somebody@nowhere.example')

      await field.fill(learner.email)
      await field.press('Enter')
      await expect(page.getByText('Найден по адресу почты')).toBeVisible()
      // Neither the address of the page nor the page names the person yet.
      expect(page.url()).toMatch(/\/ru\/staff\/people\/[0-9a-f-]{36}$/)
      expect(page.url()).not.toContain(learner.subjectId)
      await expect(page.locator('main')).not.toContainText(learner.email)
      await expect(page.locator('main')).not.toContainText(reference)

      await page.getByLabel('Зачем').selectOption({ label: 'перезвонить' })
      await page.getByRole('button', { name: 'Открыть запись' }).click()
      await expect(page.getByText('Запись открыта')).toBeVisible()
      await expect(page.locator('main')).toContainText(learner.email)
      const link = page.getByRole('region', { name: 'Запросы' }).getByRole('link', { name: reference })
      await link.click()
      await expect(page).toHaveURL(new RegExp(`/ru/staff/requests/${reference}$`))
      // The way back from a request.
      await page.getByRole('button', { name: 'Всё об этом человеке' }).click()
      await expect(page.getByText('Найден по номеру запроса')).toBeVisible()

      await portal.signIn(context, learner)
      await page.goto('/kk/my/history#disclosures')
      const words = messages.kk.case.disclosures
      await expect(page.locator('#disclosures')).toContainText(words.what['record-opened'])
      await expect(page.locator('#disclosures')).toContainText(words.reasons['call-back'])
    })
  })
}
