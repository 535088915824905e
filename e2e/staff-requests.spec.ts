import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { BrowserContext, Page } from '@playwright/test'
import { eq } from 'drizzle-orm'
import { contextFor } from '#domain/access/context.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import type { RequestDetails } from '#domain/requests/forms/request-schemas.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import { readOwnRequest } from '#domain/requests/view/read-own-requests.ts'
import { disableStaff } from '#domain/staff/team/change-staff.ts'
import { request } from '../db/schema/requests.ts'
import type { Locale } from '../i18n/locales.ts'
import { messages } from '../i18n/messages.ts'
import { expect, type Learner, type Portal, presses, test } from './people.ts'
import { giveCode, type Member, mintStaff, signInStaff } from './staff.ts'

const wrong: RequestDetails = { item: 'Туған күні', 'correct-value': '14.03.1999' }

async function fileFor(portal: Portal, learner: Learner, kind: KindName, details: RequestDetails = {}) {
  const filed = await fileRequest(portal.as(learner.subjectId, learner.locale), {
    kind,
    details,
    idempotencyKey: randomUUID(),
  })
  if (filed.status !== 'filed') throw new Error(`not filed: ${filed.code}`)
  return filed.reference
}

const casePage = (reference: string, locale: Locale = 'ru') => `/${locale}/staff/requests/${reference}`

/** Opens a step of the case by its name, unless it stands open. */
async function openStep(page: Page, name: string) {
  const step = page.locator('details', { has: page.locator('summary', { hasText: new RegExp(`^${name}$`) }) })
  if ((await step.getAttribute('open')) === null) await step.locator('summary').first().click()
  return step
}

/** A second page for another member, on the same portal. */
async function pageOf(portal: Portal, context: BrowserContext, member: Member, javaScriptEnabled = true) {
  const other = await context.browser()?.newContext({ javaScriptEnabled, locale: 'ru' })
  if (!other) throw new Error('no browser')
  await signInStaff(portal, other, member)
  return other.newPage()
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled })

    test('support takes, asks, the learner answers, the officer answers; both see the same day', async ({
      page,
      context,
      portal,
    }) => {
      const learner = await portal.mint({ locale: 'kk' })
      const reference = await fileFor(portal, learner, 'rectification', wrong)
      await signInStaff(portal, context, await mintStaff(portal, 'support'))

      await page.goto('/ru/staff/requests?group=new&right=rectification')
      await page.getByRole('button', { name: `Взять в работу ${reference}` }).click()
      await expect(page).toHaveURL(new RegExp(`${reference}\\?done=take`))
      await expect(page.getByText('Туған күні')).toHaveAttribute('lang', 'kk')
      await expect(page.getByText('Сейчас: «В работе».')).toBeVisible()
      const ask = await openStep(page, 'Спросить заявителя')
      await ask.getByLabel('Ваш вопрос, на казахском языке').fill('Қай құжатта қате?')
      await ask.getByRole('button', { name: 'Отправить вопрос' }).click()
      await expect(page.getByText('Сейчас: «Ждём ответа заявителя».')).toBeVisible()
      const due = await page.locator('.clock dd time').last().getAttribute('datetime')
      const asked = await portal.letterTo(learner.email, /сіздің жауабыңыз керек/)
      expect(asked.text).toContain(reference)
      // Nothing that was written travels in a mail.
      expect(asked.text).not.toContain('Қай құжатта')

      await portal.signIn(context, learner)
      await page.goto(`/kk/requests/${reference}`)
      await expect(page.getByText('Қай құжатта қате?')).toBeVisible()
      expect(await page.locator('.clock dd time').last().getAttribute('datetime')).toBe(due)
      await page.getByLabel(messages.kk.case.page.message).fill('Жеке куәлікте бәрі дұрыс, профильде қате.')
      await page.getByRole('button', { name: messages.kk.case.page.send, exact: true }).click()
      await expect(page.getByText('Жеке куәлікте бәрі дұрыс')).toBeVisible()

      const officer = await pageOf(
        portal,
        context,
        await mintStaff(portal, 'privacy-officer'),
        javaScriptEnabled,
      )
      await officer.goto(casePage(reference))
      await expect(officer.getByText('Жеке куәлікте бәрі дұрыс')).toBeVisible()
      const answer = await openStep(officer, 'Ответить: выполнено')
      await answer.getByRole('button', { name: 'Закрыть как выполненный' }).click()
      await expect(officer.locator('#fulfil-message-error')).toHaveText('Заполните это поле.')
      await answer.getByLabel('Что сделано, на казахском языке').fill('Туған күніңіз түзетілді.')
      await answer.getByRole('button', { name: 'Закрыть как выполненный' }).click()
      await expect(officer.getByText('Сейчас: «Выполнен».')).toBeVisible()
      expect((await portal.letterTo(learner.email, /жауап дайын/)).text).toContain(reference)
      await page.goto(`/kk/requests/${reference}`)
      await expect(page.getByText('Туған күніңіз түзетілді.')).toBeVisible()
      await officer.context().close()
    })

    test('a refusal needs its ground, a reason, and the language in which the person asked', async ({
      page,
      context,
      portal,
    }) => {
      const learner = await portal.mint({ locale: 'kk' })
      const reference = await fileFor(portal, learner, 'rectification', wrong)
      await signInStaff(portal, context, await mintStaff(portal, 'privacy-officer'))
      await page.goto(casePage(reference))
      await page.getByRole('button', { name: 'Взять в работу' }).click()
      await expect(page.getByText('Сейчас: «В работе».')).toBeVisible()
      const refuse = await openStep(page, 'Отказать')
      // Only what the law knows for this right.
      await expect(refuse.getByText('Осталось неисполненное обязательство')).toHaveCount(0)
      await refuse.getByRole('button', { name: 'Отказать' }).click()
      await expect(page.locator('#refuse-refusalCode-error')).toHaveText('Выберите основание.')
      await expect(page.locator('#refuse-reason-error')).toHaveText('Напишите причину.')
      await refuse.getByLabel('Данные верны').check()
      await refuse.getByLabel('Причина, на казахском языке').fill('Құжат бойынша туған күніңіз дұрыс.')
      await refuse.getByLabel('русский').check()
      if (javaScriptEnabled) {
        const preview = refuse.getByRole('complementary')
        await expect(preview).toContainText(`Тема письма: ${reference} сұрау салуы: шешім дайын`)
        await expect(preview).toContainText(messages.kk.case.refusals.DataAccurate)
        await expect(preview).toContainText('Құжат бойынша туған күніңіз дұрыс.')
      } else {
        await refuse.getByRole('button', { name: 'Показать ответ' }).click()
        await expect(page.getByRole('complementary').filter({ hasText: 'Құжат бойынша' })).toContainText(
          messages.kk.case.refusals.DataAccurate,
        )
        await expect(refuse.getByLabel('Данные верны')).toBeChecked()
      }
      await refuse.getByRole('button', { name: 'Отказать' }).click()
      await expect(page.locator('#refuse-reasonLocale-error')).toContainText('на казахском языке')
      await expect(refuse.getByLabel('Причина, на казахском языке')).toHaveValue(
        'Құжат бойынша туған күніңіз дұрыс.',
      )
      await refuse.getByLabel('казахский').check()
      await refuse.getByRole('button', { name: 'Отказать' }).click()
      await expect(page.getByText('Сейчас: «Отклонён».')).toBeVisible()
      expect((await portal.letterTo(learner.email, /шешім дайын/)).text).toContain(reference)
      const stands = await readOwnRequest(portal.as(learner.subjectId, 'kk'), { reference })
      expect(stands?.decision?.refusal).toMatchObject({
        code: 'DataAccurate',
        reason: 'Құжат бойынша туған күніңіз дұрыс.',
      })
    })

    test('who was slower is told what stands now and keeps what they wrote', async ({
      page,
      context,
      portal,
    }) => {
      const reference = await fileFor(portal, await portal.mint(), 'question', { message: 'Где мои данные?' })
      await signInStaff(portal, context, await mintStaff(portal, 'support'))
      await page.goto(casePage(reference))
      await page.getByRole('button', { name: 'Взять в работу' }).click()
      const slow = await openStep(page, 'Ответить на вопрос')
      await slow.getByLabel('Ваш ответ, на русском языке').fill('В Алматы, в дата-центре.')

      const faster = await pageOf(portal, context, await mintStaff(portal, 'support'))
      await faster.goto(casePage(reference))
      const quick = await openStep(faster, 'Ответить на вопрос')
      await quick.getByLabel('Ваш ответ, на русском языке').fill('В Казахстане.')
      await quick.getByRole('button', { name: 'Отправить ответ' }).click()
      await expect(faster.getByText('Сейчас: «Дан ответ».')).toBeVisible()

      await slow.getByRole('button', { name: 'Отправить ответ' }).click()
      await expect(
        page.getByRole('alert').filter({ hasText: 'Коллега уже изменил этот запрос' }),
      ).toContainText('«Дан ответ»')
      await expect(page.locator('#steps')).toContainText('В Алматы, в дата-центре.')
      await expect(page.locator('header').filter({ hasText: reference })).toContainText('Дан ответ')
      await faster.context().close()
    })

    test('contacts stay masked until somebody gives a code and says why', async ({
      page,
      context,
      portal,
    }) => {
      const learner = await portal.mint()
      const reference = await fileFor(portal, learner, 'question', { message: 'Кто видит мои ответы?' })
      const support = await mintStaff(portal, 'support')
      await signInStaff(portal, context, support)
      await page.goto(casePage(reference))
      await expect(page.getByText(learner.email)).toHaveCount(0)
      await page.getByText('Открыть контакты').click()
      await page.getByRole('link', { name: 'Ввести код' }).click()
      await giveCode(page, support.code(), 'Подтвердить')
      await expect(page).toHaveURL(new RegExp(reference))
      await page.getByText('Открыть контакты').click()
      await page.getByLabel('Зачем').selectOption('call-back')
      await page.getByRole('button', { name: 'Открыть', exact: true }).click()
      await expect(page.getByText(learner.email)).toBeVisible()
      await expect(page.getByText('Контакты открыты')).toBeVisible()
    })

    test('a request that came by telephone is recorded with the day on which it came', async ({
      page,
      context,
      portal,
    }) => {
      const learner = await portal.mint()
      await signInStaff(portal, context, await mintStaff(portal, 'support'))
      await page.goto('/ru/staff/requests')
      await page.getByRole('link', { name: 'Записать запрос' }).click()
      await page.getByRole('link', { name: 'Исправление данных' }).click()
      const send = page.getByRole('button', { name: 'Записать запрос' })
      await page.getByLabel('Кто', { exact: true }).fill('nobody-of-this-id')
      await page.getByLabel('Да', { exact: true }).check()
      await page.getByLabel('по телефону').check()
      await page.getByLabel('О каких данных').fill('Фамилия')
      await page.getByLabel('Как правильно').fill('Ұлықбекқызы')
      await send.click()
      await expect(page.locator('#person-error')).toContainText('Такого человека нет')
      await expect(page.getByLabel('Как правильно')).toHaveValue('Ұлықбекқызы')
      await expect(page.getByLabel('по телефону')).toBeChecked()
      await page.getByLabel('Кто', { exact: true }).fill(learner.email)
      await page.getByLabel('Когда получен').fill('2026-11-05')
      await send.click()
      await expect(page.getByText('Запрос поставлен в очередь.')).toBeVisible()
      await expect(page.getByText('способ: телефон')).toBeVisible()
      await expect(page.locator('.clock dd time').first()).toHaveAttribute('datetime', '2026-11-05')
      await expect(page.locator('.clock dd time').last()).toHaveAttribute('datetime', '2026-11-06')
      expect(page.url()).not.toContain('@')
    })

    test('search is by number, id or exact address, and no address of a page names a person', async ({
      page,
      context,
      portal,
    }) => {
      const learner = await portal.mint()
      const reference = await fileFor(portal, learner, 'access')
      await signInStaff(portal, context, await mintStaff(portal, 'support'))
      await page.goto('/ru/staff/requests')
      const find = async (typed: string) => {
        await page.getByLabel('Найти запрос').fill(typed)
        await page.getByRole('button', { name: 'Найти', exact: true }).click()
      }
      await find(' ')
      await expect(page.locator('#search-error')).toContainText('Введите номер')
      await find(learner.email.slice(4))
      await expect(page.getByText('Ничего не нашлось')).toBeVisible()
      await find(learner.email.toUpperCase())
      await expect(page.getByText('Найдено')).toBeVisible()
      await expect(page.getByRole('link', { name: reference }).first()).toBeVisible()
      expect(page.url()).toMatch(/\/ru\/staff\/requests$/)
      await find(reference.toLowerCase().replaceAll('-', ' '))
      await expect(page).toHaveURL(new RegExp(`${reference}$`))
    })

    test('the queue leaves as a file, after a code', async ({ page, context, portal }) => {
      const reference = await fileFor(portal, await portal.mint(), 'objection')
      const support = await mintStaff(portal, 'support')
      await signInStaff(portal, context, support)
      await page.goto('/ru/staff/requests?group=new&right=objection')
      await page.getByRole('link', { name: 'Скачать CSV' }).click()
      await giveCode(page, support.code(), 'Подтвердить')
      await expect(page).toHaveURL(/group=new&right=objection/)
      const download = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Скачать CSV' }).click()
      const file = await download
      expect(file.suggestedFilename()).toMatch(/^ochered-\d{4}-\d\d-\d\d\.csv$/)
      const text = await readFile(await file.path(), 'utf8')
      expect(text.split('\r\n')[0]).toContain('Номер;О чём;Состояние')
      expect(text).toContain(
        `${reference};Возражение против автоматизированной обработки;Получен;портал;русский`,
      )
      expect(text).not.toContain('@')
    })

    test('a day of the calendar is changed with its source, and it is said how many deadlines moved', async ({
      page,
      context,
      portal,
    }) => {
      await signInStaff(portal, context, await mintStaff(portal, 'privacy-officer'))
      // A year of its own for each run, so that no other test writes to it.
      const year = javaScriptEnabled ? 2031 : 2032
      await page.goto(`/ru/staff/calendar?year=${year}`)
      await expect(page.getByText('Дни не внесены')).toBeVisible()
      const day = `${year}-05-05`
      await page.getByLabel('День', { exact: true }).fill(day)
      await page.getByLabel('Выходной').check()
      await page.getByRole('button', { name: 'Сохранить' }).click()
      await expect(page.locator('#source-error')).toHaveText('Укажите источник.')
      await expect(page.getByLabel('День', { exact: true })).toHaveValue(day)
      await page.getByLabel('Официально').check()
      await page.getByLabel('Источник').fill('Приказ, https://adilet.zan.kz/rus/docs/sample')
      await page.getByRole('button', { name: 'Сохранить' }).click()
      await expect(page.getByText('Открытые сроки не изменились.')).toBeVisible()
      const row = page.getByRole('row').filter({ has: page.locator(`time[datetime="${day}"]`) })
      await expect(row).toContainText('adilet.zan.kz')
      await row.getByRole('link', { name: /^Изменить 5/ }).click()
      await expect(page.getByLabel('Выходной')).toBeChecked()
      await page.getByLabel('Как обычно').check()
      await page.getByRole('button', { name: 'Сохранить' }).click()
      await expect(page.getByText('Сохранено')).toBeVisible()
      await expect(page.locator(`time[datetime="${day}"]`)).toHaveCount(0)
    })
  })
}

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
