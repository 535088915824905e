import { readChoices } from '#domain/consent/ledger/read-choices.ts'
import { recordChoices } from '#domain/consent/ledger/record-choices.ts'
import { maskEmail } from '#domain/people/rules/mask-email.ts'
import { choiceOf, expect, linkIn, presses, switchOf, test } from './people.ts'

const schedule = 'communication/schedule-changes/email'

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled })

    test('granting and withdrawing are two presses from home each, and both are in the history', async ({
      page,
      context,
      portal,
    }) => {
      await portal.signInNew(context)
      for (const [state, said] of [
        ['true', 'Включено'],
        ['false', 'Выключено'],
      ] as const) {
        const { press, count } = presses()
        await page.goto('/ru/my')
        await press(page.getByRole('link', { name: 'Изменить' }))
        const one = switchOf(page, schedule)
        await expect(one).toHaveAccessibleName('Изменения в расписании Эл. почта')
        await press(one)
        await expect(choiceOf(page, schedule)).toContainText('Сохранено')
        await expect(one).toHaveAttribute('aria-checked', state)
        await expect(one.locator('[data-shown=true]')).toHaveText(said)
        expect(count()).toBe(2)
      }
      await page.goto('/ru/my/history')
      const entries = page.locator('main ol > li')
      await expect(entries.nth(0)).toContainText('Изменения в расписании, эл. почта')
      await expect(entries.nth(0)).toContainText('Выключено')
      await expect(entries.nth(1)).toContainText('Включено')
      await expect(entries.nth(0).locator('time')).toHaveAttribute('datetime', /Z$/)
    })

    test('a change is undone in place', async ({ page, context, portal }) => {
      await portal.signInNew(context)
      await page.goto('/ru/my/choices')
      await switchOf(page, 'analytics').click()
      await page.getByRole('button', { name: 'Вернуть: Аналитика' }).click()
      await expect(page.getByText('Возвращено')).toBeVisible()
      await expect(switchOf(page, 'analytics')).toHaveAttribute('aria-checked', 'false')
      await page.goto('/ru/my/history')
      await expect(page.locator('main ol > li').first()).toContainText('Кнопка «Вернуть»')
    })

    test('everything optional is withdrawn in two presses, after seeing what stops', async ({
      page,
      context,
      portal,
    }) => {
      const learner = await portal.signInNew(context)
      await page.goto('/ru/my/choices')
      for (const name of [schedule, 'personalisation']) {
        await switchOf(page, name).click()
        await expect(switchOf(page, name)).toHaveAttribute('aria-checked', 'true')
        await expect(choiceOf(page, name)).toContainText('Сохранено')
      }
      await page.goto('/ru/my')
      await expect(
        page.getByText('Включено: 1 уведомление, персонализация обучения. Остальное выключено.'),
      ).toBeVisible()
      const { press, count } = presses()
      await press(page.getByRole('link', { name: 'Отозвать всё необязательное' }))
      await expect(page.getByText('О переносе занятия вы узнаете только на платформе.')).toBeVisible()
      await press(page.getByRole('button', { name: 'Отозвать всё' }))
      await expect(page.getByText('Всё необязательное выключено')).toBeVisible()
      expect(count()).toBe(2)
      await expect(page.getByRole('switch', { checked: true })).toHaveCount(0)
      const standing = await readChoices(portal.as(learner.subjectId), learner.subjectId)
      expect(standing.filter((one) => one.decision === 'granted').map((one) => one.name)).toEqual(['service'])
    })

    test('a topic is muted on all its channels in two presses', async ({ page, context, portal }) => {
      const learner = await portal.mint()
      const ctx = portal.as(learner.subjectId)
      await recordChoices(ctx, learner.subjectId, {
        policyVersion: 1,
        origin: 'choices',
        idempotencyKey: 'before-the-journey',
        choices: (['email', 'push'] as const).map((channel) => ({
          purpose: 'communication',
          topic: 'new-materials',
          channel,
          decision: 'granted',
        })),
      })
      await portal.signIn(context, learner)
      await page.goto('/ru/my')
      const { press, count } = presses()
      await press(page.getByRole('link', { name: 'Изменить' }))
      await press(page.getByRole('button', { name: 'Выключить на всех каналах: Новые материалы' }))
      await expect(page.getByText('Выключено на всех каналах')).toBeVisible()
      expect(count()).toBe(2)
      await expect(page.getByRole('switch', { checked: true })).toHaveCount(0)

      // One press more brings back the two that were on, and not the third.
      await page.getByRole('button', { name: 'Вернуть: Новые материалы' }).click()
      await expect(page.getByText('Возвращено')).toBeVisible()
      await expect(page.getByRole('switch', { checked: true })).toHaveCount(2)
      for (const channel of ['email', 'push'])
        await expect(switchOf(page, `communication/new-materials/${channel}`)).toBeChecked()
      await page.goto('/ru/my/history')
      await expect(page.locator('main ol > li').first()).toContainText('Кнопка «Вернуть»')
    })

    test('the profile keeps what was typed when it is wrong, and the language of the page follows it', async ({
      page,
      context,
      portal,
    }) => {
      await portal.signInNew(context)
      await page.goto('/ru/my/profile')
      await page.getByLabel('Имя и фамилия').fill('Дана Ахметова')
      await page.getByLabel('Телефон').fill('12')
      await page.getByRole('button', { name: 'Сохранить' }).click()
      await expect(page.locator('#phone-error')).toContainText('+7 701 123 45 67')
      await expect(page.getByLabel('Имя и фамилия')).toHaveValue('Дана Ахметова')
      await expect(page.getByLabel('Телефон')).toHaveValue('12')
      await page.getByLabel('Телефон').fill('8 701 123-45-67')
      await page.getByLabel('Қазақша').check()
      await page.getByRole('button', { name: 'Сохранить' }).click()
      await expect(page).toHaveURL(/\/kk\/my\/profile/)
      await expect(page.getByText('Сақталды')).toBeVisible()
      await expect(page.getByLabel('Аты-жөніңіз')).toHaveValue('Дана Ахметова')
      await expect(page.getByLabel('Телефон')).toHaveValue('+77011234567')
      // Only a language that was chosen in the form moves the page.
      await page.goto('/ru/my/profile')
      await page.getByLabel('Имя и фамилия').fill('Дана Сапарова')
      await page.getByRole('button', { name: 'Сохранить' }).click()
      await expect(page.getByText('Сохранено')).toBeVisible()
      await expect(page).toHaveURL(/\/ru\/my\/profile/)
    })

    test('a new address takes effect when both mailboxes have confirmed it', async ({
      page,
      context,
      portal,
    }) => {
      const learner = await portal.signInNew(context)
      const next = `new-${learner.email}`
      await page.goto('/ru/my/profile')
      await page.getByLabel('Новый адрес').fill(next)
      await page.getByRole('button', { name: 'Сменить адрес' }).click()
      await expect(page.getByText('Смена адреса ещё не подтверждена')).toBeVisible()
      await page.goto(linkIn(await portal.letterTo(next), '/email-change/'))
      await expect(page.locator('main')).toContainText(maskEmail(learner.email))
      await expect(page.locator('main')).toContainText(next)
      await page.getByRole('button', { name: 'Подтвердить новый адрес' }).click()
      await expect(page.getByText('Теперь подтвердите смену и со второго адреса')).toBeVisible()
      await page.goto(linkIn(await portal.letterTo(learner.email, /email-change/), '/email-change/'))
      await expect(page.locator('main')).toContainText(learner.email)
      await expect(page.locator('main')).toContainText(next)
      await page.getByRole('button', { name: 'Согласиться на смену' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Адрес изменён')
      await page.goto('/ru/my')
      await expect(page.getByText(next)).toBeVisible()
      await portal.letterTo(next, new RegExp(learner.email))
    })
  })
}

test('a grant on a page that was overtaken is not recorded; the page shows what stands', async ({
  page,
  context,
  portal,
}) => {
  await portal.signInNew(context)
  await page.goto('/ru/my/choices')
  const other = await context.newPage()
  await other.goto('/ru/my/choices')
  await switchOf(other, 'analytics').click()
  await expect(choiceOf(other, 'analytics')).toContainText('Сохранено')
  await switchOf(other, 'analytics').click()
  await expect(switchOf(other, 'analytics')).toHaveAttribute('aria-checked', 'false')
  await expect(choiceOf(other, 'analytics')).toContainText('Сохранено')

  await switchOf(page, 'analytics').click()
  await expect(page.getByText('Настройка изменилась. Проверьте ещё раз.')).toBeVisible()
  await expect(switchOf(page, 'analytics')).toHaveAttribute('aria-checked', 'false')
  await switchOf(page, 'analytics').click()
  await expect(choiceOf(page, 'analytics')).toContainText('Сохранено')
  await expect(switchOf(page, 'analytics')).toHaveAttribute('aria-checked', 'true')
})

test('without a connection the switch goes back and says so, and the page does not move', async ({
  page,
  context,
  portal,
}) => {
  await portal.signInNew(context)
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/ru/my/choices')
  const height = () => page.evaluate(() => document.documentElement.scrollHeight)
  const before = await height()
  await context.setOffline(true)
  await switchOf(page, schedule).click()
  await expect(page.getByText('Нет связи. Не сохранено.')).toBeVisible()
  await expect(switchOf(page, schedule)).toHaveAttribute('aria-checked', 'false')
  expect(await height()).toBe(before)
  await context.setOffline(false)
  await switchOf(page, schedule).click()
  await expect(choiceOf(page, schedule)).toContainText('Сохранено')
  expect(await height()).toBe(before)
})

test('a switch is worked by the keyboard and is 44 pixels high', async ({ page, context, portal }) => {
  await portal.signInNew(context)
  await page.goto('/ru/my/choices')
  const one = switchOf(page, 'improvement')
  expect((await one.boundingBox())?.height).toBeGreaterThanOrEqual(44)
  await one.focus()
  await page.keyboard.press('Space')
  await expect(one).toHaveAttribute('aria-checked', 'true')
  await expect(one).toBeFocused()
})

test('the history turns its pages', async ({ page, context, portal }) => {
  const learner = await portal.mint()
  const ctx = portal.as(learner.subjectId)
  for (let n = 0; n < 32; n++)
    await recordChoices(ctx, learner.subjectId, {
      policyVersion: 1,
      origin: 'choices',
      idempotencyKey: `turn-${n}-of-the-history`,
      choices: [
        { purpose: 'analytics', topic: '', channel: '', decision: n % 2 === 0 ? 'granted' : 'withdrawn' },
      ],
    })
  await portal.signIn(context, learner)
  await page.goto('/ru/my/history')
  await expect(page.locator('main ol > li')).toHaveCount(30)
  await page.getByRole('link', { name: 'Более ранние' }).click()
  await expect(page.locator('main ol > li')).toHaveCount(3)
  await expect(page.locator('main ol > li').last()).toContainText('Согласие дано')
})
