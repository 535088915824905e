import type { Locale } from '../i18n/locales.ts'
import { messages } from '../i18n/messages.ts'
import { codeIn, expect, presses, test } from './people.ts'
import { mintStaff, signInStaff, stepForm } from './staff.ts'

// The journeys of a request in Kazakh and English; the Russian ones have their own specs.

/** The most clicks from the learner's home to a request that is filed. */
const budgets = [
  { right: 'access', budget: 3, fields: [] },
  { right: 'rectification', budget: 3, fields: ['item', 'correct-value'] },
  { right: 'restriction', budget: 3, fields: ['item'] },
  { right: 'erasure', budget: 4, fields: [] },
] as const

const ways: [Locale, boolean][] = [
  ['kk', true],
  ['kk', false],
  ['en', true],
  ['en', false],
]
const referenceIn = (text: string) => /CX-\w{4}-\w{2}/.exec(text)?.[0] ?? ''

for (const [locale, javaScriptEnabled] of ways)
  test.describe(`${locale}, ${javaScriptEnabled ? 'with' : 'without'} script`, () => {
    test.use({ javaScriptEnabled, locale: locale === 'en' ? 'en-GB' : locale })
    const { case: case_, requestForm, staffRequests } = messages[locale]
    const mail = messages[locale].mail.requestNews

    for (const { right, budget, fields } of budgets)
      test(`${right} is filed within ${budget} presses of home, its state is one press away`, async ({
        page,
        context,
        portal,
      }) => {
        await portal.signInNew(context, { locale })
        const { press, count } = presses()
        await page.goto(`/${locale}/my`)
        await press(page.locator(`main a[href^="/${locale}/requests/new/${right}"]`).first())
        await expect(page.getByRole('heading', { name: requestForm.before })).toBeVisible()
        for (const name of fields) await page.locator(`main [name="${name}"]:visible`).fill('Қате күн')
        await press(page.getByRole('button', { name: requestForm.send }))
        await expect(page).toHaveURL(/filed=1/)
        expect(count()).toBeLessThanOrEqual(budget)
        const reference = referenceIn(page.url())
        const home = presses()
        await page.goto(`/${locale}/my`)
        await home.press(page.locator(`a[href="/${locale}/requests/${reference}"]`))
        await expect(page.locator('main')).toContainText(case_.status.received)
        expect(home.count()).toBe(1)
      })

    test('the learner files, staff asks, the learner answers, the officer answers; both see the same clock', async ({
      page,
      context,
      portal,
    }) => {
      test.slow()
      const learner = await portal.signInNew(context, { locale })
      await page.goto(`/${locale}/requests/new/rectification/form`)
      await page.locator('[name="item"]').fill('Туған күні')
      await page.locator('[name="correct-value"]').fill('14.03.1999')
      await page.getByRole('button', { name: requestForm.send }).click()
      await expect(page).toHaveURL(/filed=1/)
      const reference = referenceIn(page.url())
      const theirs = `/${locale}/requests/${reference}`

      const desk = await context.browser()?.newContext({ javaScriptEnabled })
      if (!desk) throw new Error('no browser')
      await signInStaff(portal, desk, await mintStaff(portal, 'privacy-officer'))
      const office = await desk.newPage()
      await office.goto(`/${locale}/staff/requests/${reference}`)
      await office.getByRole('button', { name: staffRequests.steps.take.press }).click()
      await expect(office).toHaveURL(/done=take/)
      const ask = await stepForm(office, 'ask')
      await ask.locator('textarea[name="message"]').fill('Қай құжатта қате?')
      await ask.getByRole('button', { name: staffRequests.steps.ask.press }).click()
      await expect(office).toHaveURL(/done=ask/)
      const dueAtDesk = await office.locator('.clock dd time').last().getAttribute('datetime')
      const asked = await portal.letterTo(learner.email, titled(mail.asked.subject, reference))
      expect(asked.text).not.toContain('Қай құжатта')

      await page.goto(theirs)
      await expect(page.locator('main')).toContainText(case_.status['awaiting-person'])
      await expect(page.locator('#messages')).toContainText('Қай құжатта қате?')
      expect(await page.locator('.clock dd time').last().getAttribute('datetime')).toBe(dueAtDesk)
      await page.locator('#write textarea[name="message"]').fill('Профильде қате.')
      await page.getByRole('button', { name: case_.page.send, exact: true }).click()
      await expect(page).toHaveURL(/sent=1/)

      await office.goto(`/${locale}/staff/requests/${reference}`)
      await expect(office.locator('main')).toContainText('Профильде қате.')
      const answer = await stepForm(office, 'fulfil')
      await answer.locator('textarea[name="message"]').fill('Күн түзетілді.')
      await answer.getByRole('button', { name: staffRequests.steps.fulfil.press }).click()
      await expect(office).toHaveURL(/done=fulfil/)
      await portal.letterTo(learner.email, titled(mail.fulfilled.subject, reference))
      await page.goto(theirs)
      await expect(page.locator('main')).toContainText('Күн түзетілді.')
      await expect(page.locator('main')).toContainText(case_.deadline.inTime)
      await page.goto(`/${locale}/my/history`)
      await expect(page.locator('#disclosures')).toContainText(reference)
      await desk.close()
    })

    test('the officer refuses: ground, reason, law and where to complain, all in this language', async ({
      page,
      context,
      portal,
    }) => {
      const learner = await portal.signInNew(context, { locale })
      await page.goto(`/${locale}/requests/new/rectification/form`)
      await page.locator('[name="item"]').fill('Туған күні')
      await page.locator('[name="correct-value"]').fill('14.03.1999')
      await page.getByRole('button', { name: requestForm.send }).click()
      await expect(page).toHaveURL(/filed=1/)
      const reference = referenceIn(page.url())
      await context.clearCookies()
      await signInStaff(portal, context, await mintStaff(portal, 'privacy-officer'))
      await page.goto(`/${locale}/staff/requests/${reference}`)
      await page.getByRole('button', { name: staffRequests.steps.take.press }).click()
      await expect(page).toHaveURL(/done=take/)
      const refuse = await stepForm(page, 'refuse')
      await refuse.locator('input[name="refusalCode"][value="DataAccurate"]').check()
      await refuse.locator('textarea[name="reason"]').fill('Бұл күн дұрыс.')
      await refuse.locator(`input[name="reasonLocale"][value="${locale}"]`).check()
      await refuse.getByRole('button', { name: staffRequests.steps.refuse.press }).click()
      await expect(page).toHaveURL(/done=refuse/)
      await portal.letterTo(learner.email, titled(mail.refused.subject, reference))
      await portal.signIn(context, learner)
      await page.goto(`/${locale}/requests/${reference}`)
      const decision = page.locator('#decision')
      await expect(decision).toContainText(case_.refusals.DataAccurate)
      await expect(decision).toContainText('Бұл күн дұрыс.')
      await expect(decision).toContainText(case_.page.complain)
      await expect(decision).toContainText(case_.page.authority)
    })

    test('a visitor files with at most four fields, proves the address by the code, and cancels', async ({
      page,
      portal,
    }) => {
      const email = `visitor-${crypto.randomUUID()}@example.test`
      await page.goto(`/${locale}/requests/new/portability/form`)
      const typed = page.locator('form input:not([type=hidden]):not([type=radio]), form textarea')
      expect((await typed.count()) + (await page.locator('form fieldset').count())).toBeLessThanOrEqual(4)
      await page.locator('[name="fullName"]').fill('Асхат Өтеген')
      await page.locator('[name="email"]').fill(email)
      await page.getByRole('button', { name: requestForm.visitor.send }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(requestForm.proof.title)
      const letter = await portal.letterTo(email)
      const reference = referenceIn(`${letter.subject} ${letter.text}`)
      await page.locator('[name="code"]').fill(codeIn(letter))
      await page.getByRole('button', { name: requestForm.proof.confirm }).click()
      await expect(page).toHaveURL(new RegExp(`/${locale}/requests/${reference}`))
      await expect(page.locator('main')).toContainText(case_.status.received)
      await page.locator('#cancel summary').click()
      await page.getByRole('button', { name: case_.page.cancelButton }).click()
      await expect(page).toHaveURL(/cancelled=1/)
      await expect(page.locator('main')).toContainText(case_.status.cancelled)
    })
  })

/** The subject line as in the email. */
const titled = (subject: string, reference: string) =>
  new RegExp(subject.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace('{reference}', reference))
