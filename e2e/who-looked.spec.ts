import { sql } from 'drizzle-orm'
import { contextFor } from '#domain/access/context.ts'
import { readStaffRequest } from '#domain/requests/queue/read-request.ts'
import { checkPage } from './check-page.ts'
import { caseOf } from './forms/people-of-forms.ts'
import { expect, test } from './people.ts'
import { mintStaff, signInStaff } from './staff.ts'

const texts = {
  kk: {
    ask: 'Бұл маған таныс емес',
    asked: 'Бұл туралы сұраған күніңіз',
    found: 'Жауап: деректер заңды түрде ашылған',
  },
  ru: { ask: 'Мне это незнакомо', asked: 'Вы спросили об этом', found: 'Ответ: доступ был правомерным' },
  en: {
    ask: 'I do not recognise this',
    asked: 'You asked about this on',
    found: 'Answered: the access was lawful',
  },
} as const

for (const [at, locale] of (['kk', 'ru', 'en'] as const).entries())
  test.describe(`${locale}`, () => {
    test.use({ javaScriptEnabled: at !== 1 })

    test('a person does not recognise an access, the security officer answers, the person reads it', async ({
      page,
      context,
      portal,
      browser,
    }) => {
      const { subjectId, email, reference } = await caseOf(portal, locale, 'access')
      const support = await mintStaff(portal, 'support')
      const actor = { kind: 'staff', staffId: support.staffId, roles: ['support'], clearance: true } as const
      await readStaffRequest(contextFor(portal.services, { actor, locale: 'ru' }), reference)
      await portal.signIn(context, { subjectId, email, fullName: 'A', locale })
      const { ask, asked, found } = texts[locale]
      await page.setViewportSize({ width: 320, height: 800 })
      await page.goto(`/${locale}/my/history`)
      const list = page.locator('#disclosures')
      await list.getByRole('button', { name: ask }).click()
      await expect(page).toHaveURL(/asked=1/)
      await expect(list).toContainText(asked)
      await expect(list.getByRole('button', { name: ask })).toHaveCount(0)
      if (at !== 1) await checkPage(page, `who-looked-asked-${locale}`)

      const desk = await browser.newContext({ locale: 'ru', baseURL: portal.services.env.APP_URL })
      const officer = await mintStaff(portal, 'security-officer')
      await signInStaff(portal, desk, officer)
      const staffPage = await desk.newPage()
      await staffPage.goto('/ru/staff')
      await staffPage.getByRole('link', { name: 'Открыть вопросы' }).click()
      await expect(staffPage).toHaveURL(/\/staff\/access-reports$/)
      const question = staffPage.locator('article').filter({ hasText: reference })
      await expect(question).toContainText('Поддержка')
      if (at === 0) await checkPage(staffPage, 'who-looked-staff')
      await question.getByLabel('Доступ был правомерным').check()
      await question.getByRole('textbox').fill('We opened it to answer you.')
      await question.getByRole('button', { name: 'Отправить ответ' }).click()
      await expect(staffPage.getByText('Ответ отправлен.')).toBeVisible()
      await desk.close()

      await page.goto(`/${locale}/my/history`)
      await expect(list).toContainText(found)
      await expect(list).toContainText('We opened it to answer you.')
      if (at !== 1) await checkPage(page, `who-looked-answered-${locale}`)
      const [row] = await portal.system.transaction((tx) =>
        tx.execute<{ finding: string; due: boolean }>(
          sql`SELECT finding, due_at > reported_at AS due FROM access_report WHERE subject_id = ${subjectId}::uuid`,
        ),
      )
      expect(row).toEqual({ finding: 'in-order', due: true })
    })
  })
