import { randomUUID } from 'node:crypto'
import { recordChoices } from '#domain/consent/ledger/record-choices.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { expect, test } from './people.ts'

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled })

    test('the front page says to a signed-in person what is on and open, and nothing of it to the next reader', async ({
      page,
      context,
      portal,
    }) => {
      const { subjectId } = await portal.signInNew(context)
      const doors = page.locator('main')
      await page.goto('/ru')
      await expect(doors).toContainText('Включено 0 из 12')
      await expect(doors.getByRole('link', { name: /открыт/ })).toHaveCount(0)

      await recordChoices(portal.as(subjectId), subjectId, {
        policyVersion: 1,
        origin: 'choices',
        idempotencyKey: randomUUID(),
        choices: [{ purpose: 'analytics', topic: '', channel: '', decision: 'granted' }],
      })
      const filed = await fileRequest(portal.as(subjectId), {
        kind: 'access',
        details: {},
        idempotencyKey: randomUUID(),
      })
      if (filed.status !== 'filed') throw new Error(filed.code)
      const answer = await page.goto('/ru')
      expect(answer?.headers()['cache-control']).toBe('no-store')
      await expect(doors).toContainText('Включено 1 из 12')
      await doors.getByRole('link', { name: '1 открытый запрос' }).click()
      await expect(page).toHaveURL(`/ru/requests/${filed.reference}`)

      await context.clearCookies({ name: /portal\.session$/ })
      const next = await page.goto('/ru')
      expect(next?.headers()['cache-control']).toBe('public, max-age=0, must-revalidate')
      await expect(doors).not.toContainText('Включено')
      await expect(page.getByRole('link', { name: 'Настроить уведомления и согласия' })).toBeVisible()
    })
  })
