import { AxeBuilder } from '@axe-core/playwright'
import { keepUndelivered } from '#domain/integrations/mail/keep-undelivered.ts'
import { newId } from '../platform/ids.ts'
import { expect, test } from './people.ts'
import { mintStaff, signInStaff } from './staff.ts'

for (const javaScriptEnabled of [true, false]) {
  test.describe(`${javaScriptEnabled ? 'with' : 'without'} script`, () => {
    test.use({ javaScriptEnabled })

    test('an officer sees why a mail was given up and sends it again', async ({ page, context, portal }) => {
      await signInStaff(portal, context, await mintStaff(portal, 'privacy-officer'))
      // Another test may send everything again meanwhile.
      await expect(async () => {
        const code = `550 5.1.1 ${newId().slice(-6)}`
        const job = { task: 'send-sign-in-mail', payload: { attemptId: newId() } }
        await keepUndelivered(portal.system, job, { kind: 'never', reason: 'unknown-address', code })
        await page.goto('/ru/staff/mail')
        const row = page.getByRole('row', { name: new RegExp(code) })
        await expect(row).toContainText('Такого адреса нет')
        if (javaScriptEnabled) {
          const { violations } = await new AxeBuilder({ page }).analyze()
          expect(violations.map(({ id }) => id)).toEqual([])
        }
        await row.getByRole('button', { name: /Отправить снова/ }).click()
        await expect(page.getByRole('status')).toContainText('Письмо снова в пути')
        await expect(page.getByRole('table', { name: 'Не доставлены' }).getByText(code)).toHaveCount(0)
      }).toPass()
    })
  })
}
