import { eq } from 'drizzle-orm'
import { contextFor } from '#domain/access/context.ts'
import { disableStaff } from '#domain/staff/team/change-staff.ts'
import { request } from '../db/schema/requests.ts'
import { expect, presses, test } from './people.ts'
import { mintStaff, signInStaff } from './staff.ts'
import { casePage, fileFor, openStep, pageOf } from './staff-cases.ts'

test('from the queue to a safe decision in at most five presses', async ({ page, context, portal }) => {
  const reference = await fileFor(portal, await portal.mint(), 'portability')
  await signInStaff(portal, context, await mintStaff(portal, 'support'))
  const { press, count } = presses()
  await page.goto('/ru/staff/requests?group=new&right=portability')
  await press(page.getByRole('button', { name: `Взять в работу ${reference}` }))
  await press(page.getByLabel('Отказать', { exact: true }))
  await press(page.getByLabel('Такого здесь нет').or(page.getByLabel('Таких данных у нас нет')))
  await page.getByLabel('Текст, который прочтёт заявитель').fill('Данных о вас у нас нет.')
  await press(page.getByRole('button', { name: 'Предложить решение' }))
  await expect(page.getByText('Предложено отказать')).toBeVisible()
  await expect(page.getByText('Это ваше предложение: утвердить его должен другой сотрудник.')).toBeVisible()
  expect(count()).toBeLessThanOrEqual(5)
})

test('what two decide is decided by two: the one who approves reads what the person will read', async ({
  page,
  context,
  portal,
}) => {
  const learner = await portal.mint()
  const reference = await fileFor(portal, learner, 'access')
  await signInStaff(portal, context, await mintStaff(portal, 'privacy-officer'))
  const second = await pageOf(portal, context, await mintStaff(portal, 'privacy-officer'))
  await page.goto(casePage(reference))
  await page.getByRole('button', { name: 'Взять в работу' }).click()
  // Where two decide, one alone has no way to close it.
  await expect(page.getByText('Ответить: выполнено')).toHaveCount(0)
  const propose = await openStep(page, 'Предложить решение')
  await propose.getByLabel('Выполнить').check()
  await propose.getByLabel('Текст, который прочтёт заявитель').fill('Копия ваших данных готова.')
  await propose.getByRole('button', { name: 'Предложить решение' }).click()
  await expect(page.getByText('Предложено выполнить')).toBeVisible()
  await expect(page.getByText('Утвердить решение')).toHaveCount(0)

  await second.goto(casePage(reference))
  await expect(second.getByText('Копия ваших данных готова.')).toBeVisible()
  const approve = await openStep(second, 'Утвердить решение')
  await approve.getByRole('button', { name: 'Утвердить', exact: true }).click()
  await expect(second.getByText('Решено выполнить')).toBeVisible()
  // A copy that was asked for on a screen is given by the portal: nobody closes the request by hand.
  await expect(second.getByText('Ответить: выполнено')).toHaveCount(0)
  await second.goto(casePage(reference))
  await expect(second.getByRole('heading', { name: 'Копия для заявителя' })).toBeVisible()
  await second.context().close()
})

test('where one officer works alone, time is the second person, and the page says until when', async ({
  page,
  context,
  portal,
}) => {
  test.slow()
  const learner = await portal.mint()
  const reference = await fileFor(portal, learner, 'access')
  await signInStaff(portal, context, await mintStaff(portal, 'privacy-officer'))
  await page.goto(casePage(reference))
  await page.getByRole('button', { name: 'Взять в работу' }).click()
  const propose = await openStep(page, 'Предложить решение')
  await expect(propose.getByText(/Если второго ответственного нет/)).toBeVisible()
  await propose.getByLabel('Выполнить').check()
  await propose.getByLabel('Текст, который прочтёт заявитель').fill('Копия готова.')
  await propose.getByRole('button', { name: 'Предложить решение' }).click()
  await expect(page.getByText('Предложено выполнить')).toBeVisible()
  // Other journeys have officers of their own: for this case there was none, and the delay is nearly over.
  await portal.system.transaction((tx) =>
    tx
      .update(request)
      .set({ approvalDelayEndsAt: new Date(portal.services.clock.now().getTime() + 2000) })
      .where(eq(request.reference, reference)),
  )
  await page.goto(casePage(reference))
  await expect(page.getByText('Второго ответственного нет.')).toBeVisible()
  await expect(page.getByText('Утвердить решение')).toHaveCount(0)
  await expect(page.getByText('Вернуть на доработку')).toBeVisible()
  await expect(async () => {
    await page.goto(casePage(reference))
    await expect(page.getByText('Утверждено по истечении ожидания')).toBeVisible({ timeout: 1000 })
  }).toPass({ timeout: 90_000 })
  await expect(page.getByText('Ответить: выполнено')).toHaveCount(0)
})

test('a member who is disabled is refused at the next request', async ({ page, context, portal }) => {
  const reference = await fileFor(portal, await portal.mint(), 'question', { message: 'Можно спросить?' })
  const support = await mintStaff(portal, 'support')
  await signInStaff(portal, context, support)
  await page.goto(casePage(reference))
  await expect(page.getByText('Можно спросить?')).toBeVisible()
  const admin = await mintStaff(portal, 'administrator')
  const actor = { kind: 'staff', staffId: admin.staffId, roles: ['administrator'], clearance: true } as const
  const ctx = contextFor(portal.services, { actor: { ...actor, sudo: true }, locale: 'ru' })
  expect(await disableStaff(ctx, support.staffId)).toMatchObject({ status: 'done' })
  await page.getByRole('button', { name: 'Взять в работу' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'Вы вышли из портала' })).toBeVisible()
  await page.goto(casePage(reference))
  await expect(page).toHaveURL(/\/staff\/sign-in/)
})

test('each role sees what it may: the auditor no words, others no requests; an unknown number is not found', async ({
  page,
  context,
  portal,
}) => {
  const reference = await fileFor(portal, await portal.mint(), 'question', { message: 'Секретные слова' })
  await signInStaff(portal, context, await mintStaff(portal, 'auditor'))
  await page.goto(casePage(reference))
  await expect(page.getByText('У вас нет прав видеть текст').first()).toBeVisible()
  await expect(page.getByText('Секретные слова')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Взять' })).toHaveCount(0)
  expect((await page.goto(casePage('CX-0000-00')))?.status()).toBe(404)
  await page.goto('/ru/staff/calendar')
  await expect(page.getByRole('button', { name: 'Сохранить' })).toHaveCount(0)
  for (const role of ['security-officer', 'administrator'] as const) {
    await context.clearCookies()
    await signInStaff(portal, context, await mintStaff(portal, role))
    for (const path of [casePage(reference), '/ru/staff/requests', '/ru/staff/requests/new'])
      expect((await page.goto(path))?.status(), `${role} ${path}`).toBe(403)
    expect((await page.goto('/ru/staff'))?.status()).toBe(200)
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Сегодня')
  }
})

test('the keys search, walk, take and open, and are never taken from who types', async ({
  page,
  context,
  portal,
}) => {
  for (let made = 0; made < 2; made++) await fileFor(portal, await portal.mint(), 'withdrawal/optional')
  await signInStaff(portal, context, await mintStaff(portal, 'support'))
  await page.goto('/ru/staff/requests?group=new&right=withdrawal')
  await expect(page.getByRole('button', { name: /^Клавиши/ })).toBeVisible()
  const rows = page.locator('[data-row] th a')
  await page.keyboard.press('j')
  await expect(rows.nth(0)).toBeFocused()
  await page.keyboard.press('j')
  await expect(rows.nth(1)).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(rows.nth(0)).toBeFocused()
  await page.keyboard.press('/')
  await expect(page.getByLabel('Найти запрос')).toBeFocused()
  await page.keyboard.type('jkt/')
  await expect(page.getByLabel('Найти запрос')).toHaveValue('jkt/')
  await rows.nth(0).focus()
  await page.keyboard.press('?')
  const list = page.getByRole('dialog', { name: 'Клавиши очереди' })
  await expect(list.getByText('отметить')).toBeVisible()
  await list.getByRole('button', { name: 'Выключить клавиши' }).click()
  await page.keyboard.press('Escape')
  await page.keyboard.press('k')
  await page.keyboard.press('j')
  await expect(rows.nth(1)).not.toBeFocused()
  await page.getByRole('button', { name: /^Клавиши/ }).click()
  await list.getByRole('button', { name: 'Включить клавиши' }).click()
  await list.getByRole('button', { name: 'Закрыть' }).click()
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await expect(page.locator('[data-select]').nth(0)).toBeChecked()
  const reference = (await rows.nth(0).textContent()) ?? ''
  await page.keyboard.press('t')
  await expect(page).toHaveURL(new RegExp(`${reference}\\?done=take`))
  await page.goto('/ru/staff/requests?group=ours&right=withdrawal')
  await expect(page.getByRole('button', { name: /^Клавиши/ })).toBeVisible()
  await page.keyboard.press('j')
  await expect(rows.nth(0)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/staff\/requests\/CX-/)
})

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false })
  test('the queue is sorted by the head of a column, and several are assigned at once', async ({
    page,
    context,
    portal,
  }) => {
    const references = [
      await fileFor(portal, await portal.mint(), 'restriction/disputed'),
      await fileFor(portal, await portal.mint(), 'restriction/disputed'),
    ]
    const support = await mintStaff(portal, 'support')
    await signInStaff(portal, context, support)
    await page.goto('/ru/staff/requests?group=new&right=restriction&assigned=nobody')
    await page.getByRole('link', { name: 'Упорядочить: Получен' }).click()
    await expect(page).toHaveURL(/sort=received/)
    await page.getByRole('link', { name: 'Упорядочить: Получен' }).click()
    await expect(page).toHaveURL(/sort=-received/)
    await expect(page.getByRole('columnheader', { name: 'Получен' })).toHaveAttribute(
      'aria-sort',
      'descending',
    )
    for (const reference of references) {
      await expect(page.getByRole('row').filter({ hasText: reference })).toContainText('Ещё не открыт')
      await page.getByLabel(`Отметить ${reference}`).check()
    }
    await page.getByRole('button', { name: 'Поручить отмеченные' }).click()
    await expect(page.getByText('Поручено 2 запроса.')).toBeVisible()
    await expect(page).toHaveURL(/group=new.*sort=-received/)
    for (const reference of references) await expect(page.getByText(reference)).toHaveCount(0)
    await page.goto('/ru/staff/requests?assigned=me')
    for (const reference of references) await expect(page.getByText(reference)).toBeVisible()
  })
})

test('every open deadline of today and before is in sight on the first page of the desk', async ({
  page,
  context,
  portal,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 })
  await fileFor(portal, await portal.mint(), 'restriction/disputed', { item: 'Результат теста' })
  await signInStaff(portal, context, await mintStaff(portal, 'privacy-officer'))
  const inSight = async (path: string) => {
    await page.goto(path)
    await expect(page.getByText(/просрочен/).first()).toBeInViewport()
    await expect(page.getByText(/сегодня/).first()).toBeInViewport()
    await expect(page.locator('[data-row]').first()).toBeInViewport({ ratio: 1 })
  }
  await inSight('/ru/staff/requests')
  await inSight('/ru/staff')
  // The dashboard's list fits a window, whatever notices stand above it.
  await page
    .locator('[data-row]')
    .last()
    .evaluate((row) => row.scrollIntoView({ block: 'end' }))
  for (const row of [page.locator('[data-row]').last(), page.locator('[data-row]').first()])
    await expect(row).toBeInViewport({ ratio: 0.98 })
  await page.getByText('Те же числа таблицей').first().click()
  await expect(page.getByRole('rowheader', { name: 'Ограничение обработки' })).toBeVisible()
})
